package io.ringway.cli.machine;

import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.topology.SystemFiles;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.placement.Topology;
import io.ringway.topology.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what this machine lacks for Ringway, what was seen, and how to mend it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Check kernel, libraries, privileges, interfaces and placement, and serve queries over a private veth pair."
                        + " Changes nothing. Ends with 1 where something fails.")
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOption configuration;

    @Option(
            names = "--interface",
            paramLabel = "X",
            description = "Check this one; may be repeated. Default: those of the configuration, else all but lo.")
    private List<String> interfaces = new ArrayList<>();

    @Option(names = "--no-self-test", description = "Leave the self-test out.")
    private boolean noSelfTest;

    @Option(names = "--json", description = "Print one JSON object instead of the list.")
    private boolean json;

    @Option(names = "--ask", hidden = true, paramLabel = "ADDRESS", description = "Be the self-test's client.")
    private String server;

    /** Made by the command line. */
    public DoctorCommand() {}

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        if (server != null) {
            final int answered = SelfTestClient.ask(InetAddress.ofLiteral(server));
            out.println(answered + " of " + SelfTestClient.QUERIES + " answered");
            out.flush();
            return answered == SelfTestClient.QUERIES ? 0 : 1;
        }
        final List<Check> checks = checks();
        out.print(json ? json(checks) : text(checks));
        out.flush();
        return checks.stream().anyMatch(check -> check.level() == Check.Level.FAIL) ? 1 : 0;
    }

    private List<Check> checks() {
        final Optional<Settings> settings = configuration.load();
        final List<String> names = interfaceNames(settings);
        final Check libraries = SystemChecks.libraries();
        final List<Check> checks = new ArrayList<>(new SystemChecks(SystemFiles.LIVE).all());
        checks.add(libraries);
        final Topology topology = Topology.read(names);
        for (final Nic nic : topology.nics().values()) {
            checks.addAll(new InterfaceChecks(SystemFiles.LIVE).all(nic, libraries.level() == Check.Level.OK));
        }
        checks.addAll(PlacementChecks.of(topology, settings, names));
        if (!noSelfTest) {
            checks.add(SelfTest.run());
        }
        return checks;
    }

    private List<String> interfaceNames(final Optional<Settings> settings) {
        if (!interfaces.isEmpty()) {
            return interfaces;
        }
        if (settings.isPresent()) {
            return settings.get().xsks().stream()
                    .map(XskSettings::interfaceName)
                    .distinct()
                    .toList();
        }
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .map(NetworkInterface::getName)
                    .filter(name -> !name.equals("lo"))
                    .sorted()
                    .toList();
        } catch (final SocketException e) {
            throw new SetupException("the interfaces cannot be listed: " + e.getMessage(), e);
        }
    }

    static String text(final List<Check> checks) {
        final TextTable table = new TextTable();
        for (final Check check : checks) {
            table.row(check.name(), check.levelText(), check.seen());
            if (!check.mend().isEmpty()) {
                table.row("", "", "-> " + check.mend());
            }
        }
        return table.text() + "\n" + summary(checks) + "\n";
    }

    private static String summary(final List<Check> checks) {
        final long fails = count(checks, Check.Level.FAIL);
        final long warnings = count(checks, Check.Level.WARN);
        return checks.size() + " checks: " + fails + " failed, " + warnings
                + (warnings == 1 ? " warning" : " warnings");
    }

    private static long count(final List<Check> checks, final Check.Level level) {
        return checks.stream().filter(check -> check.level() == level).count();
    }

    static String json(final List<Check> checks) {
        return "{\"checks\":" + checks.stream().map(Check::json).collect(Collectors.joining(",", "[", "]"))
                + ",\"failed\":" + count(checks, Check.Level.FAIL) + ",\"warnings\":"
                + count(checks, Check.Level.WARN) + "}\n";
    }
}
