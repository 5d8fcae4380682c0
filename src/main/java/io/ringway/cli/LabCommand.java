package io.ringway.cli;

import io.ringway.lab.contender.AttackScenario;
import io.ringway.lab.contender.CacheScenario;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.ForwardScenario;
import io.ringway.lab.contender.RefusedScenario;
import io.ringway.lab.contender.RulesScenario;
import io.ringway.lab.contender.Scenario;
import io.ringway.lab.experiment.Lab;
import io.ringway.lab.experiment.Plan;
import io.ringway.lab.experiment.TwoMachines;
import io.ringway.lab.results.Results;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares every way to serve; {@code perf/lab} calls it. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Measure regular stack, AF_XDP and the peers that are installed, in turns (root).")
final class LabCommand implements Callable<Integer> {
    private static final DateTimeFormatter FOLDER_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final List<Scenario> SCENARIOS = List.of(
            new RefusedScenario(),
            new ForwardScenario(),
            new CacheScenario(),
            new RulesScenario(),
            new AttackScenario());
    private static final int FULL_REPETITIONS = 3;
    private static final int FULL_SECONDS = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", description = "The job: refused, forward, cache, rules or attack.")
    private String scenario;

    @Option(
            names = "--quick",
            description = "Two minutes: one repetition, one second for each rate, no search, no latency.")
    private boolean quick;

    @Option(
            names = "--contenders",
            paramLabel = "ID",
            split = ",",
            description = "Who is measured, default for refused: floor, ringway-xdp-shared, ringway-xdp-dedicated, "
                    + "ringway-regular, dnsdist-xdp, dnsdist-regular, dnsdist-regular-batched, knotd-xdp; "
                    + "for forward: ringway-xdp-xdp, ringway-xdp-regular, ringway-regular, "
                    + "dnsdist-xdp-xdp, dnsdist-xdp-regular, dnsdist-regular; it knows floor too, as cache and rules do; "
                    + "for cache: ringway-xdp-refused, ringway-xdp-cache, dnsdist-xdp-cache, dnsdist-regular-cache; "
                    + "for rules: ringway-xdp-refused, ringway-xdp-rules, dnsdist-xdp-rules, dnsdist-regular-rules; "
                    + "for attack: ringway-xdp-worker-drop, ringway-xdp-kernel-drop.")
    private List<String> contenders = new ArrayList<>();

    @Option(
            names = "--peers-root",
            paramLabel = "DIR",
            description = "A folder with another Debian release whose dnsdist and knotd may be used; may be repeated.")
    private List<Path> peersRoots = new ArrayList<>();

    @Option(names = "--repetitions", paramLabel = "N", description = "Starts of each, default 3.")
    private Integer repetitions;

    @Option(names = "--seconds", paramLabel = "S", description = "Seconds for each rate, default 2.")
    private Integer seconds;

    @Option(
            names = "--rates",
            paramLabel = "QUERIES/S",
            split = ",",
            description = "Asked rates, default up to a share of what the injector can send.")
    private List<Long> rates = new ArrayList<>();

    @Option(names = "--no-search", description = "Do not search for the rates without loss and with 0.5 %%.")
    private boolean noSearch;

    @Option(names = "--no-latency", description = "Do not measure latency.")
    private boolean noLatency;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for results, default results/SCENARIO-DATE-TIME.")
    private Path output;

    @Option(names = "--interface", paramLabel = "NAME", description = "Two machines: serve on this interface.")
    private String interfaceName;

    @Option(
            names = "--target",
            paramLabel = "ADDRESS",
            description = "Two machines: the interface's address to be asked.")
    private String target;

    @Option(names = "--injector", paramLabel = "HOST", description = "Two machines: run kxdpgun there, over ssh.")
    private String injector;

    @Option(names = "--yes", description = "Two machines: take the interface even when it has the default route.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Print every command that would be run, and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the results as JSON on standard output too.")
    private boolean json;

    LabCommand() {}

    @Override
    public Integer call() {
        final Lab.Request request = request();
        final PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            new Lab(request, this::say).commands().forEach(out::println);
        } else {
            if (request.machines().isEmpty() && Runtime.getRuntime().availableProcessors() < 2) {
                throw new SetupException("the lab needs two processors: one for the server, one for the injector");
            }
            new Lab(request, this::say).measure();
            if (json) {
                print(request.output().resolve(Results.FILE_NAME), out);
            }
        }
        out.flush();
        return 0;
    }

    private Lab.Request request() {
        final Scenario job = scenario();
        final List<ContenderKind> kinds = contenders.isEmpty()
                ? job.usualContenders()
                : contenders.stream().map(job::contender).distinct().toList();
        final Plan plan = new Plan(
                kinds,
                atLeastOne("--repetitions", repetitions, quick ? 1 : FULL_REPETITIONS),
                atLeastOne("--seconds", seconds, quick ? 1 : FULL_SECONDS),
                rates.stream().sorted().distinct().toList(),
                job.sweep().steps(),
                !quick && !noSearch,
                !quick && !noLatency);
        if (rates.stream().anyMatch(rate -> rate < 1)) {
            throw new SetupException("--rates must be at least 1");
        }
        return new Lab.Request(job, plan, peersRoots, folder(job), machines());
    }

    private Scenario scenario() {
        return SCENARIOS.stream()
                .filter(job -> job.id().equals(scenario))
                .findFirst()
                .orElseThrow(() -> new SetupException("no scenario '" + scenario + "'; there are "
                        + SCENARIOS.stream().map(Scenario::id).collect(Collectors.joining(", "))));
    }

    private Path folder(final Scenario job) {
        return output == null
                ? Path.of(
                        "results",
                        job.id() + "-"
                                + LocalDateTime.now(ZoneId.systemDefault()).format(FOLDER_TIME))
                : output;
    }

    private Optional<TwoMachines> machines() {
        if (interfaceName == null && target == null && injector == null) {
            return Optional.empty();
        }
        if (interfaceName == null || target == null || injector == null) {
            throw new SetupException("two machines need --interface, --target and --injector together");
        }
        say("two machines: latency is not measured, the prober runs on one machine only");
        return Optional.of(new TwoMachines(interfaceName, target, injector, yes));
    }

    private static int atLeastOne(final String option, final Integer value, final int otherwise) {
        if (value != null && value < 1) {
            throw new SetupException(option + " must be at least 1");
        }
        return value == null ? otherwise : value;
    }

    private static void print(final Path results, final PrintWriter out) {
        try {
            out.print(Files.readString(results));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(final String line) {
        final PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
