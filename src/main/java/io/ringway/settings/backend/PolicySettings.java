package io.ringway.settings.backend;

import java.util.List;

/** How a pool chooses among its servers; one record for each policy of the dialect. */
public sealed interface PolicySettings {
    /** Fewest outstanding queries, then lowest order, then lowest latency. */
    record LeastOutstanding() implements PolicySettings {}

    /** The first by order whose {@code qps} is not used up; else as {@link LeastOutstanding}. */
    record FirstAvailable() implements PolicySettings {}

    /** One after the other. */
    record RoundRobin() implements PolicySettings {}

    /** At random, by weight. */
    record WeightedRandom() implements PolicySettings {}

    /** By a hash of the name, over weights. */
    record WeightedHashed() implements PolicySettings {}

    /** By a hash of the name, so that a server that comes or goes moves few names. */
    record ConsistentHashed() implements PolicySettings {}

    /**
     * A function of the configuration, off the fast path.
     *
     * @param name     its name
     * @param function chooses
     */
    record Lua(String name, LuaPolicy function) implements PolicySettings {}

    /** {@code setServerPolicyLua}: chooses a server. Called by one thread at a time. */
    @FunctionalInterface
    interface LuaPolicy {
        /**
         * Chooses.
         *
         * @param servers those of the pool, in its order.
         * @param query   what is asked.
         * @return the number of the server, from 0, or -1 for none.
         * @throws io.ringway.settings.SetupException when the function fails or returns something else, with file and line.
         */
        int choose(List<Server> servers, Query query);
    }

    /**
     * What a Lua policy sees of a server.
     *
     * @param name        its name
     * @param address     its address and port
     * @param up          whether it is up
     * @param order       its order
     * @param weight      its weight
     * @param outstanding queries without an answer
     * @param latencyMs   average latency, milliseconds
     */
    record Server(String name, String address, boolean up, int order, int weight, int outstanding, double latencyMs) {}

    /**
     * What a Lua policy sees of a query.
     *
     * @param qname  with the final dot
     * @param qtype  type
     * @param qclass class
     * @param remote the client's address and port
     */
    record Query(String qname, int qtype, int qclass, String remote) {}
}
