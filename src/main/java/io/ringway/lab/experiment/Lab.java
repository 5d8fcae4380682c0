package io.ringway.lab.experiment;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Command;
import io.ringway.lab.ScratchFolder;
import io.ringway.lab.backend.BackendPair;
import io.ringway.lab.contender.AttackScenario;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.Launcher;
import io.ringway.lab.contender.Peers;
import io.ringway.lab.contender.Scenario;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.Results;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** A run of the lab, from the look for peers to the written results. One thread; a signal's thread may end it. */
public final class Lab {
    private static final double S_PER_MIN = 60;

    private final Request request;
    private final Consumer<String> say;

    /**
     * What is asked of the lab.
     *
     * @param scenario   the job
     * @param plan       what to measure; contenders that are not installed are left out
     * @param peersRoots folders with other systems whose peers are used
     * @param output     folder for the results
     * @param machines   the other machine, nothing for a veth pair on this one
     */
    public record Request(
            Scenario scenario, Plan plan, List<Path> peersRoots, Path output, Optional<TwoMachines> machines) {
        /** Copies the list. */
        public Request {
            peersRoots = List.copyOf(peersRoots);
        }
    }

    /**
     * A run that has not begun.
     *
     * @param request what is asked.
     * @param say     is told what happens, line by line.
     */
    public Lab(final Request request, final Consumer<String> say) {
        this.request = request;
        this.say = say;
    }

    /**
     * Measures and writes the results, also what there is when a signal ends it.
     *
     * @return the results.
     * @throws io.ringway.settings.SetupException when something needed is missing.
     */
    public Results measure() {
        final Peers peers = Peers.find(request.peersRoots);
        final Recording recording = new Recording(
                request.scenario.id(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        final Plan plan = installed(peers, (kind, why) -> say.accept(kind.id() + " is left out: " + why));
        try (Cleanup cleanup = new Cleanup()) {
            // Removed last, when no run can come any more.
            final ResultFolder output = cleanup.add(new ResultFolder(request.output, recording, say));
            final Path folder = cleanup.add(ScratchFolder.create()).file("lab");
            final Bench bench = bench(cleanup, folder, plan);
            request.machines.ifPresent(TwoMachines::check);
            Manifest.of(bench, request.scenario, plan, peers).forEach(recording::describe);
            installed(peers, (kind, why) -> recording.describe("contender " + kind.id(), "left out: " + why));
            recording.contend(
                    plan.kinds().stream().map(kind -> contender(kind, peers)).toList());
            recording.aim(request.scenario.targets());
            say.accept(summary(plan));
            final Progress progress = new Progress(say, InstantSource.system(), ZoneId.systemDefault(), plan);
            new Experiment(
                            plan,
                            request.scenario,
                            bench,
                            new Launcher(request.scenario, peers),
                            cleanup,
                            recording,
                            progress)
                    .run();
            cleanup.requireRunning();
            output.write(true);
        }
        return recording.results(true);
    }

    /**
     * What would be run.
     *
     * @return every command in its order, with what the files hold; nothing is changed.
     */
    public List<String> commands() {
        final Peers peers = Peers.find(request.peersRoots);
        final List<String> lines = new ArrayList<>();
        final Plan plan = installed(peers, (kind, why) -> lines.add("# " + kind.id() + " is left out: " + why));
        lines.add("# " + summary(plan));
        final Bench bench = request.machines
                .map(machines -> machines.bench(Path.of(System.getProperty("java.io.tmpdir"), "ringway-PID-lab")))
                .orElseGet(() -> Bench.shownOnOneMachine(plan.latency()));
        lines.addAll(new DryRun(plan, shown(bench), new Launcher(request.scenario, peers), request.scenario).lines());
        return lines;
    }

    private Bench shown(final Bench bench) {
        if (request.scenario.forwards()) {
            return bench.withBackends(
                    (role, server, client) -> DryRun.pair(role, server, client).backend());
        }
        return request.scenario.floods() ? bench.flooded(AttackScenario.ATTACKER) : bench;
    }

    private Bench bench(final Cleanup cleanup, final Path folder, final Plan plan) {
        makeFolder(folder);
        final Bench bench = request.machines
                .map(machines -> machines.bench(folder))
                .orElseGet(() -> Bench.onOneMachine(cleanup, folder, plan.latency()));
        if (request.scenario.forwards()) {
            return bench.withBackends((role, server, client) ->
                    BackendPair.create(cleanup, role, server, client, Bench.CLIENT_INTERFACE));
        }
        if (request.scenario.floods()) {
            final Bench flooded = bench.flooded(AttackScenario.ATTACKER);
            flooded.receiveThreads().forEach(Command::run);
            return flooded;
        }
        return bench;
    }

    private static void makeFolder(final Path folder) {
        if (!folder.toFile().mkdir()) {
            throw new io.ringway.settings.SetupException(folder + " cannot be made");
        }
    }

    /** The plan with the contenders that are here. */
    private Plan installed(final Peers peers, final LeftOut leftOut) {
        final List<ContenderKind> kinds = new ArrayList<>();
        for (final ContenderKind kind : request.plan.kinds()) {
            final Optional<String> why = peers.missing(kind);
            why.ifPresent(text -> leftOut.tell(kind, text));
            if (why.isEmpty()) {
                kinds.add(kind);
            }
        }
        return request.plan.with(kinds, request.plan.latency() && request.machines.isEmpty());
    }

    private interface LeftOut {
        void tell(ContenderKind kind, String why);
    }

    private static Contender contender(final ContenderKind kind, final Peers peers) {
        return new Contender(
                kind.id(),
                kind.title(),
                peers.forKind(kind).map(peer -> peer.version().text()).orElseGet(Manifest::commit),
                kind.role());
    }

    private static String summary(final Plan plan) {
        return String.format(
                Locale.ROOT,
                "%d contenders, %d repetitions, %d rates of %d s%s%s: about %.0f min",
                plan.kinds().size(),
                plan.repetitions(),
                plan.rateCount(),
                plan.seconds(),
                plan.search() ? ", search" : "",
                plan.latency() ? ", latency" : "",
                Math.ceil(plan.durationS() / S_PER_MIN));
    }
}
