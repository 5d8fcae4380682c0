package io.ringway.engine.frame;

import io.ringway.xdp.EventFd;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Wakes a thread that sleeps in {@code poll} because its rings were empty.
 *
 * <p>Sleeper: {@link #arm()}, look at the rings once more, sleep, {@link #disarm()}. Producer: publish, then {@link #ring()}. Each side writes
 * before it reads what the other wrote, with a full fence between, so that one of them always sees the other; the system call is made only
 * when the sleeper may really sleep.
 */
public final class Doorbell implements AutoCloseable {
    private static final VarHandle ARMED;

    static {
        try {
            ARMED = MethodHandles.lookup().findVarHandle(Doorbell.class, "armed", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EventFd eventFd = new EventFd();

    @SuppressWarnings("unused")
    private int armed;

    /** A bell that nobody listens to yet. */
    public Doorbell() {}

    /**
     * What the sleeper polls besides its sockets.
     *
     * @return a descriptor, readable after a ring.
     */
    public int fd() {
        return eventFd.fd();
    }

    /** Producer's side: wakes the sleeper if it is, or is about to be, asleep. */
    public void ring() {
        VarHandle.fullFence();
        if ((int) ARMED.getOpaque(this) != 0) {
            ARMED.setOpaque(this, 0);
            eventFd.signal();
        }
    }

    /** Sleeper's side: from here on a publication rings. */
    public void arm() {
        ARMED.setOpaque(this, 1);
        VarHandle.fullFence();
    }

    /** Sleeper's side, awake again. */
    public void disarm() {
        ARMED.setOpaque(this, 0);
    }

    /** Sleeper's side: takes the signal back after a {@code poll} that reported it. */
    public void clear() {
        eventFd.clear();
    }

    @Override
    public void close() {
        eventFd.close();
    }
}
