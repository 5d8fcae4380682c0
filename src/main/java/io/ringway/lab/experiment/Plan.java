package io.ringway.lab.experiment;

import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is measured, and how long that should take.
 *
 * @param kinds       contenders in the order of the first repetition
 * @param repetitions fresh starts of each for the sweep
 * @param seconds     how long each rate is held
 * @param rates       asked rates, queries a second; empty to choose {@code steps} of them from the injector's ceiling
 * @param steps       how many rates to choose
 * @param search      whether NDR and PDR are searched for, in the last repetition
 * @param latency     whether latency is measured, after the last repetition
 */
public record Plan(
        List<ContenderKind> kinds,
        int repetitions,
        int seconds,
        List<Long> rates,
        int steps,
        boolean search,
        boolean latency) {
    /** Rates asked of the injector to find what it can send. */
    static final List<Long> CEILING_RATES = List.of(600_000L, 1_500_000L);

    /** Servers against which that is found: how they wake up and send weighs on the injector, differently with each. */
    static final List<ContenderKind> CEILING_KINDS = List.of(
            ContenderKind.FLOOR,
            ContenderKind.RINGWAY_XDP_SHARED,
            ContenderKind.RINGWAY_XDP_REFUSED,
            ContenderKind.RINGWAY_XDP_WORKER_DROP);

    /** How many of those there are in any scenario. */
    private static final int CEILING_STARTS = 2;

    /** Shares of a contender's peak under which its latency is measured. */
    static final List<Double> FRACTIONS = List.of(0.25, 0.5, 0.75);

    /** Seconds of load before anything is measured: the JVM compiles, caches fill. */
    static final int SETTLE_S = 1;

    /** Seconds of load at half the peak before latency is measured, which is that of a server that has run for a while. */
    static final int RUN_IN_S = 2;

    /** How much longer the load lasts than the probing beside it. */
    static final int LOAD_MARGIN_S = 3;

    /** Seconds of probing at least: 2,000 probes a second leave six above the 99.9th percentile. */
    private static final int LEAST_PROBING_S = 3;

    private static final double START_S = 1.5;
    private static final double INJECTOR_START_AND_END_S = 0.8;
    private static final int EXPECTED_TRIALS = 7;

    /** Copies the lists. */
    public Plan {
        kinds = List.copyOf(kinds);
        rates = List.copyOf(rates);
    }

    /** The same for fewer contenders, with or without latency. */
    Plan with(final List<ContenderKind> fewer, final boolean withLatency) {
        return new Plan(fewer, repetitions, seconds, rates, steps, search, withLatency);
    }

    /**
     * The order of a repetition: each contender is first in turn.
     *
     * @param repetition from 1.
     * @return all contenders.
     */
    List<ContenderKind> order(final int repetition) {
        final List<ContenderKind> order = new ArrayList<>(kinds);
        Collections.rotate(order, 1 - repetition);
        return order;
    }

    /** Those of {@link #CEILING_KINDS} that can do the job. */
    static List<ContenderKind> ceilingKinds(final Scenario scenario) {
        return CEILING_KINDS.stream().filter(scenario.contenders()::contains).toList();
    }

    int rateCount() {
        return rates.isEmpty() ? steps : rates.size();
    }

    double ceilingS() {
        return CEILING_STARTS * (startS() + CEILING_RATES.size() * runS(1));
    }

    double startS() {
        return START_S + runS(SETTLE_S);
    }

    double sweepS() {
        return rateCount() * runS(seconds);
    }

    double searchS() {
        return search ? EXPECTED_TRIALS * runS(seconds) : 0;
    }

    int probingS() {
        return Math.max(seconds, LEAST_PROBING_S);
    }

    double latencyS() {
        return latency ? startS() + runS(RUN_IN_S) + FRACTIONS.size() * runS(probingS() + LOAD_MARGIN_S) : 0;
    }

    private static double runS(final int seconds) {
        return seconds + INJECTOR_START_AND_END_S;
    }

    /**
     * How long everything should take.
     *
     * @return seconds.
     */
    public double durationS() {
        final double ofEach = repetitions * (startS() + sweepS()) + searchS();
        final long probed =
                kinds.stream().filter(ContenderKind::servesEveryQueue).count();
        return ceilingS() + kinds.size() * ofEach + probed * latencyS();
    }

    /**
     * How many steps the progress counts: the ceiling, and for each contender its sweeps, its search and its latency.
     *
     * @return at least one.
     */
    int stepCount() {
        return 1 + kinds.size() * (repetitions + (search ? 1 : 0) + (latency ? 1 : 0));
    }
}
