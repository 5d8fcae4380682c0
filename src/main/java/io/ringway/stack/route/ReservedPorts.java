package io.ringway.stack.route;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringway.settings.AddressText;
import io.ringway.settings.SetupException;
import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NetworkDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * UDP ports of one own address that belong to nobody else: each is held by a socket of the kernel, bound and never read. While it is open the
 * kernel gives the port to no other program, and answers a stray datagram to it with silence instead of ICMP "port unreachable".
 *
 * <p>The kernel chooses the ports, at random and each by itself, from {@code net.ipv4.ip_local_port_range} without {@code
 * net.ipv4.ip_local_reserved_ports}: there is no reading of the range, no clash, and nobody can guess them (RFC 5452, section 4.5).
 *
 * <p>Opened and closed on a control thread. {@link #port} is for any thread and allocates nothing.
 */
public final class ReservedPorts implements AutoCloseable {
    private static final int SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
    private static final int SO_RCVBUF = 8;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int PORT_IN_SOCKADDR = 2;

    private static final int EPERM = 1;
    private static final int ENODEV = 19;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;

    private final InetAddress address;
    private final Optional<NetworkDevice> device;
    private final int[] descriptors;
    private final int[] ports;

    /** Sockets that are open: fewer than the array holds while opening. */
    private int open;

    private ReservedPorts(final InetAddress address, final int count, final Optional<NetworkDevice> device) {
        this.address = address;
        this.device = device;
        descriptors = new int[count];
        ports = new int[count];
    }

    /**
     * Reserves ports.
     *
     * @param address own address; of a link-local one the scope, or else the device, says the link.
     * @param count   how many, at least 1.
     * @param device  where given, datagrams from other interfaces do not count as for these ports.
     * @return the ports, held until they are closed.
     * @throws SetupException when the kernel refuses, with the reason and how to mend it.
     */
    public static ReservedPorts open(final InetAddress address, final int count, final Optional<NetworkDevice> device) {
        if (count < 1) {
            throw new IllegalArgumentException(count + " ports");
        }
        final ReservedPorts reserved = new ReservedPorts(address, count, device);
        try {
            for (int i = 0; i < count; i++) {
                reserved.reserve();
            }
            return reserved;
        } catch (final SetupException e) {
            reserved.close();
            throw e;
        }
    }

    private void reserve() {
        final boolean ipv6 = address instanceof Inet6Address;
        final int fd =
                Libc.socket(ipv6 ? SocketMessage.AF_INET6 : SocketMessage.AF_INET, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0);
        check(fd);
        descriptors[open] = fd;
        open++;
        // The kernel makes it as small as it can: a stray costs no memory, and the next one is dropped.
        Libc.setSocketOption(fd, Libc.SOL_SOCKET, SO_RCVBUF, 0);
        try (Arena arena = Arena.ofConfined()) {
            if (device.isPresent()) {
                check(Libc.setSocketOption(
                        fd,
                        Libc.SOL_SOCKET,
                        SO_BINDTODEVICE,
                        arena.allocateFrom(device.get().name())));
            }
            if (ipv6) {
                Libc.setSocketOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
            }
            final MemorySegment name = arena.allocate(
                    ipv6 ? SocketMessage.SOCKADDR_IN6_LENGTH : SocketMessage.SOCKADDR_IN_LENGTH, Long.BYTES);
            SocketMessage.putSocketAddress(name.address(), address.getAddress(), 0);
            if (ipv6) {
                name.set(JAVA_INT, SocketMessage.SOCKADDR_IN6_LENGTH - Integer.BYTES, scope());
            }
            check(Libc.bind(fd, name));
            check(Libc.socketName(fd, name));
            ports[open - 1] = Memory.shortBigEndianAt(name.address() + PORT_IN_SOCKADDR);
        }
    }

    private int scope() {
        final int scope = ((Inet6Address) address).getScopeId();
        return scope == 0 && address.isLinkLocalAddress()
                ? device.map(NetworkDevice::index).orElse(0)
                : scope;
    }

    private void check(final int result) {
        if (result < 0) {
            throw failure(-result);
        }
    }

    private SetupException failure(final int errno) {
        final String what = ports.length + " source ports on " + AddressText.of(address)
                + device.map(it -> ", interface " + it.name()).orElse("");
        return new SetupException(what + ": " + Libc.errorText(errno) + " (errno " + errno + ")" + mend(errno));
    }

    private static String mend(final int errno) {
        return switch (errno) {
            case EADDRNOTAVAIL ->
                "; no interface has this address, or its check for duplicates is not over: see 'ip address'";
            case EADDRINUSE ->
                "; every port is taken: widen net.ipv4.ip_local_port_range, or reserve fewer for each server";
            case EMFILE ->
                "; each takes a descriptor: raise the limit of open files (ulimit -n, LimitNOFILE=), or reserve fewer";
            case ENFILE -> "; raise fs.file-max";
            case ENODEV -> "; there is no interface of that name";
            case EPERM -> "; run as root, or give CAP_NET_RAW";
            default -> "";
        };
    }

    /**
     * The address whose ports they are.
     *
     * @return as it was given.
     */
    public InetAddress address() {
        return address;
    }

    /**
     * How many they are.
     *
     * @return at least 1.
     */
    public int count() {
        return ports.length;
    }

    /**
     * One of the ports.
     *
     * @param index 0 to {@link #count()} less one.
     * @return 1 to 65535, in the machine's byte order.
     */
    public int port(final int index) {
        return ports[index];
    }

    @Override
    public void close() {
        for (int i = 0; i < open; i++) {
            Libc.close(descriptors[i]);
        }
        open = 0;
    }
}
