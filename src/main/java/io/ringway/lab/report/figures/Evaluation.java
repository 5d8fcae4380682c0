package io.ringway.lab.report.figures;

import io.ringway.lab.results.Contender;
import io.ringway.lab.results.LatencyRun;
import io.ringway.lab.results.Limit;
import io.ringway.lab.results.RateRun;
import io.ringway.lab.results.Results;
import io.ringway.lab.results.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Results by contender and repetition. Maps have the repetition as key; they are empty where nothing was measured. */
public final class Evaluation {
    private static final String SUBJECT = "ringway-xdp-shared";

    /** Its contenders are named by program and way, {@code ringway-xdp-regular}: each way is compared with the same one of others. */
    private static final String SCENARIO_OF_WAYS = "forward";

    private final Results results;

    /** Of results that may be incomplete. */
    public Evaluation(final Results results) {
        this.results = results;
    }

    /** What is evaluated. */
    public Results results() {
        return results;
    }

    /** Everybody who was measured, in the order of the run. */
    public List<Contender> contenders() {
        return results.contenders();
    }

    /** The contender that the others are compared with: Ringway on AF_XDP, or else its first placement. */
    public Optional<Contender> subject() {
        return contenders().stream()
                .filter(contender -> contender.id().equals(SUBJECT))
                .findFirst()
                .or(() -> contenders().stream()
                        .filter(contender -> contender.role() == Contender.Role.RINGWAY)
                        .findFirst());
    }

    /**
     * Two contenders that are compared.
     *
     * @param subject Ringway.
     * @param other   somebody else.
     */
    public record Pair(Contender subject, Contender other) {}

    /** Who is compared with whom: as the targets say and with peers; the subject with everybody else; or Ringway with whoever goes the same way. */
    public List<Pair> pairs() {
        if (!results.targets().isEmpty()) {
            return targetPairs();
        }
        final boolean byWay = results.scenario().equals(SCENARIO_OF_WAYS);
        final List<Contender> subjects = byWay
                ? contenders().stream()
                        .filter(contender -> contender.role() == Contender.Role.RINGWAY)
                        .toList()
                : subject().stream().toList();
        final List<Pair> pairs = new ArrayList<>();
        for (final Contender subject : subjects) {
            contenders().stream()
                    .filter(other -> other.role() != Contender.Role.RINGWAY)
                    .filter(other -> !byWay || way(other).equals(way(subject)))
                    .forEach(other -> pairs.add(new Pair(subject, other)));
        }
        return pairs;
    }

    private List<Pair> targetPairs() {
        final List<Pair> pairs = new ArrayList<>();
        for (final Contender subject : contenders()) {
            final List<Target> mine = results.targets().stream()
                    .filter(target -> target.subject().equals(subject.id()))
                    .toList();
            if (mine.isEmpty()) {
                continue;
            }
            contenders().stream()
                    .filter(other -> other.role() == Contender.Role.PEER
                            || mine.stream().anyMatch(target -> target.other().equals(other.id())))
                    .forEach(other -> pairs.add(new Pair(subject, other)));
        }
        return pairs;
    }

    /** What the scenario asks of two contenders; nothing when it asks nothing. */
    public Optional<Target> target(final Pair pair) {
        return results.targets().stream()
                .filter(target -> target.subject().equals(pair.subject().id())
                        && target.other().equals(pair.other().id()))
                .findFirst();
    }

    private static String way(final Contender contender) {
        return contender.id().substring(contender.id().indexOf('-') + 1);
    }

    /** The runs of a contender at stepped rates, in the order of the run. */
    public List<RateRun> sweep(final Contender contender) {
        return results.rateRuns().stream()
                .filter(run ->
                        run.phase() == RateRun.Phase.SWEEP && run.contender().equals(contender.id()))
                .toList();
    }

    /** Asked rates of the sweep, the lowest first. */
    public SortedSet<Long> askedRates(final Contender contender) {
        final SortedSet<Long> rates = new TreeSet<>();
        sweep(contender).forEach(run -> rates.add(run.askedRate()));
        return rates;
    }

    /** The run of each repetition's sweep with the highest answered rate. */
    public SortedMap<Integer, RateRun> best(final Contender contender) {
        final SortedMap<Integer, RateRun> best = new TreeMap<>();
        for (final RateRun run : sweep(contender)) {
            best.merge(run.repetition(), run, (one, other) -> one.answeredRate() >= other.answeredRate() ? one : other);
        }
        return best;
    }

    /** The first run of each repetition's sweep at a rate. */
    public SortedMap<Integer, RateRun> at(final Contender contender, final long askedRate) {
        final SortedMap<Integer, RateRun> runs = new TreeMap<>();
        sweep(contender).stream()
                .filter(run -> run.askedRate() == askedRate)
                .forEach(run -> runs.putIfAbsent(run.repetition(), run));
        return runs;
    }

    /** The lowest rate that every contender with a sweep was asked for. */
    public OptionalLong lowestCommonRate() {
        SortedSet<Long> common = null;
        for (final Contender contender : contenders()) {
            final SortedSet<Long> rates = askedRates(contender);
            if (common == null) {
                common = rates;
            } else if (!rates.isEmpty() && !common.isEmpty()) {
                common.retainAll(rates);
            } else if (common.isEmpty()) {
                common.addAll(rates);
            }
        }
        return common == null || common.isEmpty() ? OptionalLong.empty() : OptionalLong.of(common.first());
    }

    /** The highest rate with no more than this loss. */
    public SortedMap<Integer, Double> limit(final Contender contender, final double maxLoss) {
        final SortedMap<Integer, Double> rates = new TreeMap<>();
        for (final Limit limit : results.limits()) {
            if (limit.contender().equals(contender.id()) && limit.maxLoss() == maxLoss) {
                rates.put(limit.repetition(), limit.rate());
            }
        }
        return rates;
    }

    /** Shares of the peak at which latencies were taken of anyone, the smallest first. */
    public List<Double> fractions() {
        return results.latencyRuns().stream()
                .map(LatencyRun::fraction)
                .distinct()
                .sorted()
                .toList();
    }

    /** The latencies of a contender at a share of its peak, a run for each repetition. */
    public List<LatencyRun> latency(final Contender contender, final double fraction) {
        return results.latencyRuns().stream()
                .filter(run -> run.contender().equals(contender.id()) && run.fraction() == fraction)
                .sorted(Comparator.comparingInt(LatencyRun::repetition))
                .toList();
    }

    /** How many repetitions were begun. */
    public int repetitions() {
        return results.rateRuns().stream()
                .filter(run -> run.phase() == RateRun.Phase.SWEEP)
                .mapToInt(RateRun::repetition)
                .max()
                .orElse(0);
    }

    /** A measure of each run; those that have none, such as the processor time of no answers, are left out. */
    public static <R> SortedMap<Integer, Double> each(
            final SortedMap<Integer, R> runs, final ToDoubleFunction<? super R> measure) {
        final SortedMap<Integer, Double> values = new TreeMap<>();
        runs.forEach((repetition, run) -> {
            final double value = measure.applyAsDouble(run);
            if (!Double.isNaN(value)) {
                values.put(repetition, value);
            }
        });
        return values;
    }

    /** The ratios of two contenders in the same repetition, {@code over} divided by {@code under}. */
    public static List<Double> pairedRatios(
            final SortedMap<Integer, Double> over, final SortedMap<Integer, Double> under) {
        final List<Double> ratios = new ArrayList<>();
        over.forEach((repetition, value) -> {
            final Double other = under.get(repetition);
            if (other != null && other != 0) {
                ratios.add(value / other);
            }
        });
        return ratios;
    }
}
