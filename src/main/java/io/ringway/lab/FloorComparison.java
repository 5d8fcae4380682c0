package io.ringway.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Ringway against the C reflector: the same veth queue, the same XDP program, the same load, in turns.
 *
 * <p>The server has one processor to itself and the generator the other. Each repetition starts both servers anew, in alternating order, because
 * machines drift.
 */
public final class FloorComparison {
    private static final String SERVER = VethPair.SERVER_ADDRESS;
    private static final int START_TIMEOUT_MS = 60_000;
    private static final int GENERATOR_CPU = 0;
    private static final int SERVER_CPU = 1;
    private static final int SETTLE_RATE = 100_000;

    private final Plan plan;
    private final Consumer<String> progress;
    private final List<Run> runs = new ArrayList<>();

    /**
     * What to measure.
     *
     * @param repetitions how often each server is started
     * @param durationS   seconds for each rate
     * @param rates       offered rates, queries a second
     */
    public record Plan(int repetitions, int durationS, List<Integer> rates) {
        /** Copies the list. */
        public Plan {
            rates = List.copyOf(rates);
        }
    }

    /** Who is measured. */
    public enum Contender {
        /** The C reflector. */
        FLOOR,
        /** Ringway, shared placement. */
        RINGWAY
    }

    /**
     * One measurement.
     *
     * @param contender    who
     * @param repetition   from 1
     * @param rate         offered, as asked of the generator
     * @param offered      queries a second that it sent
     * @param answered     replies a second that it got
     * @param cpuUs        processor time of the server's process for each answer, microseconds
     * @param softirqUs    processor time of all software interrupts for each answer, microseconds
     */
    public record Run(
            Contender contender,
            int repetition,
            int rate,
            double offered,
            double answered,
            double cpuUs,
            double softirqUs) {}

    /**
     * A comparison that has not begun.
     *
     * @param plan     what to measure.
     * @param progress is told what happens, line by line.
     */
    public FloorComparison(final Plan plan, final Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @return all runs, in their order.
     */
    public List<Run> run() {
        try (Cleanup cleanup = new Cleanup()) {
            final VethPair pair = VethPair.standard(cleanup);
            cleanup.add(KeepAwake.on(GENERATOR_CPU));
            cleanup.add(KeepAwake.on(SERVER_CPU));
            final Path folder = Files.createTempDirectory("ringway-floor-");
            final Path configuration = folder.resolve("ringway.conf");
            cleanup.add(() -> {
                Files.deleteIfExists(configuration);
                Files.deleteIfExists(folder.resolve("counters"));
                Files.deleteIfExists(folder);
            });
            Files.writeString(configuration, """
                    xsk = newXsk({ifName="ringway0", NIC_queue_id=0, frameNums=4096, threading="shared"})
                    addLocal("192.0.2.1:53", {xskSocket=xsk})
                    setACL({"0.0.0.0/0"})
                    addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
                    """);
            for (int repetition = 1; repetition <= plan.repetitions; repetition++) {
                final Contender first = repetition % 2 == 1 ? Contender.FLOOR : Contender.RINGWAY;
                measure(cleanup, pair, folder, first, repetition);
                measure(
                        cleanup,
                        pair,
                        folder,
                        first == Contender.FLOOR ? Contender.RINGWAY : Contender.FLOOR,
                        repetition);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(runs);
    }

    private void measure(
            final Cleanup cleanup,
            final VethPair pair,
            final Path folder,
            final Contender contender,
            final int repetition)
            throws IOException {
        cleanup.requireRunning();
        try (ChildProcess process = cleanup.add(start(pair.server(), folder, contender))) {
            fire(cleanup, pair, SETTLE_RATE, 1);
            for (final int rate : plan.rates) {
                cleanup.requireRunning();
                final ProcessorTime before = ProcessorTime.of(process.pid());
                final Kxdpgun.Report report = fire(cleanup, pair, rate, plan.durationS);
                final ProcessorTime used = ProcessorTime.of(process.pid()).since(before);
                final double answers = Math.max(1, report.replies());
                final Run run = new Run(
                        contender,
                        repetition,
                        rate,
                        (double) report.queries() / plan.durationS,
                        report.repliesPerSecond(),
                        used.processNs() / answers / 1e3,
                        used.softirqNs() / answers / 1e3);
                runs.add(run);
                progress.accept(String.format(
                        Locale.ROOT,
                        "%d of %d   %-7s   offered %,9.0f /s   answered %,9.0f /s   CPU %5.2f µs an answer",
                        repetition,
                        plan.repetitions,
                        contender.name().toLowerCase(Locale.ROOT),
                        run.offered,
                        run.answered,
                        run.cpuUs));
            }
        }
    }

    private static ChildProcess start(final Namespace server, final Path folder, final Contender contender) {
        if (contender == Contender.RINGWAY) {
            return RingwayProcess.startPinned(
                            server, folder.resolve("ringway.conf"), folder.resolve("counters"), SERVER_CPU)
                    .awaitReady(START_TIMEOUT_MS)
                    .process();
        }
        final ChildProcess reflector = new ChildProcess(
                "reflector",
                server.command(List.of(
                        Installation.file("target/native/reflector").toString(),
                        "ringway0",
                        "0",
                        SERVER,
                        "53",
                        "--program",
                        Installation.file("target/classes/io/ringway/xdp/ringway_xdp.bpf.o")
                                .toString(),
                        "--cpu",
                        Integer.toString(SERVER_CPU))),
                line -> {});
        reflector.awaitLine(line -> line.equals("ready"), START_TIMEOUT_MS);
        return reflector;
    }

    private static Kxdpgun.Report fire(final Cleanup cleanup, final VethPair pair, final int rate, final int durationS)
            throws IOException {
        try (Kxdpgun kxdpgun = cleanup.add(Kxdpgun.start(pair, SERVER, rate, durationS, GENERATOR_CPU))) {
            return kxdpgun.awaitReport();
        }
    }
}
