package io.ringway.xdp;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An {@code eventfd(2)}: lets one thread wake another that sleeps in {@code poll}.
 *
 * <p>{@link #signal()} from any thread; {@link #clear()} by the sleeper.
 */
public final class EventFd implements AutoCloseable {
    private final MemorySegment buffers = Arena.ofAuto().allocate(2L * Long.BYTES, Long.BYTES);
    private final long one = buffers.address();
    private final long counter = one + Long.BYTES;
    private final int fd;

    /**
     * Makes one, unsignalled.
     *
     * @throws NativeException when the process has no descriptor left.
     */
    public EventFd() {
        Memory.putLong(one, 1L);
        fd = Libc.eventFd();
        if (fd < 0) {
            throw new NativeException("eventfd", -fd);
        }
    }

    /**
     * The descriptor to poll.
     *
     * @return readable while signalled.
     */
    public int fd() {
        return fd;
    }

    /** Makes the descriptor readable. */
    public void signal() {
        Libc.write(fd, one, Long.BYTES);
    }

    /** Makes it unreadable again. */
    public void clear() {
        Libc.read(fd, counter, Long.BYTES);
    }

    /** Closes the descriptor; nobody may poll it any more. */
    @Override
    public void close() {
        Libc.close(fd);
    }
}
