package io.ringway.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Builds Ethernet frames with a UDP datagram, independently of {@code io.ringway.wire}. Checksums are right. */
final class PacketBuilder {
    static final InetSocketAddress CLIENT_V4 = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 40_000);
    static final InetSocketAddress CLIENT_V6 = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 40_000);
    static final InetSocketAddress SERVER_V4 = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.53"), 53);
    static final InetSocketAddress SERVER_V6 = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::53"), 53);

    /** MAC addresses of server and client, as they stand in a query. */
    static final byte[] LINK_ADDRESSES = {2, 0, 0, 0, 0, 0x53, 2, 0, 0, 0, 0, 1};

    private static final int UDP = 17;
    private static final int DESTINATION_OPTIONS = 60;

    private final byte[] payload;
    private InetSocketAddress source = CLIENT_V4;
    private InetSocketAddress destination = SERVER_V4;
    private int ipv4OptionBytes;
    private int ipv6ExtensionHeaders;

    PacketBuilder(final byte[] payload) {
        this.payload = payload.clone();
    }

    PacketBuilder from(final InetSocketAddress client) {
        source = client;
        return this;
    }

    PacketBuilder to(final InetSocketAddress server) {
        destination = server;
        return this;
    }

    /** Over IPv6, with addresses of the documentation prefix. */
    PacketBuilder ipv6() {
        return from(CLIENT_V6).to(SERVER_V6);
    }

    /** Puts NOP options behind the IPv4 header; a multiple of four. */
    PacketBuilder ipv4Options(final int bytes) {
        ipv4OptionBytes = bytes;
        return this;
    }

    /** Puts destination-options headers of eight bytes in front of UDP. */
    PacketBuilder ipv6ExtensionHeaders(final int count) {
        ipv6ExtensionHeaders = count;
        return this;
    }

    byte[] build() {
        final boolean v6 = destination.getAddress().getAddress().length == 16;
        final int udpLength = 8 + payload.length;
        final int ipLength = v6 ? 40 + 8 * ipv6ExtensionHeaders : 20 + ipv4OptionBytes;
        final byte[] bytes = new byte[14 + ipLength + udpLength];
        final ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.put(LINK_ADDRESSES).putShort((short) (v6 ? 0x86DD : 0x0800));
        if (v6) {
            putIpv6(frame, udpLength);
        } else {
            putIpv4(frame, udpLength);
            frame.putShort(14 + 10, (short) (0xFFFF - onesSum(bytes, 14, ipLength, 0)));
        }
        final int udp = frame.position();
        frame.putShort((short) source.getPort()).putShort((short) destination.getPort());
        frame.putShort((short) udpLength).putShort((short) 0).put(payload);
        frame.putShort(udp + 6, (short) udpChecksum(bytes, udp, udpLength));
        return bytes;
    }

    private void putIpv4(final ByteBuffer frame, final int udpLength) {
        final int headerLength = 20 + ipv4OptionBytes;
        frame.putShort((short) ((0x40 | (headerLength / 4)) << 8)).putShort((short) (headerLength + udpLength));
        frame.putInt(0x4000).putShort((short) (64 << 8 | UDP)).putShort((short) 0);
        frame.put(source.getAddress().getAddress()).put(destination.getAddress().getAddress());
        for (int i = 0; i < ipv4OptionBytes; i++) {
            frame.put((byte) 1);
        }
    }

    private void putIpv6(final ByteBuffer frame, final int udpLength) {
        frame.putInt(6 << 28).putShort((short) (8 * ipv6ExtensionHeaders + udpLength));
        frame.put((byte) (ipv6ExtensionHeaders > 0 ? DESTINATION_OPTIONS : UDP)).put((byte) 64);
        frame.put(source.getAddress().getAddress()).put(destination.getAddress().getAddress());
        for (int i = 1; i <= ipv6ExtensionHeaders; i++) {
            // A PadN option of six bytes fills the header.
            frame.put((byte) (i < ipv6ExtensionHeaders ? DESTINATION_OPTIONS : UDP))
                    .put(new byte[] {0, 1, 4, 0, 0, 0, 0});
        }
    }

    private int udpChecksum(final byte[] frame, final int udp, final int udpLength) {
        return 0xFFFF
                - onesSum(frame, udp, udpLength, pseudoSum(source.getAddress(), destination.getAddress(), udpLength));
    }

    /** The pseudo-header's share of a UDP checksum (RFC 768; RFC 8200, section 8.1). */
    static int pseudoSum(final InetAddress source, final InetAddress destination, final int udpLength) {
        final byte[] from = source.getAddress();
        final byte[] to = destination.getAddress();
        return onesSum(from, 0, from.length, onesSum(to, 0, to.length, UDP + udpLength));
    }

    /** The one's-complement sum of 16-bit words (RFC 1071), a byte at a time, begun at {@code start}. */
    static int onesSum(final byte[] bytes, final int offset, final int length, final int start) {
        int sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes[offset + i] & 0xFF) << ((i & 1) == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }
}
