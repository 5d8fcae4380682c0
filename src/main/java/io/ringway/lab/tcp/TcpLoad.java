package io.ringway.lab.tcp;

import java.net.InetSocketAddress;

/**
 * What clients do.
 *
 * @param server         whom they ask
 * @param clients        how many there are, each with a connection
 * @param slowClients    how many of them send and read a byte at a time
 * @param queries        queries of each quick client
 * @param slowQueries    queries of each slow client
 * @param durationMs     over how long the quick clients spread their queries, milliseconds
 * @param slowIntervalMs between two bytes of a slow client at least, milliseconds; at most twice that
 * @param timeoutMs      for everything, from the first query to the last answer, milliseconds
 */
public record TcpLoad(
        InetSocketAddress server,
        int clients,
        int slowClients,
        int queries,
        int slowQueries,
        int durationMs,
        int slowIntervalMs,
        int timeoutMs) {}
