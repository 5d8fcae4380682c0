package io.ringway.lab.experiment;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Command;
import io.ringway.lab.KeepAwake;
import io.ringway.lab.Namespace;
import io.ringway.lab.VethPair;
import io.ringway.lab.backend.Backend;
import io.ringway.lab.contender.Site;
import io.ringway.lab.injector.Injector;
import io.ringway.lab.injector.SshInjector;
import io.ringway.lab.injector.VethInjector;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What contenders are measured on.
 *
 * @param site     where they serve
 * @param injector what loads them there
 * @param latency  the place with two queues for the prober, nothing when latency is not measured
 * @param awake    what keeps the server's processor from sleeping, on one machine
 */
record Bench(Site site, Injector injector, Optional<LatencyBench> latency, Optional<KeepAwake> awake) {
    static final int SERVER_CPU = 1;
    static final int INJECTOR_CPU = 0;
    static final String SERVER_INTERFACE = "ringway0";
    static final String CLIENT_INTERFACE = "client0";

    static final String CHECKSUMS = "ethtool -K " + CLIENT_INTERFACE + " tx off";

    private static final int LATENCY_QUEUES = 2;
    private static final Pattern COMBINED = Pattern.compile("Combined:\\s+(\\d+)");
    private static final Pattern RECEIVE = Pattern.compile("RX:\\s+(\\d+)");

    /**
     * A pair with two queues: load on the first, probes on the second.
     *
     * @param site     where contenders serve, on both queues
     * @param injector what loads them
     */
    record LatencyBench(Site site, VethInjector injector) {}

    /** Makes the namespaces and pairs; all goes with the cleanup. */
    static Bench onOneMachine(final Cleanup cleanup, final Path folder, final boolean latency) {
        leaveServersProcessor();
        final VethPair pair = VethPair.standard(cleanup);
        completeChecksums(pair.client());
        final Path queries = folder.resolve("queries");
        try {
            Files.writeString(queries, VethInjector.QUERIES);
        } catch (final IOException e) {
            throw new SetupException("the queries for kxdpgun cannot be written: " + e.getMessage(), e);
        }
        Optional<LatencyBench> latencyBench = Optional.empty();
        if (latency) {
            final Namespace server = cleanup.add(Namespace.create("server2"));
            final Namespace client = cleanup.add(Namespace.create("client2"));
            final VethPair second = VethPair.join(server, client, SERVER_INTERFACE, CLIENT_INTERFACE, LATENCY_QUEUES);
            second.addAddresses(VethPair.SERVER_ADDRESS + "/24", "192.0.2.2/24");
            completeChecksums(client);
            latencyBench = Optional.of(new LatencyBench(
                    site(server.command(List.of()), LATENCY_QUEUES, folder),
                    injector(client.command(List.of()), queries)));
        }
        cleanup.add(KeepAwake.on(INJECTOR_CPU));
        return new Bench(
                site(pair.server().command(List.of()), 1, folder),
                injector(pair.client().command(List.of()), queries),
                latencyBench,
                Optional.of(cleanup.add(KeepAwake.on(SERVER_CPU))));
    }

    /** Keeps this process and those that it starts away from the server's processor: the prober's compilers were a tenth of what ran there. */
    private static void leaveServersProcessor() {
        Command.run(List.of(
                "taskset",
                "--all-tasks",
                "--cpu-list",
                "--pid",
                Integer.toString(INJECTOR_CPU),
                Long.toString(ProcessHandle.current().pid())));
    }

    /** Over a veth pair the kernel sends kdig's question without its checksum, which the reflector would only carry on. */
    private static void completeChecksums(final Namespace client) {
        client.run(CHECKSUMS);
    }

    /** The same place for showing commands, where nothing is made. */
    static Bench shownOnOneMachine(final boolean latency) {
        final Path folder = Path.of(System.getProperty("java.io.tmpdir"), "ringway-PID-lab");
        final Path queries = folder.resolve("queries");
        return new Bench(
                site(shownEntry("server"), 1, folder),
                injector(shownEntry("client"), queries),
                latency
                        ? Optional.of(new LatencyBench(
                                site(shownEntry("server2"), LATENCY_QUEUES, folder),
                                injector(shownEntry("client2"), queries)))
                        : Optional.empty(),
                Optional.empty());
    }

    /** An interface of this machine with all its queues, asked from another machine. Reads only. */
    static Bench onTwoMachines(final String device, final String target, final String host, final Path folder) {
        return new Bench(
                new Site(List.of("setpriv", "--pdeathsig", "KILL", "--"), device, target, queuesOf(device), "", folder),
                new SshInjector(host, target),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with a backend behind each server. */
    Bench withBackends(final BackendFactory factory) {
        return new Bench(
                behind(site, injector, factory, "backend"),
                injector,
                latency.map(second -> new LatencyBench(
                        behind(second.site(), second.injector(), factory, "backend2"), second.injector())),
                awake);
    }

    /** The same flooded from an address, with the driver's part of receiving on the server's processor. */
    Bench flooded(final String attacker) {
        return new Bench(
                site,
                flooding(injector, attacker),
                latency.map(second ->
                        new LatencyBench(second.site(), second.injector().flooding(attacker))),
                awake);
    }

    private static VethInjector flooding(final Injector injector, final String attacker) {
        if (!(injector instanceof final VethInjector client)) {
            throw new SetupException("a flood is measured on one machine, where its processors can be divided: "
                    + "leave out --interface, --target and --injector");
        }
        return client.flooding(attacker);
    }

    /** What puts the driver's part of receiving on the server's processor. */
    List<List<String>> receiveThreads() {
        return sites().stream()
                .flatMap(place ->
                        ReceiveThread.commands(place.entry(), place.interfaceName(), place.cpus(), Site.PRIORITY)
                                .stream())
                .toList();
    }

    private List<Site> sites() {
        return latency.map(second -> List.of(site, second.site())).orElse(List.of(site));
    }

    private static Site behind(
            final Site site, final Injector injector, final BackendFactory factory, final String role) {
        if (!(injector instanceof VethInjector client)) {
            throw new SetupException("a backend is made beside the server and the injector: "
                    + "leave out --interface, --target and --injector");
        }
        return site.withBackend(factory.backend(role, site.entry(), client.inside(List.of())));
    }

    /** Makes backends. */
    interface BackendFactory {
        /** One for a server and its client, whose namespaces are entered by these commands. */
        Backend backend(String role, List<String> server, List<String> client);
    }

    /** The server's processors now. */
    ServerTime serverTime() {
        return ServerTime.of(site.cpus(), awake.map(KeepAwake::runNs).orElse(0L));
    }

    private static Site site(final List<String> entry, final int queues, final Path folder) {
        return new Site(entry, SERVER_INTERFACE, VethPair.SERVER_ADDRESS, queues, Integer.toString(SERVER_CPU), folder);
    }

    private static VethInjector injector(final List<String> entry, final Path queries) {
        return new VethInjector(entry, queries, VethPair.SERVER_ADDRESS, INJECTOR_CPU);
    }

    private static List<String> shownEntry(final String role) {
        return List.of("nsenter", "--net=/run/netns/ringway-PID-" + role, "setpriv", "--pdeathsig", "KILL", "--");
    }

    private static int queuesOf(final String device) {
        try {
            return queues(Command.run(List.of("ethtool", "-l", device)));
        } catch (final SetupException e) {
            // A driver that cannot say has one.
            return 1;
        }
    }

    /** Reads the current number of receive queues from what {@code ethtool -l} prints. */
    static int queues(final String output) {
        final String current = output.substring(Math.max(0, output.indexOf("Current")));
        for (final Pattern pattern : List.of(COMBINED, RECEIVE)) {
            final Matcher matcher = pattern.matcher(current);
            if (matcher.find() && Integer.parseInt(matcher.group(1)) > 0) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        return 1;
    }
}
