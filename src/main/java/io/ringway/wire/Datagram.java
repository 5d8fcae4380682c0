package io.ringway.wire;

/**
 * A UDP datagram in an Ethernet frame, seen in place: 0 to 2 VLAN tags, IPv4 with options or IPv6 with extension headers; or a message of
 * a socket, whose headers the kernel has taken off ({@link SocketMessage}).
 *
 * <p>Padding behind the IP packet is tolerated, since short frames arrive padded; the lengths in the headers count. Reused for every packet
 * by the one thread that made it; what it says is valid until the next {@code wrap}.
 */
public final class Datagram {
    private static final long IPV4_BROADCAST = 0xFFFF_FFFFL;
    private static final long MULTICAST_V4 = 0xE;
    private static final long LOOPBACK_V4 = 127;
    private static final long UNKNOWN = -1;

    private final boolean verifyChecksums;
    private long frame;
    private int linkLength;
    private boolean ipv6;
    private long ip;
    private long ipEnd;
    private long udp;
    private int udpLength;
    private boolean framed;
    private boolean tcp;
    private int sourcePort;
    private int destinationPort;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private long payloadSum = UNKNOWN;

    /**
     * A flyweight over nothing yet.
     *
     * @param verifyChecksums whether {@link #wrap} refuses wrong IP and UDP checksums.
     */
    public Datagram(final boolean verifyChecksums) {
        this.verifyChecksums = verifyChecksums;
    }

    /**
     * Looks at a frame: headers, source, and checksums where that was asked for.
     *
     * @param frameAddress first byte of the Ethernet header.
     * @param frameLength  bytes of the frame, padding included.
     * @return {@link PacketDefect#NONE}, or the first thing that is wrong; then nothing else may be asked.
     */
    public PacketDefect wrap(final long frameAddress, final int frameLength) {
        final PacketDefect defect = wrapHeaders(frameAddress, frameLength);
        if (defect != PacketDefect.NONE) {
            return defect;
        }
        if (verifyChecksums) {
            if (!ipv6 && Checksum.fold(Checksum.sum(ip, Ipv4.headerLength(ip))) != 0xFFFF) {
                return PacketDefect.IP_CHECKSUM;
            }
            if (!isUdpChecksumRight()) {
                return PacketDefect.UDP_CHECKSUM;
            }
        }
        return isSourceValid() ? PacketDefect.NONE : PacketDefect.SOURCE_INVALID;
    }

    /**
     * Looks at the headers alone, which is enough to know the destination.
     *
     * @param frameAddress first byte of the Ethernet header.
     * @param frameLength  bytes of the frame, padding included.
     * @return {@link PacketDefect#NONE}, or the first thing that is wrong.
     */
    public PacketDefect wrapHeaders(final long frameAddress, final int frameLength) {
        frame = frameAddress;
        framed = true;
        tcp = false;
        payloadSum = UNKNOWN;
        if (frameLength < Ethernet.HEADER_LENGTH) {
            return PacketDefect.ETHERNET_TRUNCATED;
        }
        int length = Ethernet.HEADER_LENGTH;
        int type = Memory.shortBigEndianAt(frameAddress + Ethernet.TYPE_OFFSET);
        for (int tags = 0; tags < Ethernet.MAX_VLAN_TAGS && Ethernet.isVlan(type); tags++) {
            length += Ethernet.VLAN_TAG_LENGTH;
            if (frameLength < length) {
                return PacketDefect.ETHERNET_TRUNCATED;
            }
            type = Memory.shortBigEndianAt(frameAddress + length - 2);
        }
        linkLength = length;
        ip = frameAddress + length;
        final long frameEnd = frameAddress + frameLength;
        if (type == Ethernet.TYPE_IPV4) {
            return wrapIpv4(frameEnd);
        }
        return type == Ethernet.TYPE_IPV6 ? wrapIpv6(frameEnd) : PacketDefect.NOT_IP;
    }

    private PacketDefect wrapIpv4(final long frameEnd) {
        if (frameEnd - ip < Ipv4.HEADER_LENGTH) {
            return PacketDefect.IP_TRUNCATED;
        }
        final int headerLength = Ipv4.headerLength(ip);
        final int totalLength = Memory.shortBigEndianAt(ip + Ipv4.TOTAL_LENGTH_OFFSET);
        if (Ipv4.version(ip) != 4 || headerLength < Ipv4.HEADER_LENGTH || totalLength < headerLength) {
            return PacketDefect.IP_HEADER_INVALID;
        }
        if (frameEnd - ip < totalLength) {
            return PacketDefect.IP_TRUNCATED;
        }
        if ((Memory.shortBigEndianAt(ip + Ipv4.FRAGMENT_OFFSET) & Ipv4.MORE_FRAGMENTS_OR_OFFSET) != 0) {
            return PacketDefect.IP_FRAGMENT;
        }
        if (Memory.byteAt(ip + Ipv4.PROTOCOL_OFFSET) != Udp.PROTOCOL) {
            return PacketDefect.NOT_UDP;
        }
        ipv6 = false;
        ipEnd = ip + totalLength;
        udp = ip + headerLength;
        sourceHigh = 0;
        sourceLow = Integer.toUnsignedLong(Memory.intBigEndianAt(ip + Ipv4.SOURCE_OFFSET));
        destinationHigh = 0;
        destinationLow = Integer.toUnsignedLong(Memory.intBigEndianAt(ip + Ipv4.DESTINATION_OFFSET));
        return wrapUdp();
    }

    private PacketDefect wrapIpv6(final long frameEnd) {
        if (frameEnd - ip < Ipv6.HEADER_LENGTH) {
            return PacketDefect.IP_TRUNCATED;
        }
        if (Ipv4.version(ip) != 6) {
            return PacketDefect.IP_HEADER_INVALID;
        }
        ipEnd = ip + Ipv6.HEADER_LENGTH + Memory.shortBigEndianAt(ip + Ipv6.PAYLOAD_LENGTH_OFFSET);
        if (frameEnd < ipEnd) {
            return PacketDefect.IP_TRUNCATED;
        }
        long position = ip + Ipv6.HEADER_LENGTH;
        int next = Memory.byteAt(ip + Ipv6.NEXT_HEADER_OFFSET);
        for (int headers = 0; Ipv6.isWalked(next); headers++) {
            if (headers == Ipv6.MAX_EXTENSION_HEADERS) {
                return PacketDefect.IP_EXTENSION_UNSUPPORTED;
            }
            if (ipEnd - position < 8) {
                return PacketDefect.IP_TRUNCATED;
            }
            next = Memory.byteAt(position);
            position += (Memory.byteAt(position + 1) + 1L) * 8;
        }
        if (next != Udp.PROTOCOL) {
            return next == Ipv6.FRAGMENT ? PacketDefect.IP_FRAGMENT : PacketDefect.NOT_UDP;
        }
        ipv6 = true;
        udp = position;
        sourceHigh = Memory.longBigEndianAt(ip + Ipv6.SOURCE_OFFSET);
        sourceLow = Memory.longBigEndianAt(ip + Ipv6.SOURCE_OFFSET + 8);
        destinationHigh = Memory.longBigEndianAt(ip + Ipv6.DESTINATION_OFFSET);
        destinationLow = Memory.longBigEndianAt(ip + Ipv6.DESTINATION_OFFSET + 8);
        return wrapUdp();
    }

    private PacketDefect wrapUdp() {
        if (ipEnd - udp < Udp.HEADER_LENGTH) {
            return PacketDefect.UDP_TRUNCATED;
        }
        sourcePort = Memory.shortBigEndianAt(udp);
        destinationPort = Memory.shortBigEndianAt(udp + Udp.DESTINATION_PORT_OFFSET);
        udpLength = Memory.shortBigEndianAt(udp + Udp.LENGTH_OFFSET);
        return udpLength < Udp.HEADER_LENGTH || udpLength > ipEnd - udp
                ? PacketDefect.UDP_LENGTH_INVALID
                : PacketDefect.NONE;
    }

    /**
     * Looks at a message of a socket: the kernel has verified its checksums.
     *
     * @param address first byte of the message, behind a {@link SocketMessage} header.
     * @param length  bytes of the message.
     * @return {@link PacketDefect#NONE}, or SOURCE_INVALID for port 0 or the destination itself.
     */
    public PacketDefect wrapMessage(final long address, final int length) {
        final long source = address + SocketMessage.SOURCE_OFFSET;
        framed = false;
        payloadSum = UNKNOWN;
        tcp = Memory.intAt(address + SocketMessage.FLAGS_OFFSET) == SocketMessage.TCP;
        udp = address - Udp.HEADER_LENGTH;
        udpLength = length + Udp.HEADER_LENGTH;
        sourcePort = Memory.shortBigEndianAt(source + SocketMessage.PORT_IN_SOCKADDR);
        destinationPort = Memory.shortBigEndianAt(address + SocketMessage.DESTINATION_PORT_OFFSET);
        ipv6 = Memory.byteAt(source) == SocketMessage.AF_INET6;
        if (ipv6) {
            sourceHigh = Memory.longBigEndianAt(source + SocketMessage.ADDRESS_IN_SOCKADDR_IN6);
            sourceLow = Memory.longBigEndianAt(source + SocketMessage.ADDRESS_IN_SOCKADDR_IN6 + 8);
            destinationHigh = Memory.longBigEndianAt(address + SocketMessage.DESTINATION_OFFSET);
            destinationLow = Memory.longBigEndianAt(address + SocketMessage.DESTINATION_OFFSET + 8);
        } else {
            sourceHigh = 0;
            sourceLow = Integer.toUnsignedLong(Memory.intBigEndianAt(source + SocketMessage.ADDRESS_IN_SOCKADDR_IN));
            destinationHigh = 0;
            destinationLow = Integer.toUnsignedLong(Memory.intBigEndianAt(address + SocketMessage.DESTINATION_OFFSET));
        }
        return sourcePort == 0 || isFromItself() ? PacketDefect.SOURCE_INVALID : PacketDefect.NONE;
    }

    private boolean isFromItself() {
        return sourceLow == destinationLow && sourceHigh == destinationHigh && sourcePort == destinationPort;
    }

    /**
     * A sender on the same machine leaves the sum of the pseudo-header alone in the field (CHECKSUM_PARTIAL), for a card that never sees the
     * frame: the kernel vouches for such a packet, and so do we.
     */
    private boolean isUdpChecksumRight() {
        final int field = Memory.shortBigEndianAt(udp + Udp.CHECKSUM_OFFSET);
        if (field == 0) {
            return !ipv6;
        }
        final long pseudo = Checksum.pseudoHeaderSum(addresses(), addressesLength(), udpLength);
        final long header = Checksum.sum(udp, Udp.HEADER_LENGTH);
        return Checksum.fold(pseudo + header + payloadSum()) == 0xFFFF || field == Checksum.fold(pseudo);
    }

    private boolean isSourceValid() {
        if (sourcePort == 0 || isFromItself()) {
            return false;
        }
        if (ipv6) {
            return sourceHigh >>> 56 != 0xFF && (sourceHigh != 0 || sourceLow > 1 || sourceLow < 0);
        }
        return sourceLow >>> 24 != 0
                && sourceLow >>> 24 != LOOPBACK_V4
                && sourceLow >>> 28 != MULTICAST_V4
                && sourceLow != IPV4_BROADCAST;
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
     * The upper half of the source address.
     *
     * @return 64 bits, 0 for IPv4.
     */
    public long sourceHigh() {
        return sourceHigh;
    }

    /**
     * The lower half of the source address.
     *
     * @return 64 bits; for IPv4 the address, unsigned.
     */
    public long sourceLow() {
        return sourceLow;
    }

    /**
     * The upper half of the destination address.
     *
     * @return 64 bits, 0 for IPv4.
     */
    public long destinationHigh() {
        return destinationHigh;
    }

    /**
     * The lower half of the destination address.
     *
     * @return 64 bits; for IPv4 the address, unsigned.
     */
    public long destinationLow() {
        return destinationLow;
    }

    /**
     * The sender's port.
     *
     * @return 0 to 65535.
     */
    public int sourcePort() {
        return sourcePort;
    }

    /**
     * Our port.
     *
     * @return 0 to 65535.
     */
    public int destinationPort() {
        return destinationPort;
    }

    /**
     * Whether the message came over TCP.
     *
     * @return false for UDP, in a frame or by a socket.
     */
    public boolean isTcp() {
        return tcp;
    }

    /**
     * Where the payload begins.
     *
     * @return a native address.
     */
    public long payloadAddress() {
        return udp + Udp.HEADER_LENGTH;
    }

    /**
     * The payload's length, by the UDP header.
     *
     * @return bytes.
     */
    public int payloadLength() {
        return udpLength - Udp.HEADER_LENGTH;
    }

    /**
     * The payload's sum, which a verified checksum has left behind; else it is taken now, and once. So another header costs no second
     * look at the payload, and a checksum that is left to a card (CHECKSUM_PARTIAL) or missing comes out right.
     *
     * @return what {@link Checksum#sum} says of the payload as it is, or as it was when {@link #wrap} verified it.
     */
    public long payloadSum() {
        if (payloadSum == UNKNOWN) {
            payloadSum = Checksum.sum(payloadAddress(), payloadLength());
        }
        return payloadSum;
    }

    /**
     * Says that the payload was changed where it is, and how long it is now; the UDP header knows nothing of it.
     *
     * @param length bytes.
     */
    public void payloadChanged(final int length) {
        udpLength = Udp.HEADER_LENGTH + length;
        payloadSum = UNKNOWN;
    }

    /**
     * Whether it stands in an Ethernet frame.
     *
     * @return false for a message of a socket.
     */
    public boolean isFramed() {
        return framed;
    }

    /**
     * Where the Ethernet header begins; only in a frame.
     *
     * @return a native address.
     */
    public long frame() {
        return frame;
    }

    /**
     * The length of the Ethernet header and its VLAN tags; only in a frame.
     *
     * @return 14, 18 or 22 bytes.
     */
    public int linkLength() {
        return linkLength;
    }

    long udp() {
        return udp;
    }

    /**
     * The class of service; only in a frame.
     *
     * @return 0 to 63.
     */
    public int dscp() {
        return ipv6 ? (Memory.shortBigEndianAt(ip) >>> 6) & 0x3F : Memory.byteAt(ip + Ipv4.TRAFFIC_CLASS_OFFSET) >>> 2;
    }

    private long addresses() {
        return ip + (ipv6 ? Ipv6.SOURCE_OFFSET : Ipv4.SOURCE_OFFSET);
    }

    private int addressesLength() {
        return ipv6 ? 32 : 8;
    }
}
