package io.ringway.lab.experiment;

import io.ringway.lab.Spread;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.LatencyRun;
import io.ringway.lab.results.Limit;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import io.ringway.lab.results.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What was found out so far. The experiment's thread adds; a signal's thread may take the results at any moment. */
final class Recording {
    private final String scenario;
    private final String startedAt;
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final List<Contender> contenders = new ArrayList<>();
    private final List<RateRun> rateRuns = new ArrayList<>();
    private final List<LatencyRun> latencyRuns = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private double injectorCeiling;

    Recording(final String scenario, final String startedAt) {
        this.scenario = scenario;
        this.startedAt = startedAt;
    }

    /** Takes over an entry of the manifest; the first one about a key stays. */
    synchronized void describe(final String key, final String value) {
        manifest.putIfAbsent(key, value);
    }

    /** Adds the contenders in the order of legends. */
    synchronized void contend(final List<Contender> all) {
        contenders.addAll(all);
    }

    synchronized void aim(final List<Target> all) {
        targets.addAll(all);
    }

    synchronized void ceiling(final double queriesPerSecond) {
        injectorCeiling = queriesPerSecond;
    }

    synchronized void add(final RateRun run) {
        rateRuns.add(run);
    }

    synchronized void add(final LatencyRun run) {
        latencyRuns.add(run);
    }

    synchronized void add(final Limit limit) {
        limits.add(limit);
    }

    /** The sweep's runs of a contender in one repetition. */
    synchronized List<RateRun> sweep(final String contender, final int repetition) {
        return rateRuns.stream()
                .filter(run -> run.phase() == RateRun.Phase.SWEEP
                        && run.contender().equals(contender)
                        && run.repetition() == repetition)
                .toList();
    }

    /** The median over the repetitions of the best answered rate. */
    synchronized OptionalDouble peak(final String contender) {
        final Map<Integer, Double> bests = rateRuns.stream()
                .filter(run ->
                        run.phase() == RateRun.Phase.SWEEP && run.contender().equals(contender))
                .collect(Collectors.toMap(
                        RateRun::repetition, RateRun::answeredRate, (first, second) -> Math.max(first, second)));
        return bests.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Spread.of(List.copyOf(bests.values())).median());
    }

    synchronized boolean isEmpty() {
        return rateRuns.isEmpty();
    }

    /** Everything so far; contenders of which nothing was measured are left out. */
    synchronized Results results(final boolean complete) {
        final List<Contender> measured = contenders.stream()
                .filter(contender ->
                        rateRuns.stream().anyMatch(run -> run.contender().equals(contender.id())))
                .sorted(Comparator.comparingInt(contenders::indexOf))
                .toList();
        return new Results(
                scenario,
                startedAt,
                complete,
                manifest,
                measured,
                injectorCeiling,
                rateRuns,
                latencyRuns,
                limits,
                targets);
    }
}
