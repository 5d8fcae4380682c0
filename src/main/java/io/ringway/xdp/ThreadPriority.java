package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;

/** Puts the calling thread, and no other, in front of every ordinary thread of its processor, and back, or behind them. */
public final class ThreadPriority {
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_FIFO = 1;
    private static final int SCHED_RESET_ON_FORK = 0x40000000;

    private static final MethodHandle SCHED_SETSCHEDULER =
            NativeLibrary.libc().function("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);

    private static final int PRIO_PROCESS = 0;

    /** For Linux a thread is a process here, {@code setpriority(2)}. */
    private static final MethodHandle SETPRIORITY =
            NativeLibrary.libc().function("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

    private ThreadPriority() {}

    /**
     * Makes the calling thread, and those that it starts, give way to others on their processor.
     *
     * @param nice 1 to 19; each step is worth about a tenth of the processor.
     * @return 0, or the negative errno.
     */
    public static int lower(final int nice) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) SETPRIORITY.invokeExact(capture.segment(), PRIO_PROCESS, 0, nice);
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Schedules the calling thread as {@code SCHED_FIFO}, at the lowest real-time priority. Threads that it starts stay ordinary.
     *
     * @return 0, or the negative errno: {@code EPERM} without {@code CAP_SYS_NICE}.
     */
    public static int raise() {
        return set(SCHED_FIFO | SCHED_RESET_ON_FORK, 1);
    }

    /** Schedules the calling thread as an ordinary one again. */
    public static void restore() {
        set(SCHED_OTHER, 0);
    }

    private static int set(final int policy, final int priority) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final long parameter = arena.allocateFrom(JAVA_INT, priority).address();
            final int result = (int) SCHED_SETSCHEDULER.invokeExact(capture.segment(), 0, policy, parameter);
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
