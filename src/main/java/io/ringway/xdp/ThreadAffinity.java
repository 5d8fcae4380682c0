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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Where the threads of this process may run that cannot pin themselves: the virtual machine's own, and those of libraries. */
public final class ThreadAffinity {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int ESRCH = 3;

    private static final MethodHandle SCHED_SETAFFINITY =
            NativeLibrary.libc().function("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private ThreadAffinity() {}

    /**
     * Confines every thread that there is, the calling one included; threads that these start later inherit it. Control thread.
     *
     * @param mask processors: bit n, counted from the least significant of the first word, stands for processor n.
     * @return whether the kernel accepted it for all of them.
     */
    public static boolean confineAll(final long[] mask) {
        final Set<Integer> done = new HashSet<>();
        boolean accepted = true;
        int before;
        // Until a look finds no new one: a thread that was not confined yet may have started another.
        do {
            before = done.size();
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
                for (final Path task : tasks) {
                    final int number = Integer.parseInt(task.getFileName().toString());
                    if (done.add(number)) {
                        final int result = confine(number, mask);
                        accepted &= result == 0 || result == -ESRCH;
                    }
                }
            } catch (final NoSuchFileException e) {
                return false;
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        } while (done.size() > before);
        return accepted;
    }

    private static int confine(final int task, final long[] mask) {
        final ErrnoCapture capture = new ErrnoCapture();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment bits = arena.allocateFrom(JAVA_LONG, mask);
            final int result =
                    (int) SCHED_SETAFFINITY.invokeExact(capture.segment(), task, bits.byteSize(), bits.address());
            return result < 0 ? -capture.errno() : 0;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
