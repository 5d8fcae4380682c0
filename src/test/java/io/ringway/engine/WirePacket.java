package io.ringway.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xbill.DNS.Message;

/** A frame on the cable, read back independently of {@code io.ringway.wire}: untagged, without options and extension headers. */
final class WirePacket {
    private static final int IP = 14;

    private final byte[] bytes;
    private final boolean ipv6;
    private final int udp;

    WirePacket(final byte[] bytes) {
        this.bytes = bytes.clone();
        ipv6 = bytes[12] == (byte) 0x86;
        udp = IP + (ipv6 ? 40 : 20);
    }

    /** Destination and source MAC address. */
    byte[] linkAddresses() {
        return Arrays.copyOf(bytes, 12);
    }

    InetSocketAddress source() {
        return new InetSocketAddress(address(ipv6 ? 8 : 12), port(udp));
    }

    InetSocketAddress destination() {
        return new InetSocketAddress(address(ipv6 ? 24 : 16), port(udp + 2));
    }

    private InetAddress address(final int offset) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, IP + offset, IP + offset + (ipv6 ? 16 : 4)));
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private int port(final int offset) {
        return ByteBuffer.wrap(bytes).getShort(offset) & 0xFFFF;
    }

    /** Whether the lengths in the headers fit the frame and all checksums are right. */
    boolean isConsistent() {
        final int udpLength = bytes.length - udp;
        final int ipLength = port(IP + (ipv6 ? 4 : 2)) + (ipv6 ? 40 : 0);
        final int pseudo =
                PacketBuilder.pseudoSum(source().getAddress(), destination().getAddress(), udpLength);
        return ipLength == bytes.length - IP
                && port(udp + 4) == udpLength
                && (ipv6 || PacketBuilder.onesSum(bytes, IP, 20, 0) == 0xFFFF)
                && PacketBuilder.onesSum(bytes, udp, udpLength, pseudo) == 0xFFFF;
    }

    /** The DNS message, as dnsjava reads it. */
    Message message() {
        try {
            return new Message(Arrays.copyOfRange(bytes, udp + 8, bytes.length));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
