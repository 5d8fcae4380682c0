/**
 * Queries to backends over TCP (RFC 7766) on Netty's native epoll transport: connections that are kept and shared, and UDP where a backend does not
 * take TCP.
 *
 * <p>Knows messages, not which backend gets them. Depends on {@code stack.tcp}, {@code settings} and {@code wire}. Everything belongs to one event
 * loop's thread, that of the clients' connections or a {@code BackendThread}, and may allocate.
 */
package io.ringway.stack.tcp.backend;
