package io.ringway.lab.soak;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Cleanup;
import io.ringway.lab.Command;
import io.ringway.lab.Installation;
import io.ringway.lab.Namespace;
import io.ringway.lab.RingwayProcess;
import io.ringway.lab.ScratchFolder;
import io.ringway.lab.VethPair;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Client, Ringway and backends, each in a namespace of its own, on two veth pairs. Everything goes when it ends, killed or not.
 *
 * <p>One thread.
 */
public final class Soak {
    private static final String HOSTILE = "target/native/hostile";
    private static final String CLIENT = "target/native/soak_client";
    private static final int START_TIMEOUT_MS = 60_000;
    private static final int END_TIMEOUT_MS = 10_000;
    private static final int REST_TIMEOUT_MS = 5_000;
    private static final int POLL_MS = 20;

    private final SoakPlan plan;
    private final SoakProgress progress;

    /**
     * A soak that has not begun.
     *
     * @param plan     what to do.
     * @param progress is told how far it is, line by line; also what the client has to say about wrong answers.
     */
    public Soak(final SoakPlan plan, final Consumer<String> progress) {
        this.plan = plan;
        this.progress = new SoakProgress(plan.queries(), progress);
    }

    /**
     * Runs it.
     *
     * @return what was counted.
     * @throws SetupException when something cannot be made or started, or ends early.
     * @throws IOException    when a file cannot be written.
     */
    public SoakResult run() throws IOException {
        try (Cleanup cleanup = new Cleanup()) {
            final VethPair clients = VethPair.standard(cleanup);
            final Namespace backends = joinBackends(cleanup, clients.server());
            final ChildProcess hostile =
                    cleanup.add(new ChildProcess("hostile", backends.command(hostile()), line -> {}));
            hostile.awaitLine("ready"::equals, START_TIMEOUT_MS);
            final ScratchFolder folder = cleanup.add(ScratchFolder.create());
            final Path configuration = Files.writeString(folder.file("soak.conf"), plan.configuration());
            final RingwayProcess ringway = cleanup.add(RingwayProcess.start(
                            clients.server(), configuration, folder.file("counters"), List.of(), line -> {}))
                    .awaitReady(START_TIMEOUT_MS);
            final ChildProcess client =
                    cleanup.add(new ChildProcess("soak_client", clients.client().command(client()), progress::line));
            awaitEnd(cleanup, client, ringway);
            final CountersSnapshot counters = atRest(ringway);
            // Not terminate(), which closes the pipe that its counts come by.
            Command.run("kill -TERM " + hostile.pid());
            hostile.awaitEnd(END_TIMEOUT_MS);
            cleanup.requireRunning();
            return new SoakResult(
                    SoakTally.parse("soak_client", client.output()),
                    SoakTally.parse("hostile", hostile.output()),
                    counters,
                    plan.regularBackends());
        }
    }

    private static Namespace joinBackends(final Cleanup cleanup, final Namespace server) {
        final Namespace backends = cleanup.add(Namespace.create("backends"));
        final VethPair pair = VethPair.join(server, backends, "ringway1", "backend0", 1);
        pair.addAddresses(SoakPlan.address(-1) + "/24", SoakPlan.address(0) + "/24");
        for (int i = 1; i <= SoakPlan.BACKENDS; i++) {
            backends.run("ip address add " + SoakPlan.address(i) + "/24 dev backend0");
        }
        return backends;
    }

    private static List<String> hostile() {
        return List.of(
                Installation.file(HOSTILE).toString(),
                SoakPlan.address(0),
                Integer.toString(SoakPlan.BACKENDS),
                Long.toString(TimeUnit.SECONDS.toMillis(SoakPlan.TIMEOUT_S)));
    }

    private List<String> client() {
        return List.of(
                Installation.file(CLIENT).toString(),
                VethPair.SERVER_ADDRESS,
                Long.toString(plan.queries()),
                Integer.toString(plan.rate()),
                Integer.toString(plan.ports()));
    }

    private static void awaitEnd(final Cleanup cleanup, final ChildProcess client, final RingwayProcess ringway) {
        while (!client.endsWithin(TimeUnit.SECONDS.toMillis(1))) {
            cleanup.requireRunning();
            if (!ringway.process().isAlive()) {
                throw new SetupException("ringway ended during the soak; it said last: "
                        + ringway.process().output().lines().reduce("", (first, second) -> second));
            }
        }
    }

    /** The counters once nothing waits and every packet is accounted for; what they are in the end when that does not come. */
    private static CountersSnapshot atRest(final RingwayProcess ringway) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REST_TIMEOUT_MS);
        CountersSnapshot counters = ringway.counters();
        while ((counters.unaccounted() != 0 || counters.sum(CounterDescriptor.OUTSTANDING) != 0)
                && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MS));
            counters = ringway.counters();
        }
        return counters;
    }
}
