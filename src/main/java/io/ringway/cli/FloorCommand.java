package io.ringway.cli;

import io.ringway.lab.FloorComparison;
import io.ringway.lab.FloorComparison.Contender;
import io.ringway.lab.FloorComparison.Run;
import io.ringway.lab.Spread;
import io.ringway.settings.SetupException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares Ringway with the least that an AF_XDP server can do; {@code perf/floor} calls it. */
@Command(
        name = "floor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Measure Ringway against the C reflector in turns, on a veth pair with one queue (root).")
final class FloorCommand implements Callable<Integer> {
    private static final int START_S = 4;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--repetitions",
            defaultValue = "5",
            description = "Starts of each server, default ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(names = "--seconds", defaultValue = "2", description = "Seconds for each rate, default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rates",
            paramLabel = "QUERIES/S",
            split = ",",
            defaultValue = "60000,200000,300000,400000,500000,600000,700000",
            description = "Offered rates, default ${DEFAULT-VALUE}.")
    private List<Integer> rates = new ArrayList<>();

    @Option(names = "--json", description = "Print every run as JSON on standard output instead of the table.")
    private boolean json;

    FloorCommand() {}

    @Override
    public Integer call() {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new SetupException("a comparison needs two processors: one for the server, one for the generator");
        }
        final int starts = 2 * repetitions;
        final long expectedS = (long) starts * START_S + (long) starts * rates.size() * (seconds + 2L);
        say(String.format(
                Locale.ROOT,
                "%d repetitions, %d rates of %d s, two servers in turns: about %d min",
                repetitions,
                rates.size(),
                seconds,
                Duration.ofSeconds(expectedS + 59).toMinutes()));
        final List<Run> runs =
                new FloorComparison(new FloorComparison.Plan(repetitions, seconds, rates), this::say).run();
        final PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json(runs) : text(runs));
        out.flush();
        return 0;
    }

    /** Medians of each, and of the ratios of the pairs, with their ranges. */
    private String text(final List<Run> runs) {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%n%-24s %12s %12s   %s%n", "", "floor", "ringway", "ringway / floor, median (range)"));
        append(
                text,
                "best answered, /s",
                "%,12.0f",
                bests(runs, Contender.FLOOR, Run::answered),
                bests(runs, Contender.RINGWAY, Run::answered));
        append(
                text,
                "CPU an answer there, µs",
                "%12.2f",
                bests(runs, Contender.FLOOR, Run::cpuUs),
                bests(runs, Contender.RINGWAY, Run::cpuUs));
        for (final int rate : rates) {
            text.append(String.format(Locale.ROOT, "%nat %,d /s offered%n", rate));
            appendMeasure(text, "answered, /s", "%,12.0f", runs, rate, Run::answered);
            appendMeasure(text, "CPU an answer, µs", "%12.2f", runs, rate, Run::cpuUs);
            appendMeasure(text, "softirq an answer, µs", "%12.2f", runs, rate, Run::softirqUs);
        }
        return text.toString();
    }

    private void appendMeasure(
            final StringBuilder text,
            final String name,
            final String format,
            final List<Run> runs,
            final int rate,
            final ToDoubleFunction<Run> measure) {
        append(
                text,
                "  " + name,
                format,
                values(runs, Contender.FLOOR, rate, measure),
                values(runs, Contender.RINGWAY, rate, measure));
    }

    private static void append(
            final StringBuilder text,
            final String name,
            final String format,
            final List<Double> floor,
            final List<Double> ringway) {
        final List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < floor.size(); i++) {
            ratios.add(ringway.get(i) / floor.get(i));
        }
        final Spread ratio = Spread.of(ratios);
        text.append(String.format(
                Locale.ROOT,
                "%-24s " + format + " " + format + "   %.3f (%.3f to %.3f)%n",
                name,
                Spread.of(floor).median(),
                Spread.of(ringway).median(),
                ratio.median(),
                ratio.minimum(),
                ratio.maximum()));
    }

    /** A measure of the run with the best answered rate of each repetition. */
    private List<Double> bests(final List<Run> runs, final Contender contender, final ToDoubleFunction<Run> measure) {
        final List<Double> bests = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            final int wanted = repetition;
            bests.add(measure.applyAsDouble(runs.stream()
                    .filter(run -> run.contender() == contender && run.repetition() == wanted)
                    .max(Comparator.comparingDouble(Run::answered))
                    .orElseThrow()));
        }
        return bests;
    }

    private static List<Double> values(
            final List<Run> runs, final Contender contender, final int rate, final ToDoubleFunction<Run> measure) {
        return runs.stream()
                .filter(run -> run.contender() == contender && run.rate() == rate)
                .map(measure::applyAsDouble)
                .toList();
    }

    private static String json(final List<Run> runs) {
        return runs.stream()
                .map(run -> String.format(
                        Locale.ROOT,
                        "{\"contender\":\"%s\",\"repetition\":%d,\"rate\":%d,\"offered\":%.0f,\"answered\":%.0f,"
                                + "\"cpuUs\":%.4f,\"softirqUs\":%.4f}",
                        run.contender().name().toLowerCase(Locale.ROOT),
                        run.repetition(),
                        run.rate(),
                        run.offered(),
                        run.answered(),
                        run.cpuUs(),
                        run.softirqUs()))
                .collect(Collectors.joining(",\n", "{\"runs\":[\n", "\n]}\n"));
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
