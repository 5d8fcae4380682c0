package io.ringway.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.affinity.Affinity;

/** Pins the calling thread to one processor, and proves it. */
public final class ThreadPinning {
    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private ThreadPinning() {}

    /**
     * Pins the calling thread and reads back where the kernel put it: a container or a cpuset may overrule the request silently.
     *
     * @param cpu processor number, from 0.
     * @throws IllegalStateException when the thread may run elsewhere afterwards, with what the kernel allows.
     */
    public static void pin(final int cpu) {
        final String before = allowedProcessors();
        try {
            Affinity.setAffinity(cpu);
        } catch (final RuntimeException e) {
            throw new IllegalStateException(refused(cpu, before), e);
        }
        if (!allowedProcessors().equals(Integer.toString(cpu))) {
            throw new IllegalStateException(refused(cpu, before));
        }
    }

    private static String refused(final int cpu, final String allowed) {
        return "cannot be pinned to cpu " + cpu + ", the system allows " + allowed
                + "; choose one of these in cpus={…}, or widen the service's CPUAffinity= or cpuset";
    }

    /**
     * The processors on which the calling thread may run.
     *
     * @return as the kernel lists them, for instance {@code 0-3,8}.
     */
    public static String allowedProcessors() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(ALLOWED))
                    .map(line -> line.substring(ALLOWED.length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
