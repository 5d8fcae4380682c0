package io.ringway.cli;

import io.ringway.engine.lifecycle.PinnedProgram;
import io.ringway.settings.SetupException;
import io.ringway.settings.XdpMode;
import java.io.PrintWriter;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Attaches the XDP program so that it outlives every Ringway, detaches it again, and tells what is attached. */
@Command(
        name = "xdp",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Attach the XDP program until it is detached, independent of a running Ringway.",
        synopsisSubcommandLabel = "(attach | detach | status)")
final class XdpCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    XdpCommand() {}

    @Override
    public void run() {
        throw new SetupException("xdp needs one of attach INTERFACE, detach INTERFACE, status");
    }

    @Command(
            name = "attach",
            description = "Load and attach the program, and pin it with its maps under /sys/fs/bpf/ringway.")
    int attach(
            @Parameters(paramLabel = "INTERFACE") final String interfaceName,
            @Option(
                            names = "--mode",
                            defaultValue = "AUTO",
                            description = "auto, native or generic; default auto: native where the driver can.")
                    final XdpMode mode) {
        final boolean nativeMode = PinnedProgram.attach(interfaceName, mode != XdpMode.GENERIC, mode != XdpMode.NATIVE);
        out().printf(
                        Locale.ROOT,
                        "%s: XDP program attached in %s mode and pinned at %s%n",
                        interfaceName,
                        nativeMode ? "native" : "generic",
                        PinnedProgram.xskmapPin(interfaceName));
        out().flush();
        return 0;
    }

    @Command(name = "detach", description = "Detach what attach attached, and remove its pins.")
    int detach(@Parameters(paramLabel = "INTERFACE") final String interfaceName) {
        PinnedProgram.detach(interfaceName);
        out().println(interfaceName + ": XDP program detached, pins removed");
        out().flush();
        return 0;
    }

    @Command(
            name = "status",
            description = "Tell what XDP program each interface has, which packets come up, what became of all of them,"
                    + " and whom it blocks.")
    int status(
            @Parameters(paramLabel = "INTERFACE", arity = "0..*") final List<String> interfaceNames,
            @Option(names = "--json", description = "Print one JSON object.") final boolean json) {
        final List<String> names = interfaceNames == null || interfaceNames.isEmpty() ? all() : interfaceNames;
        final List<XdpStatus> statuses = names.stream().map(XdpStatus::of).toList();
        if (json) {
            out().println("{\"interfaces\":["
                    + statuses.stream().map(XdpStatus::json).collect(Collectors.joining(",")) + "]}");
        } else {
            statuses.forEach(status -> out().print(status.text()));
        }
        out().flush();
        return 0;
    }

    private static List<String> all() {
        try {
            final List<String> names = new ArrayList<>();
            for (final NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                names.add(each.getName());
            }
            Collections.sort(names);
            return names;
        } catch (final SocketException e) {
            throw new SetupException("the interfaces cannot be listed: " + e.getMessage(), e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
