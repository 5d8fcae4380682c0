package io.ringway.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Builds Ethernet frames with UDP datagrams byte by byte, knowing nothing of the code under test; every length and number can be made to lie.
 *
 * <p>A fresh builder makes a right frame. Checksums are computed last, so that a lie in one field does not spoil another's check.
 */
public final class FrameBuilder {
    /** What stands in the UDP checksum field. */
    public enum UdpChecksum {
        /** As RFC 768 wants it. */
        RIGHT,
        /** None, which only IPv4 allows. */
        ZERO,
        /** The pseudo-header's sum alone: a sender on this machine leaves the rest to a card (CHECKSUM_PARTIAL). */
        PARTIAL,
        /** One bit off. */
        WRONG
    }

    /** An IPv6 extension header; its first byte becomes the next header's number. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Extension(int type, byte[] bytes) {}

    private static final int UDP = 17;
    private static final byte PADDING = (byte) 0xEE;

    private final boolean ipv6;
    private final List<int[]> tags = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();
    private byte[] destinationMac = {0x02, 0x11, 0x12, 0x13, 0x14, 0x15};
    private byte[] sourceMac = {0x06, 0x21, 0x22, 0x23, 0x24, 0x25};
    private OptionalInt etherType = OptionalInt.empty();
    private byte[] source;
    private byte[] destination;
    private int sourcePort = 40_000;
    private int destinationPort = 53;
    private int trafficClass;
    private int timeToLive = 63;
    private byte[] options = {};
    private OptionalInt version = OptionalInt.empty();
    private OptionalInt headerWords = OptionalInt.empty();
    private OptionalInt ipLength = OptionalInt.empty();
    private int fragmentField;
    private int protocol = UDP;
    private boolean ipChecksumWrong;
    private OptionalInt udpLength = OptionalInt.empty();
    private UdpChecksum udpChecksum = UdpChecksum.RIGHT;
    private byte[] payload = {};
    private int minimumLength;

    private FrameBuilder(final boolean ipv6, final String source, final String destination) {
        this.ipv6 = ipv6;
        this.source = InetAddress.ofLiteral(source).getAddress();
        this.destination = InetAddress.ofLiteral(destination).getAddress();
    }

    /** A UDP datagram over IPv4, from 192.0.2.7:40000 to 198.51.100.53:53. */
    public static FrameBuilder ipv4() {
        return new FrameBuilder(false, "192.0.2.7", "198.51.100.53");
    }

    /** A UDP datagram over IPv6, from [2001:db8:1::7]:40000 to [2001:db8:2::53]:53. */
    public static FrameBuilder ipv6() {
        return new FrameBuilder(true, "2001:db8:1::7", "2001:db8:2::53");
    }

    /** Six bytes each. */
    public FrameBuilder macs(final byte[] from, final byte[] to) {
        sourceMac = from.clone();
        destinationMac = to.clone();
        return this;
    }

    /** Adds a tag behind those already there: 0x8100 or 0x88A8, and priority and VLAN number. */
    public FrameBuilder vlan(final int tagProtocol, final int tag) {
        tags.add(new int[] {tagProtocol, tag});
        return this;
    }

    /** The type behind all tags, instead of the right one. */
    public FrameBuilder etherType(final int type) {
        etherType = OptionalInt.of(type);
        return this;
    }

    /** The sender, as literals of {@link InetAddress}. */
    public FrameBuilder from(final String address, final int port) {
        source = InetAddress.ofLiteral(address).getAddress();
        sourcePort = port;
        return this;
    }

    /** The receiver, as literals of {@link InetAddress}. */
    public FrameBuilder to(final String address, final int port) {
        destination = InetAddress.ofLiteral(address).getAddress();
        destinationPort = port;
        return this;
    }

    /** DSCP and ECN bits of the IP header. */
    public FrameBuilder traffic(final int dscp, final int ecn) {
        trafficClass = (dscp << 2) | ecn;
        return this;
    }

    /** TTL or hop limit. */
    public FrameBuilder timeToLive(final int hops) {
        timeToLive = hops;
        return this;
    }

    /** IPv4 options, a multiple of four bytes. */
    public FrameBuilder options(final byte[] bytes) {
        options = bytes.clone();
        return this;
    }

    /** Adds an IPv6 extension header of {@code length} bytes, a multiple of eight, with a length field that says so and zeros behind it. */
    public FrameBuilder extension(final int type, final int length) {
        final byte[] bytes = new byte[length];
        bytes[1] = (byte) (length / 8 - 1);
        return extension(type, bytes);
    }

    /** Adds an IPv6 extension header as it is, only its first byte becomes the next header's number. */
    public FrameBuilder extension(final int type, final byte[] bytes) {
        extensions.add(new Extension(type, bytes.clone()));
        return this;
    }

    /** The IPv4 header's flags and fragment offset, or over IPv6 those of a fragment header (offset, reserved bits, M). */
    public FrameBuilder fragment(final int field) {
        if (ipv6) {
            return extension(44, new byte[] {0, 0, (byte) (field >>> 8), (byte) field, 0, 0, 0, 9});
        }
        fragmentField = field;
        return this;
    }

    /** The protocol behind IP header and extension headers, instead of 17. */
    public FrameBuilder protocol(final int number) {
        protocol = number;
        return this;
    }

    /** The IP version that the header claims. */
    public FrameBuilder version(final int claimed) {
        version = OptionalInt.of(claimed);
        return this;
    }

    /** The IPv4 header length that the header claims, in words of four bytes. */
    public FrameBuilder headerWords(final int claimed) {
        headerWords = OptionalInt.of(claimed);
        return this;
    }

    /** The IPv4 total length or the IPv6 payload length that the header claims. */
    public FrameBuilder ipLength(final int claimed) {
        ipLength = OptionalInt.of(claimed);
        return this;
    }

    /** Puts the IPv4 header's checksum one bit off. */
    public FrameBuilder ipChecksumWrong() {
        ipChecksumWrong = true;
        return this;
    }

    /** The UDP length that the header claims; the checksum is then right for it. */
    public FrameBuilder udpLength(final int claimed) {
        udpLength = OptionalInt.of(claimed);
        return this;
    }

    /** What stands in the UDP checksum field. */
    public FrameBuilder udpChecksum(final UdpChecksum kind) {
        udpChecksum = kind;
        return this;
    }

    /** What the datagram carries. */
    public FrameBuilder payload(final byte[] bytes) {
        payload = bytes.clone();
        return this;
    }

    /** Pads the frame behind the IP packet, not with zeros, up to this length. */
    public FrameBuilder paddedTo(final int length) {
        minimumLength = length;
        return this;
    }

    /** The length of Ethernet header and VLAN tags. */
    public int linkLength() {
        return 14 + 4 * tags.size();
    }

    /** The length of the IP header with options or extension headers. */
    public int ipHeaderLength() {
        return ipv6 ? 40 + extensions.stream().mapToInt(it -> it.bytes().length).sum() : 20 + options.length;
    }

    /** The length of the frame without padding. */
    public int packetEnd() {
        return linkLength() + ipHeaderLength() + 8 + payload.length;
    }

    /** The frame. */
    public byte[] build() {
        final ByteBuffer frame = ByteBuffer.allocate(Math.max(packetEnd(), minimumLength));
        frame.put(destinationMac).put(sourceMac);
        for (final int[] tag : tags) {
            frame.putShort((short) tag[0]).putShort((short) tag[1]);
        }
        frame.putShort((short) etherType.orElse(ipv6 ? 0x86DD : 0x0800));
        frame.put(ipv6 ? ipv6Header() : ipv4Header());
        frame.put(datagram());
        Arrays.fill(frame.array(), frame.position(), frame.capacity(), PADDING);
        return frame.array();
    }

    private byte[] ipv4Header() {
        final int length = ipHeaderLength();
        final ByteBuffer header = ByteBuffer.allocate(length);
        header.put((byte) ((version.orElse(4) << 4) | headerWords.orElse(length / 4)));
        header.put((byte) trafficClass);
        header.putShort((short) ipLength.orElse(length + 8 + payload.length));
        header.putShort((short) 0x1234).putShort((short) fragmentField);
        header.put((byte) timeToLive).put((byte) protocol).putShort((short) 0);
        header.put(source).put(destination).put(options);
        // A header that lies about its length is summed up as the reader will do it, as far as there is something.
        final int summed = Math.min(headerWords.orElse(length / 4) * 4, length);
        final int checksum = ~SlowChecksum.sum(Arrays.copyOf(header.array(), summed));
        header.putShort(10, (short) (ipChecksumWrong ? checksum ^ 0x0400 : checksum));
        return header.array();
    }

    private byte[] ipv6Header() {
        final int length = ipHeaderLength();
        final ByteBuffer header = ByteBuffer.allocate(length);
        header.putInt((version.orElse(6) << 28) | (trafficClass << 20) | 0xABCDE);
        header.putShort((short) ipLength.orElse(length - 40 + 8 + payload.length));
        header.put(
                (byte) (extensions.isEmpty() ? protocol : extensions.getFirst().type()));
        header.put((byte) timeToLive).put(source).put(destination);
        for (int i = 0; i < extensions.size(); i++) {
            final int start = header.position();
            header.put(extensions.get(i).bytes());
            final boolean last = i == extensions.size() - 1;
            header.put(start, (byte) (last ? protocol : extensions.get(i + 1).type()));
        }
        return header.array();
    }

    private byte[] datagram() {
        final int length = 8 + payload.length;
        final int claimed = udpLength.orElse(length);
        final ByteBuffer datagram = ByteBuffer.allocate(length);
        datagram.putShort((short) sourcePort).putShort((short) destinationPort);
        datagram.putShort((short) claimed).putShort((short) 0).put(payload);
        final int pseudo = SlowChecksum.pseudoHeader(source, destination, UDP, claimed);
        final int covered = SlowChecksum.sum(Arrays.copyOf(datagram.array(), Math.clamp(claimed, 8, length)));
        final int right = ~SlowChecksum.add(pseudo, covered) & 0xFFFF;
        final int sent = right == 0 ? 0xFFFF : right;
        datagram.putShort(6, (short)
                switch (udpChecksum) {
                    case RIGHT -> sent;
                    case ZERO -> 0;
                    case PARTIAL -> pseudo;
                    case WRONG -> sent ^ 0x0400;
                });
        return datagram.array();
    }
}
