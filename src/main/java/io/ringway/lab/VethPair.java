package io.ringway.lab;

/**
 * Two interfaces joined by a cable that the kernel plays, each in its namespace. Native XDP works on them.
 *
 * @param server          the server's namespace
 * @param client          the client's namespace
 * @param serverInterface the server's end
 * @param clientInterface the client's end
 */
public record VethPair(Namespace server, Namespace client, String serverInterface, String clientInterface) {
    /** The server's address on the pair of {@link #standard}. */
    public static final String SERVER_ADDRESS = "192.0.2.1";

    /**
     * What every demonstration and measurement runs on: two fresh namespaces, one queue, {@code ringway0} as docs/examples has it, and
     * {@code client0}. What a killed run left is removed first.
     *
     * @param cleanup takes charge of the namespaces.
     * @return the pair, up, with IPv4 addresses.
     */
    public static VethPair standard(final Cleanup cleanup) {
        Namespace.removeStale();
        final Namespace server = cleanup.add(Namespace.create("server"));
        final Namespace client = cleanup.add(Namespace.create("client"));
        final VethPair pair = join(server, client, "ringway0", "client0", 1);
        pair.addAddresses(SERVER_ADDRESS + "/24", "192.0.2.2/24");
        return pair;
    }

    /**
     * Joins two namespaces.
     *
     * @param server          the server's namespace.
     * @param client          the client's namespace.
     * @param serverInterface name of the server's end.
     * @param clientInterface name of the client's end.
     * @param queues          receive and transmit queues at each end.
     * @return the pair, up; it goes with its namespaces.
     */
    public static VethPair join(
            final Namespace server,
            final Namespace client,
            final String serverInterface,
            final String clientInterface,
            final int queues) {
        final String channels = " numrxqueues " + queues + " numtxqueues " + queues;
        Command.run("ip -n " + server.name() + " link add " + serverInterface + channels + " type veth peer name "
                + clientInterface + channels + " netns " + client.name());
        final VethPair pair = new VethPair(server, client, serverInterface, clientInterface);
        Command.run("ip -n " + server.name() + " link set " + serverInterface + " up");
        Command.run("ip -n " + client.name() + " link set " + clientInterface + " up");
        return pair;
    }

    /**
     * Gives both ends an address of one network.
     *
     * @param serverAddress with prefix length, {@code 192.0.2.1/24}.
     * @param clientAddress with prefix length.
     */
    public void addAddresses(final String serverAddress, final String clientAddress) {
        add(server, serverAddress, serverInterface);
        add(client, clientAddress, clientInterface);
    }

    private static void add(final Namespace namespace, final String address, final String device) {
        Command.run("ip -n " + namespace.name() + " address add " + address + " dev " + device
                + (address.contains(":") ? " nodad" : ""));
    }
}
