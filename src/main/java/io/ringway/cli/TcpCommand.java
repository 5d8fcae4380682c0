package io.ringway.cli;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Cleanup;
import io.ringway.lab.KeepAwake;
import io.ringway.lab.Kxdpgun;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.ScratchFolder;
import io.ringway.lab.Table;
import io.ringway.lab.VethPair;
import io.ringway.lab.tcp.TcpLoadReport;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What ten thousand TCP clients, slow ones among them, do to UDP beside them; {@code perf/tcp} calls it. */
@Command(
        name = "tcp",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Measure UDP at a fixed rate without, with and again without many TCP clients on a veth pair (root).")
final class TcpCommand implements Callable<Integer> {
    private static final int INJECTOR_CPU = 0;
    private static final int TIMEOUT_MS = 60_000;
    private static final int LOAD_TIMEOUT_MS = 90_000;

    /** Slow clients take seconds for a message and are not to be cut off: it is their number that is tested here. */
    private static final String CONFIGURATION = """
            xsk = newXsk({ifName="ringway0", NIC_queue_id=0})
            addLocal("192.0.2.1:53", {xskSocket=xsk, reusePort=true, maxInFlight=5})
            setACL({"0.0.0.0/0", "::/0"})
            setTCPRecvTimeout(60)
            setTCPSendTimeout(60)
            addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))
            """;

    @Spec
    private CommandSpec spec;

    @Option(names = "--clients", defaultValue = "10000", description = "TCP connections, default ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--slow", defaultValue = "1000", description = "Slow ones among them, default ${DEFAULT-VALUE}.")
    private int slow;

    @Option(
            names = "--rate",
            defaultValue = "100000",
            description = "UDP queries per second offered, default ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "10", description = "Of each phase, default ${DEFAULT-VALUE}.")
    private int seconds;

    TcpCommand() {}

    @Override
    public Integer call() throws IOException {
        try (Cleanup cleanup = new Cleanup()) {
            final VethPair pair = VethPair.standard(cleanup);
            for (int cpu = 0; cpu < Runtime.getRuntime().availableProcessors(); cpu++) {
                cleanup.add(KeepAwake.on(cpu));
            }
            final ScratchFolder folder = cleanup.add(ScratchFolder.create());
            final Path configuration = Files.writeString(folder.file("tcp.conf"), CONFIGURATION);
            final RingwayProcess ringway = cleanup.add(RingwayProcess.start(
                            pair.server(), configuration, folder.file("counters"), List.of(), line -> {}))
                    .awaitReady(TIMEOUT_MS);
            final long memoryBefore = residentKb(ringway.process().pid());
            say("UDP alone");
            final Kxdpgun.Report before = udp(cleanup, pair);
            say("connecting " + clients + " TCP clients");
            final ChildProcess load =
                    cleanup.add(new ChildProcess("tcp-clients", pair.client().command(loadCommand()), line -> {}));
            load.awaitLine(TcpClientsCommand.CONNECTED::equals, LOAD_TIMEOUT_MS);
            final long open = ringway.counters().sum(CounterDescriptor.TCP_OPEN);
            final long memoryWith = residentKb(ringway.process().pid());
            say("UDP beside them");
            final Kxdpgun.Report beside = udp(cleanup, pair);
            load.awaitEnd(LOAD_TIMEOUT_MS);
            final TcpLoadReport tcp = TcpLoadReport.parse(load.output());
            say("UDP alone again");
            final Kxdpgun.Report after = udp(cleanup, pair);
            cleanup.requireRunning();
            final Table table = new Table();
            add(table, "UDP alone", before);
            add(table, "UDP beside TCP", beside);
            add(table, "UDP alone again", after);
            add(table, tcp, open, memoryBefore, memoryWith);
            final CountersSnapshot counters = ringway.counters();
            table.section("server, all the time")
                    .count("received", counters.sum(CounterDescriptor.RECEIVED), "")
                    .count("answered", counters.sum(CounterDescriptor.ANSWERED), "")
                    .count("dropped", counters.sumOfDrops(), "")
                    .count("on their way", counters.unaccounted(), "");
            final PrintWriter out = spec.commandLine().getOut();
            out.print(table.text());
            out.flush();
            return tcp.isClean() && tcp.connections() == clients ? 0 : Ringway.FAILURE;
        }
    }

    /** Clients are other machines: theirs is the injector's processor, behind the injector, and nothing of the server's. */
    private List<String> loadCommand() {
        final List<String> command =
                new ArrayList<>(List.of("nice", "-n", "5", "taskset", "-c", Integer.toString(INJECTOR_CPU)));
        command.addAll(RingwayProcess.command(List.of()));
        command.addAll(List.of(
                "tcp-clients",
                VethPair.SERVER_ADDRESS,
                "--clients",
                Integer.toString(clients),
                "--slow",
                Integer.toString(slow),
                "--duration-ms",
                Integer.toString(seconds * 1_000)));
        return command;
    }

    private Kxdpgun.Report udp(final Cleanup cleanup, final VethPair pair) throws IOException {
        cleanup.requireRunning();
        try (Kxdpgun kxdpgun = cleanup.add(Kxdpgun.start(pair, VethPair.SERVER_ADDRESS, rate, seconds, INJECTOR_CPU))) {
            return kxdpgun.awaitReport();
        }
    }

    private void add(final Table table, final String title, final Kxdpgun.Report report) {
        table.section(title)
                .count("offered", report.queries() / report.durationS(), "queries/s")
                .measure("answered", report.repliesPerSecond(), 0, "answers/s")
                .measure("not answered", 100 * report.loss(), 3, "%");
    }

    private static void add(
            final Table table,
            final TcpLoadReport tcp,
            final long open,
            final long memoryBefore,
            final long memoryWith) {
        table.section("TCP")
                .count("connections", tcp.connections(), "at a time; the server has " + open)
                .count("queries", tcp.queries(), "")
                .count("answers", tcp.answers(), "right, each once")
                .count("missing", tcp.missing(), "")
                .count("duplicates", tcp.duplicates(), "")
                .count("wrong", tcp.wrong(), "")
                .count("closed by the server", tcp.closed(), "")
                .measure("median time", tcp.medianUs() / 1e3, 3, "ms, quick clients")
                .measure("longest time", tcp.maximumUs() / 1e3, 3, "ms, quick clients")
                .measure("server's memory before", memoryBefore / 1e3, 0, "MB resident")
                .measure("server's memory with them", memoryWith / 1e3, 0, "MB resident");
    }

    private static long residentKb(final long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() ->
                        new SetupException(String.format(Locale.ROOT, "the memory of process %d cannot be read", pid)));
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
