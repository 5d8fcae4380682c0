package io.ringway.lab.experiment;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Kxdpgun;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.Launcher;
import io.ringway.lab.contender.RunningContender;
import io.ringway.lab.contender.Scenario;
import io.ringway.lab.contender.Site;
import io.ringway.lab.experiment.LimitSearch.Trial;
import io.ringway.lab.injector.Injector;
import io.ringway.lab.injector.Load;
import io.ringway.lab.results.Limit;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.RateRun.Phase;
import io.ringway.settings.SetupException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a plan. A contender that cannot be started, does not serve as it claims or ends under load is reported and taken no further; the others go
 * on. One thread.
 */
final class Experiment {
    private static final double LEAST_SHARE_OF_CODE = 0.99;
    private static final Pattern XDP_MODE = Pattern.compile("\\b(native|generic) mode");
    private static final Pattern COPY_MODE = Pattern.compile("queue \\d+: (zero-copy|copy)");

    private final Plan plan;
    private final Scenario scenario;
    private final Bench bench;
    private final Launcher launcher;
    private final Cleanup cleanup;
    private final Recording recording;
    private final Progress progress;
    private final Set<ContenderKind> dropped = EnumSet.noneOf(ContenderKind.class);

    Experiment(
            final Plan plan,
            final Scenario scenario,
            final Bench bench,
            final Launcher launcher,
            final Cleanup cleanup,
            final Recording recording,
            final Progress progress) {
        this.plan = plan;
        this.scenario = scenario;
        this.bench = bench;
        this.launcher = launcher;
        this.cleanup = cleanup;
        this.recording = recording;
        this.progress = progress;
    }

    /** Measures everything. */
    void run() {
        final double ceiling = ceiling();
        recording.ceiling(ceiling);
        final List<Long> rates =
                plan.rates().isEmpty() ? Rates.upTo(ceiling, plan.steps(), scenario.sweep()) : plan.rates();
        progress.note(String.format(Locale.ROOT, "  the injector sends at most %,.0f /s; rates %s", ceiling, rates));
        for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
            for (final ContenderKind kind : plan.order(repetition)) {
                sweep(kind, repetition, rates);
            }
        }
        bench.latency().ifPresent(second -> new LatencyExperiment(plan, second, this, recording, progress).run());
    }

    private double ceiling() {
        progress.begin("the injector's ceiling", plan.ceilingS());
        double ceiling = 0;
        for (final ContenderKind kind : Plan.ceilingKinds(scenario)) {
            try (RunningContender running = start(kind, bench.site(), bench.injector())) {
                for (final long asked : Plan.CEILING_RATES) {
                    ceiling = Math.max(
                            ceiling,
                            measure(running, kind, 1, Phase.CEILING, asked, 1).offeredRate());
                }
            }
        }
        return ceiling;
    }

    private void sweep(final ContenderKind kind, final int repetition, final List<Long> rates) {
        final boolean searches = plan.search() && repetition == plan.repetitions();
        final double plannedS = plan.startS() + plan.sweepS();
        if (dropped.contains(kind)) {
            progress.skip(searches ? 2 : 1, plannedS + (searches ? plan.searchS() : 0));
            return;
        }
        progress.begin(
                String.format(Locale.ROOT, "%s, repetition %d of %d", kind.title(), repetition, plan.repetitions()),
                plannedS);
        attempt(kind, () -> {
            try (RunningContender running = start(kind, bench.site(), bench.injector())) {
                for (final long rate : rates) {
                    measure(running, kind, repetition, Phase.SWEEP, rate, plan.seconds());
                }
                if (searches) {
                    progress.begin(kind.title() + ", highest rates with little loss", plan.searchS());
                    search(running, kind, repetition);
                }
            }
        });
    }

    /** Goes on without a contender that fails, but not when a signal was what made it fail. */
    void attempt(final ContenderKind kind, final Runnable part) {
        try {
            part.run();
        } catch (final SetupException e) {
            cleanup.requireRunning();
            dropped.add(kind);
            recording.describe("failed " + kind.id(), "see what the lab said");
            progress.note("  " + kind.id() + " goes no further: " + e.getMessage());
        }
    }

    boolean isDropped(final ContenderKind kind) {
        return dropped.contains(kind);
    }

    private void search(final RunningContender running, final ContenderKind kind, final int repetition) {
        final LimitSearch search = new LimitSearch(
                recording.sweep(kind.id(), repetition).stream()
                        .map(Experiment::trial)
                        .toList(),
                asked -> trial(measure(running, kind, repetition, Phase.SEARCH, asked, plan.seconds())));
        for (final double maxLoss : new double[] {Limit.PDR, Limit.NDR}) {
            final LimitSearch.Found found = search.find(maxLoss);
            recording.add(new Limit(kind.id(), repetition, maxLoss, found.rate(), found.trials()));
            progress.note(String.format(
                    Locale.ROOT,
                    "  %-21s %s %,.0f /s after %d trials",
                    kind.id(),
                    maxLoss == Limit.NDR ? "NDR" : "PDR",
                    found.rate(),
                    found.trials()));
        }
    }

    private static Trial trial(final RateRun run) {
        return new Trial(run.askedRate(), run.offeredRate(), run.loss());
    }

    /** Starts a contender, and lets it go only when it answers as it should and over what it claims. */
    RunningContender start(final ContenderKind kind, final Site site, final Injector injector) {
        cleanup.requireRunning();
        final RunningContender running = cleanup.add(new RunningContender(launcher.launch(kind, site)));
        try {
            final String responseCode = scenario.responseCode(kind);
            running.awaitAnswer(injector.question(), responseCode);
            running.holdTo(site);
            final RunningContender.Traffic before = running.traffic(site);
            final Kxdpgun.Report report = fire(injector, scenario.sweep().lowest(), Plan.SETTLE_S);
            running.requireAlive();
            if (scenario.floods()) {
                running.requireItsPath(running.traffic(site).since(before), running.dropped());
                describeModes(running.process().output());
                return running;
            }
            running.requireItsPath(running.traffic(site).since(before), report.replies());
            final long expected = report.rcodes().getOrDefault(responseCode, 0L);
            if (expected < report.replies() * LEAST_SHARE_OF_CODE) {
                throw new SetupException(
                        kind.id() + " does not answer " + responseCode + " under load: " + report.rcodes());
            }
            describeModes(running.process().output());
            return running;
        } catch (final SetupException e) {
            running.close();
            throw e;
        }
    }

    private void describeModes(final String output) {
        final Matcher xdp = XDP_MODE.matcher(output);
        if (xdp.find()) {
            recording.describe("XDP mode", xdp.group(1));
        }
        final Matcher copy = COPY_MODE.matcher(output);
        if (copy.find()) {
            recording.describe("copy mode", copy.group(1));
        }
    }

    private RateRun measure(
            final RunningContender running,
            final ContenderKind kind,
            final int repetition,
            final Phase phase,
            final long asked,
            final int seconds) {
        running.requireAlive();
        final RunningContender.Traffic traffic = running.traffic(bench.site());
        final long dropped = running.dropped();
        final ServerTime before = bench.serverTime();
        final Kxdpgun.Report report = fire(bench.injector(), asked, seconds);
        running.requireAlive();
        final ServerTime.Used used = bench.serverTime().since(before);
        final long handled = scenario.floods() ? running.dropped() - dropped : report.replies();
        running.requireItsPath(running.traffic(bench.site()).since(traffic), handled);
        final RateRun run = new RateRun(
                kind.id(),
                repetition,
                phase,
                asked,
                seconds,
                report.queries(),
                handled,
                used.userS(),
                used.systemS(),
                used.softirqS());
        recording.add(run);
        progress.ran(run);
        return run;
    }

    Kxdpgun.Report fire(final Injector injector, final long rate, final int seconds) {
        cleanup.requireRunning();
        try (Load load = cleanup.add(new Load(injector, rate, seconds))) {
            final Kxdpgun.Report report = load.awaitReport();
            cleanup.requireRunning();
            return report;
        }
    }

    void requireRunning() {
        cleanup.requireRunning();
    }

    /** Takes charge of something until the end. */
    <T extends AutoCloseable> T keep(final T thing) {
        return cleanup.add(thing);
    }
}
