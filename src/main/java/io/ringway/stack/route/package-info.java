/**
 * The way to backends as the kernel knows it: routes, neighbours and links over rtnetlink, and source ports that are held with sockets.
 *
 * <p>Ringway writes whole Ethernet frames towards backends, so it needs what the kernel's own stack would put into them. Control plane: it
 * allocates and may wait, on one control thread; packet threads only read {@link io.ringway.stack.route.NextHop}. Depends on {@code settings},
 * and on {@code wire} and {@code xdp} for native memory and libc.
 */
package io.ringway.stack.route;
