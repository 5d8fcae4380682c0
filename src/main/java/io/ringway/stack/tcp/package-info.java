/**
 * DNS over TCP (RFC 7766) on Netty's native epoll transport: connections, their two-byte framing, limits and time-outs.
 *
 * <p>Knows messages, not DNS policy: a {@link io.ringway.stack.tcp.MessageHandler} answers, at once or later. Everything about one connection
 * happens on the thread of its event loop, and may allocate.
 */
package io.ringway.stack.tcp;
