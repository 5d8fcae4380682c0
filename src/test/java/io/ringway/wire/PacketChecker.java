package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Takes an Ethernet frame with a UDP datagram apart, knowing nothing of the code under test, and fails on whatever a receiver could object to:
 * lengths, checksums, fragments.
 */
public final class PacketChecker {
    private static final int UDP = 17;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int DESTINATION_OPTIONS = 60;

    private final byte[] frame;
    private final int ip;
    private final boolean ipv6;
    private final int packetEnd;
    private final int udp;
    private final int udpLength;

    private PacketChecker(final byte[] frame) {
        this.frame = frame;
        assertThat(frame.length).as("Ethernet header").isGreaterThanOrEqualTo(14);
        int type = 12;
        while (number(type, 2) == 0x8100 || number(type, 2) == 0x88A8) {
            type += 4;
        }
        assertThat(number(type, 2)).as("type").isIn(0x0800, 0x86DD);
        ipv6 = number(type, 2) == 0x86DD;
        ip = type + 2;
        assertThat(number(ip, 1) >>> 4).as("version").isEqualTo(ipv6 ? 6 : 4);
        packetEnd = ip + (ipv6 ? 40 + number(ip + 4, 2) : number(ip + 2, 2));
        assertThat(packetEnd).as("end of the packet").isLessThanOrEqualTo(frame.length);
        udp = ipv6 ? behindExtensions() : ip + (number(ip, 1) & 0xF) * 4;
        if (!ipv6) {
            assertThat(number(ip + 9, 1)).as("protocol").isEqualTo(UDP);
            assertThat(number(ip + 6, 2) & 0x3FFF).as("fragment").isZero();
        }
        assertThat(udp + 8).as("end of the UDP header").isLessThanOrEqualTo(packetEnd);
        udpLength = number(udp + 4, 2);
        assertThat(udpLength).as("UDP length").isBetween(8, packetEnd - udp);
    }

    /**
     * Takes a frame apart.
     *
     * @param frame with its padding, if any.
     * @return what is in it.
     * @throws AssertionError with a dump of the frame when it is malformed.
     */
    public static PacketChecker parse(final byte[] frame) {
        try {
            return new PacketChecker(frame.clone());
        } catch (final AssertionError | ArrayIndexOutOfBoundsException e) {
            throw new AssertionError("malformed: " + HexFormat.of().formatHex(frame), e);
        }
    }

    private int behindExtensions() {
        int position = ip + 40;
        int next = number(ip + 6, 1);
        while (next == HOP_BY_HOP || next == ROUTING || next == DESTINATION_OPTIONS) {
            next = number(position, 1);
            position += (number(position + 1, 1) + 1) * 8;
        }
        assertThat(next).as("next header").isEqualTo(UDP);
        return position;
    }

    private int number(final int offset, final int bytes) {
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number = (number << 8) | (frame[offset + i] & 0xFF);
        }
        return number;
    }

    private byte[] slice(final int offset, final int length) {
        return Arrays.copyOfRange(frame, offset, offset + length);
    }

    /**
     * Verifies the frame as an answer to another one: right lengths and checksums, nothing that is not needed, addresses and ports
     * exchanged, VLAN tags and DSCP kept, TTL 64.
     *
     * @param query what was asked.
     * @return this.
     */
    public PacketChecker answers(final PacketChecker query) {
        try {
            verifyAnswer(query);
        } catch (final AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\nquery  " + HexFormat.of().formatHex(query.frame) + "\nanswer "
                            + HexFormat.of().formatHex(frame),
                    e);
        }
        return this;
    }

    private void verifyAnswer(final PacketChecker query) {
        assertThat(slice(0, 6)).as("destination MAC").isEqualTo(query.slice(6, 6));
        assertThat(slice(6, 6)).as("source MAC").isEqualTo(query.slice(0, 6));
        assertThat(linkTail()).as("VLAN tags and type").isEqualTo(query.linkTail());
        assertThat(udp - ip).as("IP header, nothing optional").isEqualTo(ipv6 ? 40 : 20);
        assertThat(packetEnd).as("end of the packet").isEqualTo(frame.length);
        assertThat(udp + udpLength).as("end of the datagram").isEqualTo(frame.length);
        assertThat(timeToLive()).as("TTL").isEqualTo(64);
        assertThat(dscp()).as("DSCP").isEqualTo(query.dscp());
        if (ipv6) {
            assertThat(number(ip, 4) & 0x3FFFFF).as("ECN and flow label").isZero();
        } else {
            assertThat(number(ip + 1, 1) & 3).as("ECN").isZero();
            assertThat(number(ip + 4, 4)).as("ID, and nothing but DF").isEqualTo(0x4000);
        }
        assertThat(source()).as("source").isEqualTo(query.destination());
        assertThat(destination()).as("destination").isEqualTo(query.source());
        assertThat(sourcePort()).as("source port").isEqualTo(query.destinationPort());
        assertThat(destinationPort()).as("destination port").isEqualTo(query.sourcePort());
        assertThat(isIpChecksumRight()).as("IP checksum").isTrue();
        assertThat(udpChecksum()).as("UDP checksum").isNotZero();
        assertThat(isUdpChecksumRight()).as("UDP checksum").isTrue();
    }

    private byte[] linkTail() {
        return slice(12, ip - 12);
    }

    /** Whether it is IPv6. */
    public boolean isIpv6() {
        return ipv6;
    }

    /** The VLAN tags, outermost first, four bytes each. */
    public byte[] vlanTags() {
        return slice(12, ip - 14);
    }

    /** Six bits. */
    public int dscp() {
        return ((ipv6 ? number(ip, 2) >>> 4 : number(ip + 1, 1)) >>> 2) & 0x3F;
    }

    /** TTL or hop limit. */
    public int timeToLive() {
        return number(ipv6 ? ip + 7 : ip + 8, 1);
    }

    /** The sender's address, 4 or 16 bytes. */
    public byte[] source() {
        return ipv6 ? slice(ip + 8, 16) : slice(ip + 12, 4);
    }

    /** The receiver's address, 4 or 16 bytes. */
    public byte[] destination() {
        return ipv6 ? slice(ip + 24, 16) : slice(ip + 16, 4);
    }

    /** The sender's port. */
    public int sourcePort() {
        return number(udp, 2);
    }

    /** The receiver's port. */
    public int destinationPort() {
        return number(udp + 2, 2);
    }

    /** Whether the IPv4 header's checksum is right; IPv6 has none. */
    public boolean isIpChecksumRight() {
        return ipv6 || SlowChecksum.sum(slice(ip, udp - ip)) == 0xFFFF;
    }

    /** The UDP checksum field. */
    public int udpChecksum() {
        return number(udp + 6, 2);
    }

    /** Whether the UDP checksum is right; false when it is missing. */
    public boolean isUdpChecksumRight() {
        final int pseudo = SlowChecksum.pseudoHeader(source(), destination(), UDP, udpLength);
        return udpChecksum() != 0 && SlowChecksum.add(pseudo, SlowChecksum.sum(slice(udp, udpLength))) == 0xFFFF;
    }

    /** What the datagram carries. */
    public byte[] payload() {
        return slice(udp + 8, udpLength - 8);
    }
}
