package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How threads of this process stand in line for their processor: in front of others, behind them, or in short turns. */
public final class ThreadPriority {
    /** The shortest turn that the kernel takes, nanoseconds. */
    public static final long SHORTEST_TURN_NS = 100_000;

    /** The nice value in front of all others. */
    private static final int HIGHEST = -20;

    private static final int PRIO_PROCESS = 0;
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path OWN_TASK = Path.of("/proc/thread-self");

    /** glibc has no function for it before 2.41; the numbers are those of {@code asm/unistd.h}. */
    private static final MethodHandle SYSCALL =
            NativeLibrary.libc().function("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final long SCHED_SETATTR = System.getProperty("os.arch").equals("aarch64") ? 274 : 314;
    private static final int SCHED_ATTR_BYTES = 48;
    private static final long SCHED_ATTR_NICE_OFFSET = 16;
    private static final long SCHED_ATTR_RUNTIME_OFFSET = 24;

    /** For Linux a thread is a process here, {@code setpriority(2)}. */
    private static final MethodHandle SETPRIORITY =
            NativeLibrary.libc().function("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

    private static final MethodHandle GETPRIORITY =
            NativeLibrary.libc().function("getpriority", JAVA_INT, JAVA_INT, JAVA_INT);

    private ThreadPriority() {}

    /**
     * Makes the calling thread, and those that it starts, give way to others on their processor.
     *
     * @param steps how far behind where it is; each is worth about a tenth of the processor.
     * @return 0, or the negative errno.
     */
    public static int lower(final int steps) {
        return setNice(0, nice(0) + steps);
    }

    /** {@code task} is 0 for the calling thread. */
    private static int setNice(final int task, final int nice) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final int result = (int) SETPRIORITY.invokeExact(capture.segment(), PRIO_PROCESS, task, nice);
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Makes all threads of this process but the calling one give way to others on their processor, and those that they start later. Threads
     * that the calling one starts are as it is.
     *
     * @param steps how far behind where they are; each is worth about a tenth of the processor.
     */
    public static void lowerOthers(final int steps) {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            final int own = Integer.parseInt(
                    Files.readSymbolicLink(OWN_TASK).getFileName().toString());
            for (final Path task : tasks) {
                final int number = Integer.parseInt(task.getFileName().toString());
                if (number != own) {
                    // A thread that has ended meanwhile needs nothing.
                    setNice(number, nice(number) + steps);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Gives the calling thread short turns. Its share of the processor stays the same, and it is sooner its turn: a thread that wakes up takes the
     * processor from one whose turn is longer (Linux 6.12 and later, {@code sched_setattr(2)}; before, this does nothing).
     *
     * @param turnNs nanoseconds, {@link #SHORTEST_TURN_NS} at least.
     * @return 0, or the negative errno.
     */
    public static int shortenTurns(final long turnNs) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            // struct sched_attr: u32 size, u32 policy, u64 flags, s32 nice, u32 priority, u64 runtime, u64 deadline,
            // u64
            // period
            final MemorySegment attributes = arena.allocate(SCHED_ATTR_BYTES, Long.BYTES);
            attributes.set(JAVA_INT, 0, SCHED_ATTR_BYTES);
            attributes.set(JAVA_INT, SCHED_ATTR_NICE_OFFSET, nice(0));
            attributes.set(JAVA_LONG, SCHED_ATTR_RUNTIME_OFFSET, turnNs);
            final long result =
                    (long) SYSCALL.invokeExact(capture.segment(), SCHED_SETATTR, 0L, attributes.address(), 0L);
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** The nice value of a thread, 0 for the calling one. */
    private static int nice(final int task) {
        try {
            return (int) GETPRIORITY.invokeExact(new ErrnoCapture().segment(), PRIO_PROCESS, task);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Puts the calling thread in front of every ordinary one, in turns of a tenth of a millisecond. Not {@code SCHED_FIFO}: a real-time
     * prober was held back for a whole second now and then while its processor was loaded.
     *
     * @return 0, or the negative errno: {@code EACCES} without {@code CAP_SYS_NICE}.
     */
    public static int raise() {
        shortenTurns(SHORTEST_TURN_NS);
        return setNice(0, HIGHEST);
    }

    /** Schedules the calling thread as an ordinary one again. */
    public static void restore() {
        setNice(0, 0);
    }
}
