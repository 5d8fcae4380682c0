package io.ringway.lab.prober;

import io.ringway.wire.Memory;
import java.net.InetSocketAddress;

/**
 * The Ethernet frame around a probe, at native addresses: Ethernet II, IPv4 or IPv6 without options, UDP.
 *
 * <pre>
 *   0          14             34 or 54   42 or 62
 *  +----------+--------------+----------+-------------
 *  | Ethernet | IPv4 or IPv6 |   UDP    | DNS message
 *  +----------+--------------+----------+-------------
 * </pre>
 */
final class ProbeFrame {
    private static final int MAC_LENGTH = 6;
    private static final int ETHERNET_LENGTH = 14;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86DD;
    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int UDP_LENGTH = 8;
    private static final int UDP = 17;
    private static final int TIME_TO_LIVE = 64;
    private static final int DONT_FRAGMENT = 0x4000;

    private final byte[] sourceMac;
    private final byte[] targetMac;
    private final InetSocketAddress source;
    private final InetSocketAddress target;
    private final boolean isIpv4;
    private final int messageLength;
    private final int udpOffset;

    /** Frames between two addresses of one family; {@code targetMac} is the next hop's. */
    ProbeFrame(
            final byte[] sourceMac,
            final byte[] targetMac,
            final InetSocketAddress source,
            final InetSocketAddress target,
            final int messageLength) {
        this.sourceMac = sourceMac.clone();
        this.targetMac = targetMac.clone();
        this.source = source;
        this.target = target;
        this.messageLength = messageLength;
        isIpv4 = source.getAddress().getAddress().length == 4;
        udpOffset = ETHERNET_LENGTH + (isIpv4 ? IPV4_LENGTH : IPV6_LENGTH);
    }

    /** Where the DNS message begins. */
    int messageOffset() {
        return udpOffset + UDP_LENGTH;
    }

    /** Bytes of a frame. */
    int length() {
        return messageOffset() + messageLength;
    }

    /** Writes every header; of all fields only the UDP checksum depends on the message. */
    void writeTemplate(final long frame) {
        put(frame, targetMac);
        put(frame + MAC_LENGTH, sourceMac);
        Memory.putShortBigEndian(frame + 2 * MAC_LENGTH, isIpv4 ? TYPE_IPV4 : TYPE_IPV6);
        final int datagramLength = UDP_LENGTH + messageLength;
        final long ip = frame + ETHERNET_LENGTH;
        if (isIpv4) {
            Memory.putIntBigEndian(ip, (0x45 << 24) | (IPV4_LENGTH + datagramLength));
            Memory.putIntBigEndian(ip + 4, DONT_FRAGMENT);
            Memory.putIntBigEndian(ip + 8, (TIME_TO_LIVE << 24) | (UDP << 16));
        } else {
            Memory.putIntBigEndian(ip, 6 << 28);
            Memory.putIntBigEndian(ip + 4, (datagramLength << 16) | (UDP << 8) | TIME_TO_LIVE);
        }
        final byte[] from = source.getAddress().getAddress();
        final byte[] to = target.getAddress().getAddress();
        put(frame + udpOffset - to.length - from.length, from);
        put(frame + udpOffset - to.length, to);
        if (isIpv4) {
            Memory.putShortBigEndian(ip + 10, ~sum(ip, IPV4_LENGTH, 0));
        }
        final long udp = frame + udpOffset;
        Memory.putShortBigEndian(udp, source.getPort());
        Memory.putShortBigEndian(udp + 2, target.getPort());
        Memory.putShortBigEndian(udp + 4, datagramLength);
    }

    /** Writes the UDP checksum, after the message. */
    void writeChecksum(final long frame) {
        final int addressesLength = isIpv4 ? 8 : 32;
        final int datagramLength = UDP_LENGTH + messageLength;
        final long udp = frame + udpOffset;
        Memory.putShortBigEndian(udp + 6, 0);
        // The addresses of the pseudo-header stand right in front of the UDP header.
        final int checksum =
                ~sum(udp - addressesLength, addressesLength + datagramLength, UDP + datagramLength) & 0xFFFF;
        // RFC 768: 0 would mean that there is none.
        Memory.putShortBigEndian(udp + 6, checksum == 0 ? 0xFFFF : checksum);
    }

    /** The one's-complement sum of 16-bit words (RFC 1071), folded. */
    private static int sum(final long address, final int length, final int initial) {
        int sum = initial;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += Memory.shortBigEndianAt(address + i);
        }
        if ((length & 1) != 0) {
            sum += Memory.byteAt(address + length - 1) << 8;
        }
        sum = (sum >>> 16) + (sum & 0xFFFF);
        return (sum >>> 16) + (sum & 0xFFFF);
    }

    private static void put(final long address, final byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            Memory.putByte(address + i, bytes[i]);
        }
    }
}
