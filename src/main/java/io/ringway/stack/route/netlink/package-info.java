/**
 * The kernel's rtnetlink protocol (rtnetlink(7)): requests, dumps and notifications, as messages and attributes without meaning.
 *
 * <p>Control plane: it allocates and may wait, and no packet thread comes here. Depends on the binding of libc in {@code xdp}.
 */
package io.ringway.stack.route.netlink;
