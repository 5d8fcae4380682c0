package io.ringway.cli.machine;

import io.ringway.engine.lifecycle.Preflight;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.topology.placement.PlacementPlan;
import io.ringway.topology.report.PlacementReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints where the threads of a configuration would run on this machine, and why. */
@Command(
        name = "placement",
        mixinStandardHelpOptions = true,
        description =
                "Tell where threads would run on this machine, and why; bind nothing. Ends with 1 where the plan has errors.")
public final class PlacementCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOption configuration;

    @Option(names = "--json", description = "Print one JSON object instead of the table.")
    private boolean json;

    /** Made by the command line. */
    public PlacementCommand() {}

    @Override
    public Integer call() {
        final Settings settings = configuration
                .load()
                .orElseThrow(() -> new SetupException("placement needs a configuration; name a file with -C"));
        Preflight.checkQueues(settings);
        final PlacementPlan plan = Preflight.plan(settings);
        final PlacementReport report = new PlacementReport(plan);
        final PrintWriter out = spec.commandLine().getOut();
        out.print(json ? report.json() + "\n" : report.text());
        out.flush();
        return plan.errors().isEmpty() ? 0 : 1;
    }
}
