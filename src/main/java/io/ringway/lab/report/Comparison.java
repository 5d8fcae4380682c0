package io.ringway.lab.report;

import io.ringway.lab.Spread;
import io.ringway.lab.report.figures.Evaluation;
import io.ringway.lab.report.figures.Numbers;
import io.ringway.lab.results.Contender;
import io.ringway.lab.results.Results;
import io.ringway.settings.SetupException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Two results of the same measurement, A and B: what B has become better or worse in.
 *
 * @param rows  every measure of every server that both have
 * @param notes what the reader has to know besides
 */
public record Comparison(List<Row> rows, List<String> notes) {
    /** Entries of the manifest about which servers there were: results are compared in those that both have. */
    private static final Pattern OF_CONTENDERS = Pattern.compile("contenders|(contender|failed) .*");

    /** Copies the lists. */
    public Comparison {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** What a ratio means. */
    public enum Verdict {
        /** The whole interval lies on the good side of 1. */
        BETTER,
        /** The interval holds 1. */
        SAME,
        /** The whole interval lies on the bad side of 1. */
        WORSE;

        static Verdict of(final RatioInterval interval, final boolean moreBetter) {
            if (interval.holdsOne()) {
                return SAME;
            }
            return interval.low() > 1 == moreBetter ? BETTER : WORSE;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One measure of one server.
     *
     * @param contender   its identity
     * @param title       its name
     * @param measure     what was measured, with its unit
     * @param a           median of A
     * @param b           median of B
     * @param repetitions the fewer of both sides
     * @param interval    the ratio of B to A
     * @param verdict     about B
     */
    public record Row(
            String contender,
            String title,
            String measure,
            double a,
            double b,
            int repetitions,
            RatioInterval interval,
            Verdict verdict) {}

    /**
     * Compares.
     *
     * @param a the older results.
     * @param b the newer results.
     * @return the comparison.
     * @throws SetupException when they were not measured alike, with a line for each difference.
     */
    public static Comparison of(final Results a, final Results b) {
        final List<String> notes = new ArrayList<>();
        refuseDifferentMeasurements(a, b, notes);
        final Evaluation first = new Evaluation(a);
        final Evaluation second = new Evaluation(b);
        final List<Row> rows = new ArrayList<>();
        incomplete(a, "A").ifPresent(notes::add);
        incomplete(b, "B").ifPresent(notes::add);
        for (final Contender contender : a.contenders()) {
            final Optional<Contender> other = find(b, contender.id());
            if (other.isEmpty()) {
                notes.add(contender.title() + " is in A only.");
                continue;
            }
            if (contender.role() != Contender.Role.RINGWAY
                    && !contender.version().equals(other.get().version())) {
                notes.add(contender.title() + " is version " + contender.version() + " in A and "
                        + other.get().version() + " in B.");
            }
            compare(contender, first, second, rows, notes);
        }
        b.contenders().stream()
                .filter(contender -> find(a, contender.id()).isEmpty())
                .forEach(contender -> notes.add(contender.title() + " is in B only."));
        if (rows.stream().anyMatch(row -> row.interval.method() == RatioInterval.Method.RANGE)) {
            notes.add(
                    "Fewer than three repetitions on a side: ranges of all pairs of repetitions (marked *) stand in for"
                            + " intervals, and noise may pass for a difference.");
        }
        return new Comparison(rows, notes);
    }

    private static void compare(
            final Contender contender,
            final Evaluation first,
            final Evaluation second,
            final List<Row> rows,
            final List<String> notes) {
        for (final Measure measure : Measure.of(contender, first, second)) {
            final List<Double> a = measure.values().apply(first);
            final List<Double> b = measure.values().apply(second);
            if (a.isEmpty() != b.isEmpty()) {
                notes.add(contender.title() + ": " + measure.name() + " is in " + (b.isEmpty() ? "A" : "B") + " only.");
            }
            if (a.isEmpty() || b.isEmpty()) {
                continue;
            }
            final RatioInterval interval = RatioInterval.of(a, b);
            rows.add(new Row(
                    contender.id(),
                    contender.title(),
                    measure.name(),
                    Spread.of(a).median(),
                    Spread.of(b).median(),
                    Math.min(a.size(), b.size()),
                    interval,
                    Verdict.of(interval, measure.moreBetter())));
        }
    }

    private static void refuseDifferentMeasurements(final Results a, final Results b, final List<String> said) {
        final List<String> differences = new ArrayList<>();
        if (!a.scenario().equals(b.scenario())) {
            differences.add("scenario: " + a.scenario() + " in A, " + b.scenario() + " in B");
        }
        final Set<String> names = new LinkedHashSet<>(a.manifest().keySet());
        names.addAll(b.manifest().keySet());
        names.remove(Results.COMMIT);
        for (final String name : names) {
            final String inA = a.manifest().getOrDefault(name, "nothing");
            final String inB = b.manifest().getOrDefault(name, "nothing");
            if (!inA.equals(inB)) {
                (OF_CONTENDERS.matcher(name).matches() ? said : differences)
                        .add(name + ": " + inA + " in A, " + inB + " in B");
            }
        }
        if (!differences.isEmpty()) {
            throw new SetupException(Stream.concat(
                            Stream.of("these results were not measured alike; measure both in one place and way:"),
                            differences.stream())
                    .reduce((one, other) -> one + "\n  " + other)
                    .orElseThrow());
        }
    }

    private static Optional<String> incomplete(final Results results, final String name) {
        return results.complete()
                ? Optional.empty()
                : Optional.of(name + " is incomplete: its run was ended before everything was measured.");
    }

    private static Optional<Contender> find(final Results results, final String id) {
        return results.contenders().stream()
                .filter(contender -> contender.id().equals(id))
                .findFirst();
    }

    /**
     * For people.
     *
     * @return an aligned table for each server, then the notes.
     */
    public String text() {
        final StringBuilder text = new StringBuilder();
        final Set<String> titles = new LinkedHashSet<>();
        rows.forEach(row -> titles.add(row.title));
        for (final String title : titles) {
            final Grid grid = new Grid(1, title, "A", "B", "B/A", "interval", "verdict");
            rows.stream().filter(row -> row.title.equals(title)).forEach(row -> grid.row(cells(row)));
            text.append(text.isEmpty() ? "" : "\n").append(grid.text());
        }
        if (rows.isEmpty()) {
            text.append("nothing was measured in both\n");
        }
        if (!notes.isEmpty()) {
            text.append('\n');
            notes.forEach(note -> text.append(note).append('\n'));
        }
        return text.toString();
    }

    private static String[] cells(final Row row) {
        final boolean rate = row.measure.endsWith(", /s");
        return new String[] {
            "  " + row.measure,
            rate ? Numbers.rate(row.a) : Numbers.measure(row.a),
            rate ? Numbers.rate(row.b) : Numbers.measure(row.b),
            ratio(row.interval.ratio()),
            ratio(row.interval.low()) + " to " + ratio(row.interval.high())
                    + (row.interval.method() == RatioInterval.Method.RANGE ? "*" : " "),
            row.verdict.toString()
        };
    }

    private static String ratio(final double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.3f", ratio) : "∞";
    }
}
