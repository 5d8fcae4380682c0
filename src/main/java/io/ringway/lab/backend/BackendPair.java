package io.ringway.lab.backend;

import io.ringway.lab.Cleanup;
import io.ringway.lab.Command;
import io.ringway.lab.Installation;
import io.ringway.lab.Namespace;
import java.util.ArrayList;
import java.util.List;

/**
 * The veth pair between a server and its backend, 198.51.100.0/24, one queue. At its far end {@code native/responder.bpf.c} turns every query
 * around, so that a backend costs no process.
 *
 * <p>The far end sends XDP frames, which this end takes in once it does GRO, whether or not the contender attaches an XDP program. What the
 * server's kernel sends must have its checksum, since the far end only carries it on.
 *
 * <p>The same program stands at the client's end, behind the load generator's own XDP program. Only dnsdist needs it there: it sends a query to an
 * AF_XDP backend by the socket that the query came in by, so that client and backend must be on one interface.
 *
 * @param server          enters the server's namespace
 * @param client          enters the client's namespace
 * @param clientInterface the client's interface
 * @param namespace       name of the backend's namespace
 */
public record BackendPair(List<String> server, List<String> client, String clientInterface, String namespace) {
    /** The server's interface. */
    public static final String SERVER_INTERFACE = "ringway1";

    private static final String BACKEND_INTERFACE = "backend0";
    private static final String ADDRESS = "198.51.100.2";
    private static final String MAC = "02:00:00:00:00:53";
    private static final String RESPONDER = "target/native/responder.bpf.o";

    /** Copies the lists. */
    public BackendPair {
        server = List.copyOf(server);
        client = List.copyOf(client);
    }

    /**
     * Makes one.
     *
     * @param cleanup         takes charge of its namespace, with which all goes.
     * @param role            distinguishes its namespace from the others of this process.
     * @param server          enters the server's namespace.
     * @param client          enters the client's namespace.
     * @param clientInterface the client's interface.
     * @return the backend, up.
     */
    public static Backend create(
            final Cleanup cleanup,
            final String role,
            final List<String> server,
            final List<String> client,
            final String clientInterface) {
        final BackendPair pair = new BackendPair(
                server,
                client,
                clientInterface,
                cleanup.add(Namespace.create(role)).name());
        pair.commands().forEach(Command::run);
        return pair.backend();
    }

    /**
     * What makes the pair once the namespace is there.
     *
     * @return commands in their order.
     */
    public List<List<String>> commands() {
        final String responder = Installation.file(RESPONDER).toString();
        final String queues = " numrxqueues 1 numtxqueues 1";
        return List.of(
                at(
                        server,
                        "ip link add " + SERVER_INTERFACE + queues + " type veth peer name " + BACKEND_INTERFACE
                                + queues + " address " + MAC + " netns " + namespace),
                at(server, "ip address add 198.51.100.1/24 dev " + SERVER_INTERFACE),
                at(inside(), "ip address add " + ADDRESS + "/24 dev " + BACKEND_INTERFACE),
                at(server, "ip link set " + SERVER_INTERFACE + " up"),
                at(inside(), "ip link set " + BACKEND_INTERFACE + " up"),
                at(server, "ethtool -K " + SERVER_INTERFACE + " tx off gro on"),
                withoutPins(
                        inside(),
                        "ip link set dev " + BACKEND_INTERFACE + " xdpdrv object " + responder + " section xdp"),
                at(client, "tc qdisc add dev " + clientInterface + " clsact"),
                withoutPins(
                        client,
                        "tc filter add dev " + clientInterface + " ingress bpf direct-action object-file " + responder
                                + " section tc"));
    }

    /**
     * What contenders know of it.
     *
     * @return the backend.
     */
    public Backend backend() {
        return new Backend(
                SERVER_INTERFACE,
                ADDRESS,
                MAC,
                at(inside(), "ethtool -S " + BACKEND_INTERFACE),
                at(client, "tc -s qdisc show dev " + clientInterface));
    }

    private List<String> inside() {
        return List.of("nsenter", "--net=/run/netns/" + namespace);
    }

    /** iproute2 makes folders on the BPF file system, which go with the command here. */
    private static List<String> withoutPins(final List<String> entry, final String line) {
        final List<String> whole = new ArrayList<>(entry);
        whole.addAll(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c"));
        whole.add("mount -t bpf bpf /sys/fs/bpf && exec " + line);
        return whole;
    }

    private static List<String> at(final List<String> entry, final String line) {
        final List<String> whole = new ArrayList<>(entry);
        whole.addAll(List.of(line.split(" ", -1)));
        return whole;
    }
}
