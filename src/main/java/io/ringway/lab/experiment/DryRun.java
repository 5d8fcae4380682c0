package io.ringway.lab.experiment;

import io.ringway.lab.KeepAwake;
import io.ringway.lab.VethPair;
import io.ringway.lab.backend.BackendPair;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.Launch;
import io.ringway.lab.contender.Launcher;
import io.ringway.lab.contender.Scenario;
import io.ringway.lab.contender.Shell;
import io.ringway.lab.contender.Site;
import io.ringway.lab.experiment.Bench.LatencyBench;
import io.ringway.lab.injector.Injector;
import io.ringway.lab.injector.Prober;
import io.ringway.lab.injector.VethInjector;
import java.util.ArrayList;
import java.util.List;

/** Every command of a plan in its order, as a shell would take it. Runs none. */
final class DryRun {
    private final Plan plan;
    private final Bench bench;
    private final Launcher launcher;
    private final Scenario scenario;
    private final List<String> lines = new ArrayList<>();

    DryRun(final Plan plan, final Bench bench, final Launcher launcher, final Scenario scenario) {
        this.plan = plan;
        this.bench = bench;
        this.launcher = launcher;
        this.scenario = scenario;
    }

    /** The backend's pair as it is shown. */
    static BackendPair pair(final String role, final List<String> server, final List<String> client) {
        return new BackendPair(server, client, Bench.CLIENT_INTERFACE, "ringway-PID-" + role);
    }

    List<String> lines() {
        if (bench.site().cpus().isEmpty()) {
            lines.add(
                    "# two machines: nothing is made here; latency is not measured, the prober runs on one machine only");
        } else {
            pair("server", "client", 1);
            backend("backend", bench.site(), bench.injector());
            for (final int cpu : List.of(Bench.INJECTOR_CPU, Bench.SERVER_CPU)) {
                lines.add(Shell.line(KeepAwake.command(cpu)) + " &");
            }
            bench.latency().ifPresent(second -> {
                pair("server2", "client2", second.site().queues());
                backend("backend2", second.site(), second.injector());
            });
        }
        if (scenario.floods()) {
            bench.receiveThreads().forEach(this::add);
        }
        lines.add("# the injector's ceiling");
        for (final ContenderKind kind : Plan.ceilingKinds(scenario)) {
            start(kind, bench.site(), bench.injector());
            Plan.CEILING_RATES.forEach(rate -> load(bench.injector(), Long.toString(rate), 1));
            end(kind, bench.site());
        }
        final List<String> rates = plan.rates().isEmpty()
                ? List.of(Injector.UNKNOWN_RATE)
                : plan.rates().stream().map(rate -> Long.toString(rate)).toList();
        for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
            for (final ContenderKind kind : plan.order(repetition)) {
                lines.add("# " + kind.id() + ", repetition " + repetition);
                start(kind, bench.site(), bench.injector());
                rates.forEach(rate -> load(bench.injector(), rate, plan.seconds()));
                if (plan.search() && repetition == plan.repetitions()) {
                    lines.add("# search: as often as it takes");
                    load(bench.injector(), Injector.UNKNOWN_RATE, plan.seconds());
                }
                end(kind, bench.site());
            }
        }
        bench.latency().ifPresent(this::latency);
        return lines;
    }

    private void latency(final LatencyBench second) {
        for (final ContenderKind kind : plan.kinds()) {
            if (!kind.servesEveryQueue()) {
                continue;
            }
            lines.add("# " + kind.id() + ", latency at shares of its peak: " + Plan.FRACTIONS);
            start(kind, second.site(), second.injector());
            load(second.injector(), Injector.UNKNOWN_RATE, Plan.RUN_IN_S);
            load(second.injector(), Injector.UNKNOWN_RATE, plan.probingS() + Plan.LOAD_MARGIN_S);
            add(second.injector()
                    .inside(Prober.command(
                            Bench.CLIENT_INTERFACE, 1, second.site().address(), plan.probingS(), Bench.INJECTOR_CPU)));
            end(kind, second.site());
        }
    }

    private void pair(final String server, final String client, final int queues) {
        final String channels = " numrxqueues " + queues + " numtxqueues " + queues;
        lines.add("ip netns add ringway-PID-" + server);
        lines.add("ip netns add ringway-PID-" + client);
        lines.add("ip -n ringway-PID-" + server + " link add " + Bench.SERVER_INTERFACE + channels
                + " type veth peer name " + Bench.CLIENT_INTERFACE + channels + " netns ringway-PID-" + client);
        lines.add("ip -n ringway-PID-" + server + " address add " + VethPair.SERVER_ADDRESS + "/24 dev "
                + Bench.SERVER_INTERFACE);
        lines.add("ip -n ringway-PID-" + client + " address add 192.0.2.2/24 dev " + Bench.CLIENT_INTERFACE);
        lines.add("nsenter --net=/run/netns/ringway-PID-" + client + " " + Bench.CHECKSUMS);
    }

    private void backend(final String role, final Site site, final Injector injector) {
        if (site.backend().isPresent() && injector instanceof VethInjector client) {
            final BackendPair pair = pair(role, site.entry(), client.inside(List.of()));
            lines.add("ip netns add " + pair.namespace());
            pair.commands().forEach(this::add);
        }
    }

    private void start(final ContenderKind kind, final Site site, final Injector injector) {
        final Launch launch = launcher.launch(kind, site);
        launch.files().forEach((file, text) -> {
            lines.add("# " + file);
            text.lines().forEach(line -> lines.add("#     " + line));
        });
        lines.add(Shell.line(launch.command()) + " &");
        add(injector.question());
        load(injector, Long.toString(scenario.sweep().lowest()), Plan.SETTLE_S);
    }

    private void end(final ContenderKind kind, final Site site) {
        lines.add("kill %1");
        final List<String> after = launcher.launch(kind, site).after();
        if (!after.isEmpty()) {
            add(after);
        }
    }

    private void load(final Injector injector, final String rate, final int seconds) {
        add(injector.load(rate, seconds));
    }

    private void add(final List<String> command) {
        lines.add(Shell.line(command));
    }
}
