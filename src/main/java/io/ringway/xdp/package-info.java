/**
 * AF_XDP for Java: libxdp, libbpf and libc through the foreign function interface, the UMEM, the four rings, sockets, the XDP program and its maps.
 *
 * <p>Set-up goes through libxdp; the rings are driven from Java. Knows nothing of DNS beyond the layout of the destination maps
 * and is useful without the rest of Ringway. Depends on {@code wire} for memory access alone. A ring belongs to one thread; set-up and
 * tear-down happen on the thread that owns the life cycle.
 */
package io.ringway.xdp;
