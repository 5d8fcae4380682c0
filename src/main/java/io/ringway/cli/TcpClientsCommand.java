package io.ringway.cli;

import io.ringway.lab.tcp.TcpClients;
import io.ringway.lab.tcp.TcpLoad;
import io.ringway.lab.tcp.TcpLoadReport;
import io.ringway.settings.SetupException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Many TCP clients against a server that answers REFUSED; {@code ringway tcp} starts it in the client's namespace. */
@Command(
        name = "tcp-clients",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Ask a server that refuses everything over many TCP connections at a time, and check every answer.")
final class TcpClientsCommand implements Callable<Integer> {
    /** Said when all clients are connected. */
    static final String CONNECTED = "connected";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "The server.")
    private String server;

    @Option(names = "--port", defaultValue = "53", description = "Its port, default ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--clients", defaultValue = "10000", description = "Connections, default ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--slow",
            defaultValue = "1000",
            description = "Those among them that send and read a byte at a time, default ${DEFAULT-VALUE}.")
    private int slow;

    @Option(
            names = "--queries",
            defaultValue = "5",
            description = "Queries of each quick client, default ${DEFAULT-VALUE}.")
    private int queries;

    @Option(
            names = "--slow-queries",
            defaultValue = "2",
            description = "Queries of each slow client, default ${DEFAULT-VALUE}.")
    private int slowQueries;

    @Option(
            names = "--duration-ms",
            defaultValue = "10000",
            description = "Milliseconds over which quick clients spread their queries, default ${DEFAULT-VALUE}.")
    private int durationMs;

    @Option(
            names = "--slow-interval-ms",
            defaultValue = "100",
            description =
                    "Milliseconds between two bytes of a slow client, up to twice that, default ${DEFAULT-VALUE}.")
    private int slowIntervalMs;

    @Option(
            names = "--timeout-ms",
            defaultValue = "60000",
            description = "Milliseconds for everything, default ${DEFAULT-VALUE}.")
    private int timeoutMs;

    TcpClientsCommand() {}

    @Override
    public Integer call() {
        final InetSocketAddress address;
        try {
            address = new InetSocketAddress(InetAddress.ofLiteral(server), port);
        } catch (final IllegalArgumentException e) {
            throw new SetupException("'" + server + "' is no address; give one such as 192.0.2.1", e);
        }
        if (slow > clients || clients < 1) {
            throw new SetupException(
                    "--slow " + slow + " of --clients " + clients + "; give more clients than slow ones");
        }
        final PrintWriter out = spec.commandLine().getOut();
        final TcpLoadReport report = TcpClients.run(
                new TcpLoad(address, clients, slow, queries, slowQueries, durationMs, slowIntervalMs, timeoutMs),
                () -> {
                    out.println(CONNECTED);
                    out.flush();
                });
        out.println(report.line());
        out.flush();
        return report.isClean() ? 0 : Ringway.FAILURE;
    }
}
