package io.ringway.cli;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Command;
import io.ringway.lab.Installation;
import io.ringway.lab.InterfaceTraffic;
import io.ringway.lab.Kxdpgun;
import io.ringway.lab.Namespace;
import io.ringway.lab.ProcessorTime;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.ScratchFolder;
import io.ringway.lab.Table;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CounterScope;
import io.ringway.observe.CountersSnapshot;
import io.ringway.settings.SetupException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job on one machine: Ringway on one end of a veth pair, kdig and kxdpgun on the other. */
@picocli.CommandLine.Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Serve docs/examples/refused.conf on a veth pair and fire kxdpgun at it (root).")
final class DemoCommand implements Callable<Integer> {
    private static final String EXAMPLE = "docs/examples/refused.conf";
    private static final String SERVER = VethPair.SERVER_ADDRESS;
    private static final int START_TIMEOUT_MS = 30_000;
    private static final int LIVE_INTERVAL_MS = 1_000;
    private static final int LEAST_SHARE = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rate",
            paramLabel = "QUERIES/S",
            defaultValue = "200000",
            description = "Offered rate, default ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long to fire, default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--json", description = "Print the result as one JSON object, and nothing else on standard output.")
    private boolean json;

    DemoCommand() {}

    @Override
    public Integer call() {
        final Path example = Installation.file(EXAMPLE);
        try (Cleanup cleanup = new Cleanup()) {
            say("joining two network namespaces by a veth pair: ringway0 " + SERVER + ", client0 192.0.2.2");
            final VethPair pair = VethPair.standard(cleanup);
            final Path counters = cleanup.add(ScratchFolder.create()).file("counters");
            say("starting Ringway with " + EXAMPLE);
            final RingwayProcess ringway = cleanup.add(
                    RingwayProcess.start(pair.server(), example, counters, List.of(), line -> say("  " + line)));
            ringway.awaitReady(START_TIMEOUT_MS);
            ask(pair.client());
            cleanup.requireRunning();
            say(String.format(Locale.ROOT, "firing kxdpgun for %d s, offering %,d queries/s", seconds, rate));
            final ProcessorTime before = ProcessorTime.of(ringway.process().pid());
            final Kxdpgun kxdpgun = cleanup.add(Kxdpgun.start(pair, SERVER, rate, seconds, 0));
            watch(kxdpgun, pair);
            cleanup.requireRunning();
            final Kxdpgun.Report report = kxdpgun.awaitReport();
            final ProcessorTime used = ProcessorTime.of(ringway.process().pid()).since(before);
            say("ending Ringway");
            ringway.close();
            final Table table = table(report, used, ringway.counters());
            out().print(json ? table.json() + "\n" : "\n" + table.text());
            out().flush();
            cleanup.requireRunning();
        }
        say("removed: processes, namespaces, veth pair, XDP program");
        return 0;
    }

    private void ask(final Namespace client) {
        say("asking once: kdig @" + SERVER + " example.com A +edns");
        final String answer = Command.run(
                client.command(List.of("kdig", "@" + SERVER, "example.com", "A", "+edns", "+retry=0", "+time=2")));
        answer.strip().lines().forEach(line -> say("  " + line));
        if (!answer.contains("status: REFUSED")) {
            throw new SetupException("the answer is not REFUSED; run it again with -v and report it");
        }
    }

    /** One line a second; on a terminal it is overwritten. */
    private void watch(final Kxdpgun kxdpgun, final VethPair pair) {
        final boolean terminal = isTerminal();
        final long pid = kxdpgun.process().pid();
        final InterfaceTraffic start = InterfaceTraffic.of(pid, pair.clientInterface());
        InterfaceTraffic last = start;
        for (int second = 1; !kxdpgun.process().endsWithin(LIVE_INTERVAL_MS); second++) {
            final InterfaceTraffic now = InterfaceTraffic.of(pid, pair.clientInterface());
            final InterfaceTraffic step = now.since(last);
            final long offered = step.transmitted() + step.dropped();
            // The second in which kxdpgun looks for the server's MAC address, and the one in which it waits for the
            // last replies, say nothing.
            if (offered > rate / LEAST_SHARE) {
                final String line = String.format(
                        Locale.ROOT,
                        "  %3d s   offered %,10d /s   answered %,10d /s   loss %6.2f %%",
                        second,
                        offered,
                        step.received(),
                        100 * Math.max(0, 1 - (double) step.received() / offered));
                spec.commandLine().getErr().print(terminal ? "\r" + line : line + "\n");
                spec.commandLine().getErr().flush();
            }
            last = now;
        }
        if (terminal) {
            say("");
        }
    }

    // Null where standard input or output is no terminal, whatever the checker believes.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private static Table table(final Kxdpgun.Report report, final ProcessorTime used, final CountersSnapshot counters) {
        final Table table = new Table().section("load");
        table.count("offered", report.queries(), "queries")
                .count("answered", report.replies(), "replies")
                .measure("answered rate", report.repliesPerSecond(), 0, "replies/s")
                .measure("loss", 100 * report.loss(), 3, "%");
        report.rcodes().forEach((rcode, count) -> table.count("rcode " + rcode, count, "replies"));
        final double answers = Math.max(1, report.replies());
        table.section("server")
                .count("received", counters.sum(CounterDescriptor.RECEIVED), "packets")
                .count("answered", counters.sum(CounterDescriptor.ANSWERED), "packets")
                .count("dropped", counters.sumOfDrops(), "packets")
                .count("on their way", counters.unaccounted(), "packets")
                .measure("CPU per answer", used.processNs() / answers / 1e3, 2, "µs, Ringway and its system calls")
                .measure("softirq per answer", used.softirqNs() / answers / 1e3, 2, "µs, all processors, both ends")
                .count(
                        "allocated",
                        counters.sum(CounterDescriptor.ALLOCATED_BYTES),
                        "bytes on packet threads, since they started");
        queues(table, counters);
        table.section("drops by reason");
        counters.entries().stream()
                .filter(entry -> entry.descriptor().isDrop() && entry.value() > 0)
                .forEach(entry -> table.count(entry.descriptor().label(), entry.value(), entry.scope()));
        if (counters.sumOfDrops() == 0) {
            table.count("none", 0, "");
        }
        return table;
    }

    private static void queues(final Table table, final CountersSnapshot counters) {
        final List<CountersSnapshot.Entry> entries = counters.entries().stream()
                // enp1s0/3 is a queue by AF_XDP; sockets of the kernel's own stack have none of what is shown here.
                .filter(entry -> entry.descriptor().scope() == CounterScope.QUEUE
                        && entry.scope().contains("/"))
                .toList();
        entries.stream().map(CountersSnapshot.Entry::scope).distinct().forEach(queue -> {
            table.section("kernel statistics of " + queue + " (XDP_STATISTICS)");
            rows(table, entries, queue, "xsk-");
            table.section("frames of " + queue + " by owner");
            rows(table, entries, queue, "frames-");
            table.count(
                    "sum of owners",
                    entries.stream()
                            .filter(entry -> entry.scope().equals(queue)
                                    && entry.descriptor().label().startsWith("frames-")
                                    && entry.descriptor() != CounterDescriptor.FRAMES_ALL)
                            .mapToLong(CountersSnapshot.Entry::value)
                            .sum(),
                    "");
        });
    }

    private static void rows(
            final Table table, final List<CountersSnapshot.Entry> entries, final String queue, final String prefix) {
        entries.stream()
                .filter(entry -> entry.scope().equals(queue)
                        && entry.descriptor().label().startsWith(prefix))
                .forEach(entry -> table.count(entry.descriptor().label(), entry.value(), ""));
    }

    private void say(final String line) {
        final PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
