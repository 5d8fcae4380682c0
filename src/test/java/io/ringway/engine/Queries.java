package io.ringway.engine;

import io.ringway.wire.PacketDefect;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Queries as packets: good ones, and for each {@link PacketDefect} one that has it. */
final class Queries {
    private static final Record QUESTION =
            Record.newRecord(Name.fromConstantString("www.example.com."), Type.A, DClass.IN);
    private static final int IP = 14;
    private static final int UDP = IP + 20;
    private static final int DNS_HEADER_LENGTH = 12;

    private Queries() {}

    /** {@code www.example.com. A} with RD. */
    static Message message(final int id) {
        final Message message = Message.newQuery(QUESTION);
        message.getHeader().setID(id);
        return message;
    }

    /** The same with an OPT record of an EDNS version, DO set. */
    static Message edns(final int id, final int version) {
        final Message message = message(id);
        message.addRecord(new OPTRecord(1232, 0, version, 0x8000), Section.ADDITIONAL);
        return message;
    }

    static byte[] packet(final Message message) {
        return new PacketBuilder(message.toWire()).build();
    }

    static byte[] packet(final int id) {
        return packet(message(id));
    }

    /** A packet with one defect, over IPv4 where the defect is not one of IPv6. */
    static byte[] defective(final PacketDefect defect, final int id) {
        return switch (defect) {
            case NONE -> packet(id);
            case ETHERNET_TRUNCATED -> Arrays.copyOf(packet(id), IP - 1);
            case NOT_IP -> with(packet(id), 12, 0x0806);
            case IP_TRUNCATED -> Arrays.copyOf(packet(id), IP + 19);
            case IP_HEADER_INVALID -> with(packet(id), IP, 0x5500);
            case IP_CHECKSUM -> flipped(packet(id), IP + 10);
            case IP_FRAGMENT -> with(packet(id), IP + 6, 0x2000);
            case IP_EXTENSION_UNSUPPORTED ->
                new PacketBuilder(message(id).toWire())
                        .ipv6()
                        .ipv6ExtensionHeaders(9)
                        .build();
            case NOT_UDP -> with(packet(id), IP + 8, 64 << 8 | 6);
            case UDP_TRUNCATED -> with(packet(id), IP + 2, 20 + 7);
            case UDP_LENGTH_INVALID -> with(packet(id), UDP + 4, 7);
            case UDP_CHECKSUM -> flipped(packet(id), packet(id).length - 1);
            case SOURCE_INVALID ->
                new PacketBuilder(message(id).toWire())
                        .from(new InetSocketAddress(PacketBuilder.CLIENT_V4.getAddress(), 0))
                        .build();
            default -> new PacketBuilder(defectiveMessage(defect, id)).build();
        };
    }

    private static byte[] defectiveMessage(final PacketDefect defect, final int id) {
        final byte[] plain = message(id).toWire();
        final Message message = message(id);
        return switch (defect) {
            case DNS_TRUNCATED -> Arrays.copyOf(plain, DNS_HEADER_LENGTH - 1);
            case DNS_RESPONSE -> {
                message.getHeader().setFlag(Flags.QR);
                yield message.toWire();
            }
            case DNS_NO_QUESTION -> with(Arrays.copyOf(plain, DNS_HEADER_LENGTH), 4, 0);
            case DNS_SEVERAL_QUESTIONS -> {
                message.addRecord(QUESTION, Section.QUESTION);
                yield message.toWire();
            }
            case DNS_QNAME_INVALID -> with(plain, DNS_HEADER_LENGTH, 0xC00C);
            case DNS_QUESTION_TRUNCATED -> Arrays.copyOf(plain, plain.length - 1);
            case DNS_RECORDS_INVALID -> with(plain, 10, 1);
            default -> throw new IllegalArgumentException("write a packet for " + defect);
        };
    }

    private static byte[] with(final byte[] bytes, final int offset, final int value) {
        ByteBuffer.wrap(bytes).putShort(offset, (short) value);
        return bytes;
    }

    private static byte[] flipped(final byte[] bytes, final int offset) {
        bytes[offset] ^= 0x10;
        return bytes;
    }
}
