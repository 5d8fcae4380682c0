package io.ringway.engine;

import io.ringway.engine.forward.ThreadServers;
import io.ringway.engine.forward.gateway.TcpGateway;
import io.ringway.engine.forward.tcp.TcpForwarder;
import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleBook;
import io.ringway.rules.RuleChain;
import io.ringway.settings.AddressText;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.TcpSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.stack.tcp.MessageHandler;
import io.ringway.stack.tcp.TcpBindException;
import io.ringway.stack.tcp.TcpLimits;
import io.ringway.stack.tcp.TcpServer;
import java.util.List;
import java.util.Locale;

/**
 * Serves every listener over TCP.
 *
 * <p>Opened and closed by the control thread.
 */
public final class TcpPipeline implements AutoCloseable {
    private static final int DNS_HEADER_LENGTH = 12;
    private static final int DRAIN_TIMEOUT_MS = 500;
    /** For so many servers that are added at run time there are descriptors enough. */
    private static final int SERVERS_TO_COME = 16;

    private static final int EACCES = 13;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;

    private final TcpServer server;
    private final String description;

    private TcpPipeline(final TcpServer server, final String description) {
        this.server = server;
        this.description = description;
    }

    /** Loads what TCP needs, which takes a while: on any thread, before {@link #open}. */
    public static void load() {
        TcpServer.load();
    }

    /** Answers one query on the loopback interface, for a training run. */
    public static void train() {
        TcpTrainingRun.run();
    }

    /**
     * Listens on the addresses of all listeners.
     *
     * @param settings what the operator asked for.
     * @param rules    compiled for each thread.
     * @param file     where the counters are made.
     * @param servers  for each thread what it chooses backends by; empty when nothing is forwarded.
     * @return the pipeline, answering.
     * @throws SetupException when an address cannot be had, with the reason.
     */
    public static TcpPipeline open(
            final Settings settings, final RuleBook rules, final CountersFile file, final List<ThreadServers> servers) {
        final List<TcpBindings> bindings = TcpBindings.of(settings.listeners());
        final TcpSettings tcp = settings.tcp();
        final int left = DescriptorLimit.left();
        final long tcpOnly = settings.forwarding().backends().stream()
                .filter(BackendSettings::tcpOnly)
                .count();
        final int descriptors = left - (int) Math.min(left / 2, tcpOnly * TcpGateway.MAX_CONNECTIONS);
        // What goes on to backends needs sockets too: for each thread and backend as many for UDP as for TCP.
        final int maxConnections = servers.isEmpty() ? descriptors : Math.max(1, descriptors / 2);
        final int ways = 2
                * servers.size()
                * (settings.forwarding().backends().size()
                        + settings.maintenance().map(task -> SERVERS_TO_COME).orElse(0));
        final int maxSockets = servers.isEmpty() ? 0 : Math.max(1, (descriptors - maxConnections) / ways);
        final TcpForwarder[] forwarders = new TcpForwarder[servers.size()];
        final TcpServer server;
        try {
            server = TcpServer.open(
                    tcp.threads(),
                    TcpLimits.ofSeconds(
                            tcp.receiveTimeoutS(),
                            tcp.sendTimeoutS(),
                            tcp.maxQueriesPerConnection(),
                            tcp.maxConnectionDurationS(),
                            tcp.maxConnectionsPerClient(),
                            maxConnections,
                            DNS_HEADER_LENGTH),
                    bindings.stream().map(TcpBindings::binding).toList(),
                    thread -> {
                        if (!servers.isEmpty()) {
                            forwarders[thread] = new TcpForwarder(
                                    servers.get(thread), file, "tcp " + thread, maxSockets, System::nanoTime);
                        }
                        return responder(
                                settings, rules, file, "tcp " + thread, servers.isEmpty() ? null : forwarders[thread]);
                    });
        } catch (final TcpBindException e) {
            throw failure(e, bindings);
        } catch (final IllegalStateException e) {
            throw new SetupException(
                    "TCP cannot be served: " + e.getMessage() + "; see that java.io.tmpdir can be written and executed",
                    e);
        }
        for (int i = 0; i < forwarders.length; i++) {
            final int thread = i;
            servers.get(i).onChange(() -> server.execute(thread, forwarders[thread]::follow));
        }
        final String description = String.format(
                Locale.ROOT,
                "tcp: %d address%s on %d thread%s, at most %d connections",
                bindings.size(),
                bindings.size() == 1 ? "" : "es",
                tcp.threads(),
                tcp.threads() == 1 ? "" : "s",
                maxConnections);
        return new TcpPipeline(server, description);
    }

    private static MessageHandler responder(
            final Settings settings,
            final RuleBook rules,
            final CountersFile file,
            final String scope,
            final TcpForwarder forwarder) {
        final NetmaskGroup acl = new NetmaskGroup(settings.acl());
        final RuleChain chain = rules.newChain();
        final Responder responder =
                Responder.ofMessages(QueuePipeline.UDP_PAYLOAD_SIZE, acl, chain, new WorkerCounters(file, scope));
        if (forwarder == null) {
            return new TcpResponder(acl, responder, new TcpCounters(file, scope), null);
        }
        final Responder leaving =
                responder.leaving(forwarder.cache(), settings.forwarding().servFailWithoutServer());
        leaving.availability(forwarder::isAvailable);
        forwarder.rules(leaving.responses());
        forwarder.subnetChoice(leaving.subnetChoice());
        forwarder.recorder(chain.blocks().recorder());
        return new TcpResponder(acl, leaving, new TcpCounters(file, scope), forwarder);
    }

    private static SetupException failure(final TcpBindException e, final List<TcpBindings> bindings) {
        final String address = AddressText.of(e.binding().address());
        final String host = e.binding().address().getAddress().getHostAddress();
        final int port = e.binding().address().getPort();
        final String message = switch (e.errno()) {
            case EADDRINUSE ->
                "TCP " + address + " is in use; end who has it (ss -ltnp 'sport = :" + port
                        + "' tells), listen elsewhere, or give both reusePort=true";
            case EACCES ->
                "TCP " + address
                        + " may not be listened on: ports below 1024 need CAP_NET_BIND_SERVICE; run as root, or"
                        + " grant it (AmbientCapabilities=CAP_NET_BIND_SERVICE)";
            case EADDRNOTAVAIL ->
                "no interface has the address " + host + "; add it (ip address add " + host
                        + " dev INTERFACE), or listen on one that 'ip address' shows";
            default -> "TCP " + address + " cannot be listened on: " + e.getMessage();
        };
        return bindings.stream()
                .filter(planned -> planned.binding().equals(e.binding()))
                .findFirst()
                .map(planned -> new SetupException(planned.location(), message, e))
                .orElseGet(() -> new SetupException(message, e));
    }

    /**
     * One line for the operator.
     *
     * @return addresses, threads and the limit of connections.
     */
    public String description() {
        return description;
    }

    /** Takes no more connections, answers what has been read, and closes. */
    @Override
    public void close() {
        server.drain(DRAIN_TIMEOUT_MS);
        server.close();
    }
}
