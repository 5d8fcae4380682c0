package io.ringway.network;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel knows about the threads of another process (proc(5)). */
final class ProcessThreads {
    /** The kernel keeps fifteen characters of a thread's name. */
    private static final int NAME_LENGTH = 15;

    private static final String ALLOWED = "Cpus_allowed_list:";

    private ProcessThreads() {}

    /** Where the thread of that name may run, as the kernel lists processors. */
    static String allowedProcessors(final long pid, final String threadName) throws IOException {
        final String wanted = threadName.substring(0, Math.min(NAME_LENGTH, threadName.length()));
        final StringBuilder seen = new StringBuilder();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (final Path task : tasks) {
                final String name = Files.readString(task.resolve("comm")).strip();
                seen.append(name).append(", ");
                if (name.startsWith(wanted.strip())) {
                    return Files.readAllLines(task.resolve("status")).stream()
                            .filter(line -> line.startsWith(ALLOWED))
                            .findFirst()
                            .orElseThrow()
                            .substring(ALLOWED.length())
                            .strip();
                }
            }
        }
        throw new AssertionError("no thread " + wanted + " among " + seen);
    }
}
