package io.ringway.privilege;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the kernel says of a thread's power ({@code /proc/PID/task/TID/status}, proc(5)).
 *
 * @param id           the kernel's number of the thread
 * @param name         fifteen characters at most
 * @param uids         real, effective, saved and file system user
 * @param gids         the same of the group
 * @param groups       supplementary groups
 * @param capabilities permitted, effective, inheritable and ambient ones together; the bounding set gives no power by itself
 * @param noNewPrivs   whether no program that it starts may gain power
 * @param filtered     whether a filter of system calls is on it
 */
public record ThreadStatus(
        int id,
        String name,
        List<Integer> uids,
        List<Integer> gids,
        List<Integer> groups,
        CapabilitySet capabilities,
        boolean noNewPrivs,
        boolean filtered) {
    private static final int SECCOMP_MODE_FILTER = 2;

    /** Copies the lists. */
    public ThreadStatus {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
        groups = List.copyOf(groups);
    }

    /**
     * All threads of this process.
     *
     * @return in no order.
     */
    public static List<ThreadStatus> own() {
        return of(Path.of("/proc/self/task"));
    }

    /**
     * The calling thread.
     *
     * @return its status.
     */
    public static ThreadStatus current() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/thread-self/status")));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All threads of a process.
     *
     * @param tasks its folder {@code task}.
     * @return in no order; threads that end meanwhile are left out.
     */
    public static List<ThreadStatus> of(final Path tasks) {
        final List<ThreadStatus> threads = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(tasks)) {
            for (final Path folder : folders) {
                try {
                    threads.add(parse(Files.readAllLines(folder.resolve("status"))));
                } catch (final IOException e) {
                    // It ended meanwhile: before the file was opened, or between opening and reading.
                    if (Files.exists(folder)) {
                        throw e;
                    }
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return threads;
    }

    static ThreadStatus parse(final List<String> lines) {
        return new ThreadStatus(
                Integer.parseInt(value(lines, "Pid")),
                value(lines, "Name"),
                numbers(value(lines, "Uid")),
                numbers(value(lines, "Gid")),
                numbers(value(lines, "Groups")),
                CapabilitySet.parse(value(lines, "CapPrm"))
                        .or(CapabilitySet.parse(value(lines, "CapEff")))
                        .or(CapabilitySet.parse(value(lines, "CapInh")))
                        .or(CapabilitySet.parse(value(lines, "CapAmb"))),
                value(lines, "NoNewPrivs").equals("1"),
                value(lines, "Seccomp").equals(Integer.toString(SECCOMP_MODE_FILTER)));
    }

    private static String value(final List<String> lines, final String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** User IDs are unsigned in the kernel, and the same bits here. */
    private static List<Integer> numbers(final String text) {
        return Arrays.stream(text.split("\\s+"))
                .filter(number -> !number.isEmpty())
                .map(Integer::parseUnsignedInt)
                .toList();
    }
}
