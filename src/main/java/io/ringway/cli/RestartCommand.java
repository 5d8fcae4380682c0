package io.ringway.cli;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Installation;
import io.ringway.lab.InterfaceTraffic;
import io.ringway.lab.Kxdpgun;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.ScratchFolder;
import io.ringway.lab.Spread;
import io.ringway.lab.VethPair;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long clients go without answers when Ringway is killed and started again at once; {@code perf/restart} calls it. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Measure the gap in the answers over kill -9 and a restart, under load on a veth pair (root).")
final class RestartCommand implements Callable<Integer> {
    private static final String SERVER = VethPair.SERVER_ADDRESS;
    private static final int RATE = 20_000;
    private static final int LOAD_S = 15;
    private static final int TIMEOUT_MS = 30_000;
    private static final long LOOK_EVERY_NS = 200_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--repetitions", defaultValue = "5", description = "How often, default ${DEFAULT-VALUE}.")
    private int repetitions;

    RestartCommand() {}

    @Override
    public Integer call() throws IOException {
        final List<Double> gapsMs = new ArrayList<>();
        try (Cleanup cleanup = new Cleanup()) {
            final VethPair pair = VethPair.standard(cleanup);
            final Path counters = cleanup.add(ScratchFolder.create()).file("counters");
            for (int i = 1; i <= repetitions; i++) {
                cleanup.requireRunning();
                gapsMs.add(gapMs(cleanup, pair, counters));
                say(String.format(Locale.ROOT, "%d of %d   %,.0f ms", i, repetitions, gapsMs.getLast()));
            }
        }
        final Spread spread = Spread.of(gapsMs);
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "kill -9 to the next answer: median %,.0f ms, %,.0f to %,.0f ms%n",
                spread.median(),
                spread.minimum(),
                spread.maximum());
        out.flush();
        return 0;
    }

    private double gapMs(final Cleanup cleanup, final VethPair pair, final Path counters) throws IOException {
        try (RingwayProcess first = cleanup.add(start(pair, counters)).awaitReady(TIMEOUT_MS);
                Kxdpgun kxdpgun = cleanup.add(Kxdpgun.start(pair, SERVER, RATE, LOAD_S, 0))) {
            awaitMoreAnswers(kxdpgun, pair);
            first.process().kill();
            final long killedNs = System.nanoTime();
            try (RingwayProcess second = cleanup.add(start(pair, counters))) {
                awaitMoreAnswers(kxdpgun, pair);
                final double gapMs = (double) (System.nanoTime() - killedNs) / TimeUnit.MILLISECONDS.toNanos(1);
                second.awaitReady(TIMEOUT_MS);
                return gapMs;
            }
        }
    }

    private static RingwayProcess start(final VethPair pair, final Path counters) {
        return RingwayProcess.start(
                pair.server(), Installation.file("docs/examples/refused.conf"), counters, List.of(), line -> {});
    }

    /** Waits for a hundred more packets at the client's end: a few stray ones are the kernel's own. */
    private static void awaitMoreAnswers(final Kxdpgun kxdpgun, final VethPair pair) {
        final long pid = kxdpgun.process().pid();
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        final long wanted = InterfaceTraffic.of(pid, pair.clientInterface()).received() + 100;
        while (InterfaceTraffic.of(pid, pair.clientInterface()).received() < wanted) {
            if (System.nanoTime() > deadlineNs) {
                throw new SetupException("no answers within " + TIMEOUT_MS + " ms");
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
