package io.ringway.lab.contender;

import io.ringway.lab.contender.ContenderKind.Program;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a server itself says of its packet cache: Ringway in its counters file, dnsdist in a file that its configuration writes once a second. Both are
 * behind by up to that long, and never ahead.
 *
 * @param program       whose
 * @param configuration its configuration file, beside which the counts are
 */
record CacheHits(Program program, Path configuration) {
    private static final long LOOK_EVERY_MS = 20;
    private static final String COUNTERS = ".counters";
    private static final String HITS = ".hits";

    /** Where Ringway keeps its counters. */
    static Path countersFile(final Path configuration) {
        return Path.of(configuration + COUNTERS);
    }

    /** What makes dnsdist write its hits beside its configuration. */
    static String report(final Path configuration) {
        return """
                function maintenance()
                  local file = io.open("%s", "w")
                  file:write(getPool(""):getCache():getStats()["hits"])
                  file:close()
                end
                """.formatted(configuration + HITS);
    }

    /**
     * Waits until so many answers have come from the cache.
     *
     * @param least     answers since the server's start.
     * @param timeoutMs milliseconds.
     * @throws SetupException when there are less by then.
     */
    void await(final long least, final long timeoutMs) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        long hits = read();
        while (hits < least) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new SetupException("its cache says that it had " + hits + " hits, where clients got at least "
                        + least + " answers; it is not measured");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
            hits = read();
        }
    }

    private long read() {
        if (program == Program.RINGWAY) {
            return CountersSnapshot.read(countersFile(configuration)).sum(CounterDescriptor.CACHE_HITS);
        }
        final Path file = Path.of(configuration + HITS);
        try {
            // Not there before the first second, and empty while it is written.
            final String text = Files.exists(file) ? Files.readString(file).strip() : "";
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (final IOException | NumberFormatException e) {
            throw new SetupException(file + " has no count of hits: " + e.getMessage(), e);
        }
    }
}
