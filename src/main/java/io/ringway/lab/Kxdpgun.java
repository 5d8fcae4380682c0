package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator of Knot DNS: sends queries over an AF_XDP socket of its own and counts the replies. */
public final class Kxdpgun implements AutoCloseable {
    private static final int START_AND_END_MS = 15_000;
    private static final long LOOK_EVERY_NS = 1_000_000;

    private final ChildProcess process;
    private final Path queries;
    private final int durationS;

    private Kxdpgun(final ChildProcess process, final Path queries, final int durationS) {
        this.process = process;
        this.queries = queries;
        this.durationS = durationS;
    }

    /**
     * What a run offered and got.
     *
     * @param queries   sent
     * @param replies   received
     * @param durationS seconds
     * @param rcodes    replies by response code
     */
    public record Report(long queries, long replies, int durationS, Map<String, Long> rcodes) {
        private static final Pattern QUERIES = Pattern.compile("total queries: +(\\d+)");
        private static final Pattern REPLIES = Pattern.compile("total replies: +(\\d+)");
        private static final Pattern RCODE = Pattern.compile("responded (\\S+): +(\\d+)");

        /** Copies the map. */
        public Report {
            rcodes = Map.copyOf(rcodes);
        }

        /**
         * Reads what kxdpgun prints at its end.
         *
         * @param output    all its lines.
         * @param durationS seconds that it sent.
         * @return the report.
         * @throws SetupException when it is not there, with what it said instead.
         */
        public static Report parse(final String output, final int durationS) {
            final Matcher queries = QUERIES.matcher(output);
            if (!queries.find()) {
                throw new SetupException(
                        "kxdpgun sent nothing; it said: " + output.strip().replace("\n", " | "));
            }
            final Matcher replies = REPLIES.matcher(output);
            final Map<String, Long> rcodes = new TreeMap<>();
            final Matcher rcode = RCODE.matcher(output);
            while (rcode.find()) {
                rcodes.put(rcode.group(1), Long.parseLong(rcode.group(2)));
            }
            return new Report(
                    Long.parseLong(queries.group(1)),
                    replies.find() ? Long.parseLong(replies.group(1)) : 0,
                    durationS,
                    rcodes);
        }

        /**
         * The answered rate.
         *
         * @return replies in a second.
         */
        public double repliesPerSecond() {
            return (double) replies / durationS;
        }

        /**
         * What was not answered.
         *
         * @return 0 to 1.
         */
        public double loss() {
            return queries == 0 ? 0 : Math.max(0, 1 - (double) replies / queries);
        }
    }

    /**
     * Begins to send.
     *
     * @param pair             from its client's end.
     * @param target           address of the server.
     * @param queriesPerSecond the rate to offer; what the machine can send is the limit.
     * @param durationS        seconds.
     * @param cpu              the processor that its thread is pinned to.
     * @return the running generator.
     */
    public static Kxdpgun start(
            final VethPair pair, final String target, final int queriesPerSecond, final int durationS, final int cpu) {
        try {
            final Path queries = Files.createTempFile("ringway-", ".queries");
            Files.writeString(queries, "example.com A\n");
            final List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(cpu), "kxdpgun"));
            command.addAll(List.of("-t", Integer.toString(durationS), "-Q", Integer.toString(queriesPerSecond)));
            command.addAll(List.of("-F", Integer.toString(cpu), "-i", queries.toString(), target));
            final ChildProcess process =
                    new ChildProcess("kxdpgun", pair.client().command(command), line -> {});
            awaitInside(process, pair.clientInterface());
            return new Kxdpgun(process, queries, durationS);
        } catch (final IOException e) {
            throw new SetupException("the queries for kxdpgun cannot be written: " + e.getMessage(), e);
        }
    }

    /** Until it has entered the namespace, its process shows the interfaces of ours. */
    private static void awaitInside(final ChildProcess process, final String device) {
        final Path interfaces = Path.of("/proc", Long.toString(process.pid()), "net", "dev");
        while (true) {
            try {
                if (Files.readString(interfaces).contains(device + ":")) {
                    return;
                }
            } catch (final IOException e) {
                process.endsWithin(START_AND_END_MS);
                throw new SetupException(
                        "kxdpgun ended at once; it said: "
                                + process.output().strip().replace("\n", " | "),
                        e);
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    /**
     * Its process.
     *
     * @return in the client's namespace.
     */
    public ChildProcess process() {
        return process;
    }

    /**
     * Waits for its end.
     *
     * @return what it counted.
     */
    public Report awaitReport() {
        process.awaitEnd(durationS * 1_000L + START_AND_END_MS);
        return Report.parse(process.output(), durationS);
    }

    @Override
    public void close() throws IOException {
        process.close();
        Files.deleteIfExists(queries);
    }
}
