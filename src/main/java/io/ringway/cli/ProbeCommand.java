package io.ringway.cli;

import io.ringway.lab.prober.ProbeOptions;
import io.ringway.lab.prober.ProbeResult;
import io.ringway.lab.prober.Prober;
import io.ringway.settings.SetupException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the latency of a DNS server while something else loads it; {@code perf/probe} calls it. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Measure the latency of a DNS server, open loop, from a queue of its own (root).",
            "",
            "Queries are intended at random moments (Poisson) that are fixed before the start; a slow answer delays none of the next. "
                    + "A latency is the time from the intended moment to the arrival of the answer at the kernel.",
            ""
        },
        footer = {
            "",
            "What it prints, and the same with --json in nanoseconds and with the whole histogram:",
            "  answered     replied within the timeout, with the ID, nonce and question",
            "  lost         all others; they are in no percentile, so look here first",
            "  late         lost, but answered after the timeout",
            "  unsent       lost, because the kernel did not take them",
            "  duplicates   valid replies beyond the first to a probe",
            "  unmatched    datagrams from the server that reply to no probe",
            "  p50 to p99.9 so many percent of the answered probes took no longer",
            "  send lag     how late the prober sent, which is part of every latency",
            "  timestamps   kernel: of the arrival; user: some of the reading, later",
            "  sent through af_xdp: --queue; socket: a queue that the kernel chose",
            "",
            "'probing' on standard error says that it is warm and begins."
        })
final class ProbeCommand implements Callable<Integer> {
    private static final Pattern TARGET = Pattern.compile("\\[([^]]+)](?::(\\d{1,5}))?|([^:]+)(?::(\\d{1,5}))?|(.+)");
    private static final int DNS_PORT = 53;
    private static final int MAX_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--interface", required = true, description = "The interface to send from.")
    private String interfaceName = "";

    @Option(
            names = "--queue",
            defaultValue = "1",
            description = "Its queue to send from, default ${DEFAULT-VALUE}; not one that a load generator uses.")
    private int queue;

    @Option(
            names = "--target",
            required = true,
            paramLabel = "ADDRESS[:PORT]",
            description = "The server: 192.0.2.1, 192.0.2.1:53, 2001:db8::1 or [2001:db8::1]:53.")
    private String target = "";

    @Option(
            names = "--source-port",
            defaultValue = "1053",
            description = "Own UDP port, default ${DEFAULT-VALUE}; kxdpgun takes those from 2000.")
    private int sourcePort;

    @Option(
            names = "--rate",
            defaultValue = "2000",
            description = "Probes a second on average, default ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "10", description = "For how long, default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--timeout-ms",
            defaultValue = "1000",
            description = "When a probe counts as lost, milliseconds, default ${DEFAULT-VALUE}.")
    private int timeoutMs;

    @Option(
            names = "--cpu",
            defaultValue = "0",
            description = "Processor of the probing thread, default ${DEFAULT-VALUE}; not the server's.")
    private int cpu;

    @Option(
            names = "--name",
            defaultValue = "example.com",
            description = "Domain below which each probe asks for a random name, default ${DEFAULT-VALUE}.")
    private String name = "";

    @Option(names = "--json", description = "Print one line of JSON on standard output instead of the table.")
    private boolean json;

    ProbeCommand() {}

    @Override
    public Integer call() {
        final ProbeOptions options = new ProbeOptions(
                interfaceName, queue, socketAddress(target), sourcePort, rate, seconds, timeoutMs, cpu, name);
        final ProbeResult result = new Prober(options, this::say).run();
        final PrintWriter out = spec.commandLine().getOut();
        out.print(json ? result.json() + "\n" : result.text());
        out.flush();
        return 0;
    }

    private static InetSocketAddress socketAddress(final String text) {
        final Matcher matcher = TARGET.matcher(text);
        if (matcher.matches()) {
            final String address = firstOf(matcher, 1, 3, 5);
            final String port = firstOf(matcher, 2, 4);
            final int number = port.isEmpty() ? DNS_PORT : Integer.parseInt(port);
            try {
                if (number > 0 && number <= MAX_PORT) {
                    return new InetSocketAddress(InetAddress.ofLiteral(address), number);
                }
            } catch (final IllegalArgumentException e) {
                throw noTarget(text, e);
            }
        }
        throw noTarget(text, null);
    }

    private static SetupException noTarget(final String text, final Throwable cause) {
        return new SetupException("--target " + text + " is no address; write 192.0.2.1:53 or [2001:db8::1]:53", cause);
    }

    private static String firstOf(final Matcher matcher, final int... groups) {
        for (final int group : groups) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return "";
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
