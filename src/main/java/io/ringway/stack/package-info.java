/**
 * The kernel's own network stack: UDP sockets read and written in batches, and TCP.
 *
 * <p>Knows addresses and messages, not DNS policy: {@code engine} gives it what answers. UDP belongs to the packet path and allocates nothing;
 * TCP may. Depends on {@code wire} and on the native calls of {@code xdp}.
 */
package io.ringway.stack;
