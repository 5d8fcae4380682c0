package io.ringway.lab.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that one run of the lab found out.
 *
 * @param scenario         which job the servers did, {@code refused}
 * @param startedAt        when it began, ISO 8601 in UTC
 * @param complete         false when it was ended before all was measured
 * @param manifest         what was measured on and with, in the order in which it is shown; {@code commit} is Ringway's
 * @param contenders       the servers, in the order in which legends name them
 * @param injectorCeiling  queries a second that the injector can send at most, 0 when not measured
 * @param rateRuns         every run at a rate, in the order in which they were made
 * @param latencyRuns      every run of the prober
 * @param limits           what the searches found
 * @param targets          what the scenario asks of its contenders; results of older versions have none
 */
public record Results(
        String scenario,
        String startedAt,
        boolean complete,
        Map<String, String> manifest,
        List<Contender> contenders,
        double injectorCeiling,
        List<RateRun> rateRuns,
        List<LatencyRun> latencyRuns,
        List<Limit> limits,
        List<Target> targets) {
    /** The manifest's entry that two comparable results may differ in. */
    public static final String COMMIT = "commit";

    /** The manifest's entry that says what was counted in place of answers. */
    public static final String ANSWERS = "counted as answers";

    /** Name of the file in a result folder. */
    public static final String FILE_NAME = "results.json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Copies the collections. */
    public Results {
        manifest = Collections.unmodifiableMap(new LinkedHashMap<>(manifest));
        contenders = List.copyOf(contenders);
        rateRuns = List.copyOf(rateRuns);
        latencyRuns = List.copyOf(latencyRuns);
        limits = List.copyOf(limits);
        targets = targets == null ? List.of() : List.copyOf(targets);
    }

    /**
     * Results of a scenario without targets.
     *
     * @param scenario        which job the servers did.
     * @param startedAt       when it began.
     * @param complete        whether all was measured.
     * @param manifest        what was measured on and with.
     * @param contenders      the servers.
     * @param injectorCeiling queries a second that the injector can send at most.
     * @param rateRuns        every run at a rate.
     * @param latencyRuns     every run of the prober.
     * @param limits          what the searches found.
     */
    public Results(
            final String scenario,
            final String startedAt,
            final boolean complete,
            final Map<String, String> manifest,
            final List<Contender> contenders,
            final double injectorCeiling,
            final List<RateRun> rateRuns,
            final List<LatencyRun> latencyRuns,
            final List<Limit> limits) {
        this(
                scenario,
                startedAt,
                complete,
                manifest,
                contenders,
                injectorCeiling,
                rateRuns,
                latencyRuns,
                limits,
                List.of());
    }

    /**
     * Reads the results of a folder.
     *
     * @param folder a result folder.
     * @return the results.
     * @throws UncheckedIOException when the file is missing or is none.
     */
    public static Results read(final Path folder) {
        final Path file = folder.resolve(FILE_NAME);
        try {
            return MAPPER.readValue(Files.readString(file), Results.class);
        } catch (final JacksonException e) {
            throw new UncheckedIOException(new IOException(file + ": " + e.getOriginalMessage(), e));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes them.
     *
     * @param folder a result folder that exists.
     */
    public void write(final Path folder) {
        try {
            Files.writeString(folder.resolve(FILE_NAME), MAPPER.writeValueAsString(this) + "\n");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
