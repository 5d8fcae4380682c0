package io.ringway.cli;

import io.ringway.cli.machine.DoctorCommand;
import io.ringway.cli.machine.PlacementCommand;
import io.ringway.settings.SetupException;
import io.ringway.xdp.NativeException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The {@code ringway} command and its subcommands. */
@Command(
        name = "ringway",
        description = "A DNS edge on AF_XDP. Without a subcommand it serves what the configuration asks for.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Ringway extends RunCommand {
    /** Exit status for everything that an operator can mend. */
    static final int FAILURE = 1;

    private static final Set<String> NEED_SUBCOMMANDS = Set.of(
            "stat",
            "xdp",
            "demo",
            "floor",
            "lab",
            "restart",
            "compare",
            "probe",
            "tcp",
            "tcp-clients",
            "soak",
            "placement",
            "doctor",
            "-h",
            "--help");

    private Ringway() {}

    /**
     * Entry point; ends the process with 0, or with 1 and one line on standard error.
     *
     * @param args the command line.
     */
    public static void main(final String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /** The command line for these arguments: making the model of the subcommands too would take a tenth of a second of every start. */
    static CommandLine commandLine(final String... args) {
        final CommandLine commandLine = new CommandLine(new Ringway());
        if (Arrays.stream(args).anyMatch(NEED_SUBCOMMANDS::contains)) {
            commandLine
                    .addSubcommand(new StatCommand())
                    .addSubcommand(new XdpCommand())
                    .addSubcommand(new DemoCommand())
                    .addSubcommand(new FloorCommand())
                    .addSubcommand(new LabCommand())
                    .addSubcommand(new RestartCommand())
                    .addSubcommand(new CompareCommand())
                    .addSubcommand(new ProbeCommand())
                    .addSubcommand(new TcpCommand())
                    .addSubcommand(new TcpClientsCommand())
                    .addSubcommand(new SoakCommand())
                    .addSubcommand(new PlacementCommand())
                    .addSubcommand(new DoctorCommand());
        }
        return commandLine
                .setExecutionExceptionHandler(failures())
                .setParameterExceptionHandler((e, ignored) -> usage(e))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static IExecutionExceptionHandler failures() {
        return (e, commandLine, parsed) -> {
            final boolean verbose = isVerbose(commandLine);
            final PrintWriter err = commandLine.getErr();
            if (e instanceof SetupException || e instanceof NativeException) {
                err.println("ringway: " + e.getMessage());
            } else {
                err.println("ringway: internal error: " + e + "; run it again with -v and report it");
            }
            if (verbose) {
                e.printStackTrace(err);
            }
            err.flush();
            return FAILURE;
        };
    }

    private static boolean isVerbose(final CommandLine commandLine) {
        CommandSpec root = commandLine.getCommandSpec();
        while (root.parent() != null) {
            root = root.parent();
        }
        return root.userObject() instanceof Ringway ringway && ringway.verbose();
    }

    private static int usage(final ParameterException e) {
        final PrintWriter err = e.getCommandLine().getErr();
        err.println("ringway: " + e.getMessage() + "; see ringway --help");
        err.flush();
        return FAILURE;
    }
}
