package io.ringway.lab.injector;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.RingwayProcess;
import io.ringway.settings.SetupException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ringway probe} as a process of its own: sends probes on a queue beside the load's and measures how long each answer takes. */
public final class Prober implements AutoCloseable {
    private static final int START_AND_END_MS = 20_000;
    private static final int RATE = 2_000;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ChildProcess process;
    private final int seconds;

    /**
     * Begins to probe.
     *
     * @param command from {@link #command}.
     * @param seconds how long.
     */
    public Prober(final List<String> command, final int seconds) {
        this.seconds = seconds;
        process = new ChildProcess("the prober", command, line -> {});
    }

    /**
     * What the prober found out.
     *
     * @param probes        probes that were intended
     * @param answered      probes that were answered in time
     * @param duplicates    replies beyond the first
     * @param seconds       how long it probed
     * @param sendLagP99Ns  99th percentile of how late it sent, nanoseconds
     * @param histogram     latencies in nanoseconds, HdrHistogram in Base64
     */
    public record Report(
            long probes, long answered, long duplicates, double seconds, long sendLagP99Ns, String histogram) {}

    /**
     * The command line.
     *
     * @param interfaceName the client's interface.
     * @param queue         its queue, on which no load runs.
     * @param target        address of the server.
     * @param seconds       how long.
     * @param cpu           its processor.
     * @return program and arguments, to be run in the client's namespace.
     */
    public static List<String> command(
            final String interfaceName, final int queue, final String target, final int seconds, final int cpu) {
        final List<String> command = new ArrayList<>(RingwayProcess.command(List.of()));
        command.addAll(List.of("probe", "--interface", interfaceName, "--queue", Integer.toString(queue)));
        command.addAll(List.of("--target", target, "--source-port", "1053", "--rate", Integer.toString(RATE)));
        command.addAll(List.of("--seconds", Integer.toString(seconds), "--timeout-ms", "1000"));
        command.addAll(List.of("--cpu", Integer.toString(cpu), "--json"));
        return command;
    }

    /**
     * Waits for its end.
     *
     * @return what it found out.
     * @throws SetupException when it failed, with what it said.
     */
    public Report awaitReport() {
        final int status = process.awaitEnd(TimeUnit.SECONDS.toMillis(seconds) + START_AND_END_MS);
        if (status != 0) {
            throw new SetupException(
                    "the prober failed: " + process.output().strip().replace("\n", " | "));
        }
        return parse(process.output());
    }

    /** Reads the object among what it said on both streams. */
    static Report parse(final String output) {
        final int begin = output.indexOf('{');
        final int end = output.lastIndexOf('}');
        if (begin < 0 || end < begin) {
            throw new SetupException(
                    "the prober reported nothing; it said: " + output.strip().replace("\n", " | "));
        }
        try {
            final JsonNode report = MAPPER.readTree(output.substring(begin, end + 1));
            return new Report(
                    report.required("probes").asLong(),
                    report.required("answered").asLong(),
                    report.required("duplicates").asLong(),
                    report.required("seconds").asDouble(),
                    report.required("sendLagP99Ns").asLong(),
                    report.required("histogram").asString());
        } catch (final JacksonException e) {
            throw new SetupException("the prober's report is not as expected: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
