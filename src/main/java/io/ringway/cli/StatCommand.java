package io.ringway.cli;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CounterScope;
import io.ringway.observe.CountersSnapshot;
import io.ringway.settings.SetupException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the counters of a running Ringway, or the last ones of one that ended or crashed. */
@Command(
        name = "stat",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Show the counters of a running Ringway, or of one that ended.")
final class StatCommand implements Callable<Integer> {
    /** Where the counters are unless told otherwise. */
    static final String DEFAULT_COUNTERS = "/run/ringway/counters";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--counters",
            paramLabel = "FILE",
            defaultValue = DEFAULT_COUNTERS,
            description = "Counters file, default ${DEFAULT-VALUE}.")
    private Path counters;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--all", description = "Print counters that are 0, too.")
    private boolean all;

    StatCommand() {}

    @Override
    public Integer call() {
        final CountersSnapshot snapshot;
        try {
            snapshot = CountersSnapshot.read(counters);
        } catch (final UncheckedIOException e) {
            throw new SetupException(
                    "no counters at " + counters + " (" + e.getCause().getMessage()
                            + "); start Ringway first, or name its file with --counters",
                    e);
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(snapshot, out);
        } else {
            print(snapshot, out);
        }
        out.flush();
        return 0;
    }

    private void print(final CountersSnapshot snapshot, final PrintWriter out) {
        final long nowMs = System.currentTimeMillis();
        final boolean alive = snapshot.isAlive(nowMs);
        final Duration up = Duration.ofMillis((alive ? nowMs : snapshot.heartbeatMs()) - snapshot.startMs());
        out.printf(
                Locale.ROOT,
                "process %d, %s %d:%02d:%02d%n",
                snapshot.pid(),
                alive ? "up" : "ended after",
                up.toHours(),
                up.toMinutesPart(),
                up.toSecondsPart());
        for (final CounterScope scope : CounterScope.values()) {
            printScope(snapshot, scope, out);
        }
        out.printf(
                Locale.ROOT,
                "%nreceived %,d = answered %,d + forwarded %,d + relayed %,d + dropped %,d + on their way %,d%n",
                snapshot.sum(CounterDescriptor.RECEIVED),
                snapshot.sum(CounterDescriptor.ANSWERED),
                snapshot.sum(CounterDescriptor.FORWARDED),
                snapshot.sum(CounterDescriptor.RELAYED),
                snapshot.sumOfDrops(),
                snapshot.unaccounted());
    }

    private void printScope(final CountersSnapshot snapshot, final CounterScope scope, final PrintWriter out) {
        final List<CountersSnapshot.Entry> entries = snapshot.entries().stream()
                .filter(entry -> entry.descriptor().scope() == scope)
                .toList();
        entries.stream().map(CountersSnapshot.Entry::scope).distinct().forEach(name -> {
            out.printf(Locale.ROOT, "%n%s %s%n", scope.name().toLowerCase(Locale.ROOT), name);
            entries.stream()
                    .filter(entry -> entry.scope().equals(name) && (all || entry.value() != 0))
                    .forEach(entry -> out.printf(
                            Locale.ROOT, "  %-30s %,20d%n", entry.descriptor().label(), entry.value()));
        });
    }

    private static void printJson(final CountersSnapshot snapshot, final PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "{\"pid\":%d,\"alive\":%b,\"startMs\":%d,\"heartbeatMs\":%d,\"received\":%d,\"answered\":%d,"
                        + "\"forwarded\":%d,\"relayed\":%d,\"dropped\":%d,\"onTheirWay\":%d,\"counters\":[%s]}%n",
                snapshot.pid(),
                snapshot.isAlive(System.currentTimeMillis()),
                snapshot.startMs(),
                snapshot.heartbeatMs(),
                snapshot.sum(CounterDescriptor.RECEIVED),
                snapshot.sum(CounterDescriptor.ANSWERED),
                snapshot.sum(CounterDescriptor.FORWARDED),
                snapshot.sum(CounterDescriptor.RELAYED),
                snapshot.sumOfDrops(),
                snapshot.unaccounted(),
                snapshot.entries().stream()
                        .map(entry -> "{\"name\":\"%s\",\"scope\":\"%s\",\"value\":%d}"
                                .formatted(entry.descriptor().label(), escaped(entry.scope()), entry.value()))
                        .collect(Collectors.joining(",")));
    }

    private static String escaped(final String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
