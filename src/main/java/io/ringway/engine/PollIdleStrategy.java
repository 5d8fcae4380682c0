package io.ringway.engine;

import io.ringway.engine.frame.Doorbell;
import io.ringway.wire.Memory;
import io.ringway.xdp.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Idle mode {@code interrupt}: sleeps in {@code poll(2)} until a socket has packets or another thread rings.
 *
 * <p>Belongs to the thread that runs the stage.
 */
final class PollIdleStrategy implements IdleStrategy {
    /** How long a sleep lasts at most while packets wait on a TX ring, which nothing announces. */
    private static final int LAGGING_TIMEOUT_MS = 2;

    private static final int POLLFD_BYTES = 8;
    private static final int REVENTS_OFFSET = 6;

    private final MemorySegment pollFds;
    private final long address;
    private final int count;
    private final Stage stage;
    private final Doorbell doorbell;
    private final AtomicCounter polls;

    /**
     * Sleeps on the sockets, and on {@code doorbell} unless it is null: a thread that runs every stage of its queues has nobody who would ring,
     * and each descriptor more makes a poll dearer.
     */
    PollIdleStrategy(final Stage stage, final Doorbell doorbell, final int[] socketFds, final AtomicCounter polls) {
        this.stage = stage;
        this.doorbell = doorbell;
        this.polls = polls;
        pollFds = Arena.ofAuto().allocate((socketFds.length + 1L) * POLLFD_BYTES, POLLFD_BYTES);
        address = pollFds.address();
        int entries = 0;
        if (doorbell != null) {
            put(entries++, doorbell.fd());
        }
        for (final int fd : socketFds) {
            put(entries++, fd);
        }
        count = entries;
    }

    /** {@code struct pollfd}: i32 fd, i16 events, i16 revents. */
    private void put(final int index, final int fd) {
        Memory.putInt(address + (long) index * POLLFD_BYTES, fd);
        Memory.putInt(address + (long) index * POLLFD_BYTES + Integer.BYTES, Libc.POLLIN);
    }

    @Override
    public void idle(final int workCount) {
        if (workCount == 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        if (doorbell == null) {
            sleep();
            return;
        }
        doorbell.arm();
        if (!stage.hasWork()) {
            sleep();
            if ((Memory.byteAt(address + REVENTS_OFFSET) & Libc.POLLIN) != 0) {
                doorbell.clear();
            }
        }
        doorbell.disarm();
    }

    /** The kernel looks at the RX ring before it lets a thread sleep, so that no packet is overlooked. */
    private void sleep() {
        Libc.poll(address, count, stage.transmitLags() ? LAGGING_TIMEOUT_MS : stage.longestSleepMs());
        polls.incrementRelease();
    }

    @Override
    public void reset() {
        // Nothing is remembered between sleeps.
    }

    @Override
    public String alias() {
        return "interrupt";
    }
}
