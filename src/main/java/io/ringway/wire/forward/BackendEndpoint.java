package io.ringway.wire.forward;

import io.ringway.wire.Udp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Where frames to a backend go, and whom they come from: all that is the same for each of them.
 *
 * <p>Addresses are as {@link io.ringway.wire.Datagram} tells them: two halves, an IPv4 address unsigned in the lower one. MAC addresses are
 * numbers of 48 bits, the first byte in bits 40 to 47.
 *
 * <p>Immutable but for the next hop's MAC address, which one control thread writes and workers read.
 */
public final class BackendEndpoint {
    private static final int MAX_DSCP = 63;
    private static final long MAX_MAC = 0xFFFF_FFFF_FFFFL;

    private final long ownMac;
    private final boolean ipv6;
    private final long ownHigh;
    private final long ownLow;
    private final long addressHigh;
    private final long addressLow;
    private final int port;
    private final int dscp;
    private volatile long nextHopMac;

    /**
     * An endpoint whose next hop is not resolved yet.
     *
     * @param ownMac  MAC address of the interface that frames leave by.
     * @param own     the address that they come from.
     * @param backend address and port of the backend, of the same family.
     * @param dscp    class of service of queries, 0 to 63.
     * @throws IllegalArgumentException when the families differ or a number is out of range.
     */
    public BackendEndpoint(final long ownMac, final InetAddress own, final InetSocketAddress backend, final int dscp) {
        final byte[] ownBytes = own.getAddress();
        final byte[] backendBytes = backend.getAddress().getAddress();
        if (ownBytes.length != backendBytes.length) {
            throw new IllegalArgumentException(
                    own.getHostAddress() + " and " + backend + " are of different address families");
        }
        if (dscp < 0 || dscp > MAX_DSCP) {
            throw new IllegalArgumentException("dscp " + dscp + " is not in 0 to " + MAX_DSCP);
        }
        requireMac(ownMac);
        this.ownMac = ownMac;
        ipv6 = ownBytes.length == 16;
        ownHigh = high(ownBytes);
        ownLow = low(ownBytes);
        addressHigh = high(backendBytes);
        addressLow = low(backendBytes);
        port = backend.getPort();
        this.dscp = dscp;
    }

    private static void requireMac(final long mac) {
        if (mac < 0 || mac > MAX_MAC) {
            throw new IllegalArgumentException("a MAC address of more than 48 bits: 0x" + Long.toHexString(mac));
        }
    }

    private static long high(final byte[] address) {
        return address.length == 16 ? ByteBuffer.wrap(address).getLong() : 0;
    }

    private static long low(final byte[] address) {
        final ByteBuffer bytes = ByteBuffer.wrap(address);
        return address.length == 16 ? bytes.getLong(8) : Integer.toUnsignedLong(bytes.getInt());
    }

    /**
     * Says where the next hop is, the backend itself or its gateway. The control thread.
     *
     * @param mac its MAC address, 0 when it is not known.
     */
    public void nextHopMac(final long mac) {
        nextHopMac = mac & MAX_MAC;
    }

    /**
     * The next hop's MAC address.
     *
     * @return 0 when it is not known.
     */
    public long nextHopMac() {
        return nextHopMac;
    }

    /**
     * The MAC address that frames come from.
     *
     * @return 48 bits.
     */
    public long ownMac() {
        return ownMac;
    }

    /**
     * The IP version.
     *
     * @return true for IPv6.
     */
    public boolean isIpv6() {
        return ipv6;
    }

    /**
     * The upper half of the address that queries come from.
     *
     * @return 64 bits, 0 for IPv4.
     */
    public long ownHigh() {
        return ownHigh;
    }

    /**
     * The lower half of the address that queries come from.
     *
     * @return 64 bits; for IPv4 the address, unsigned.
     */
    public long ownLow() {
        return ownLow;
    }

    /**
     * The upper half of the backend's address.
     *
     * @return 64 bits, 0 for IPv4.
     */
    public long addressHigh() {
        return addressHigh;
    }

    /**
     * The lower half of the backend's address.
     *
     * @return 64 bits; for IPv4 the address, unsigned.
     */
    public long addressLow() {
        return addressLow;
    }

    /**
     * The backend's port.
     *
     * @return 0 to 65535.
     */
    public int port() {
        return port;
    }

    /**
     * The class of service of queries.
     *
     * @return 0 to 63.
     */
    public int dscp() {
        return dscp;
    }

    /**
     * What stands in front of a payload in one IP packet to the backend: the MTU less that is the longest payload.
     *
     * @return bytes of IP and UDP headers.
     */
    public int headersLength() {
        return Udp.headersLength(ipv6);
    }
}
