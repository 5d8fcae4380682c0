package io.ringway.cli;

import io.ringway.lab.soak.Soak;
import io.ringway.lab.soak.SoakPlan;
import io.ringway.lab.soak.SoakResult;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Millions of queries to backends that misbehave, and a proof of every answer; {@code perf/soak} calls it. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Forward queries to eight backends that delay, drop, repeat and forge answers, and prove that every client "
                        + "gets its own answer only (root).")
final class SoakCommand implements Callable<Integer> {
    private static final int MAX_PORTS = 16;

    @Spec
    private CommandSpec spec;

    @Option(names = "--queries", defaultValue = "10000000", description = "How many, default ${DEFAULT-VALUE}.")
    private long queries;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Queries per second at most; 0, the default, as fast as answers come.")
    private int rate;

    @Option(
            names = "--ports",
            defaultValue = "4",
            description = "The client's source ports, 1 to 16, default ${DEFAULT-VALUE}.")
    private int ports;

    @Option(names = "--regular-clients", description = "Sockets towards clients instead of AF_XDP.")
    private boolean regularClients;

    @Option(names = "--regular-backends", description = "Sockets towards backends instead of AF_XDP.")
    private boolean regularBackends;

    @Option(names = "--regular", description = "Both of these.")
    private boolean regular;

    @Option(names = "--json", description = "Print one JSON object on standard output instead of the table.")
    private boolean json;

    SoakCommand() {}

    @Override
    public Integer call() throws IOException {
        if (queries < 1 || rate < 0 || ports < 1 || ports > MAX_PORTS) {
            throw new SetupException("--queries must be above 0, --rate not below it, --ports 1 to " + MAX_PORTS);
        }
        final SoakResult result = new Soak(
                        new SoakPlan(queries, rate, ports, regular || regularClients, regular || regularBackends),
                        this::say)
                .run();
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(result.table().json());
        } else {
            out.print(result.table().text());
        }
        out.flush();
        final List<String> faults = result.faults();
        faults.forEach(fault -> say("not as it must be: " + fault));
        return faults.isEmpty() ? 0 : Ringway.FAILURE;
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
