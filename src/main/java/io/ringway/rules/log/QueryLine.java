package io.ringway.rules.log;

import io.ringway.settings.AddressText;
import io.ringway.wire.DnsHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is written for a query, or for a response: a line, or bytes as dnsdist writes them.
 *
 * <pre>
 *   0            8                12      14                    n       n+2      n+4                n+32
 *  +------------+----------------+-------+---------------------+-------+--------+------------------+
 *  | seconds    | nanoseconds    | ID    | name on the wire    | type  | class  | struct sockaddr, |
 *  | (only with a timestamp)     |       |                     |       |        | 28 bytes         |
 *  +------------+----------------+-------+---------------------+-------+--------+------------------+
 * </pre>
 *
 * <p>ID and address are in network byte order, all else in the machine's. The logging thread's.
 */
final class QueryLine {
    private static final Map<Integer, String> TYPES = Map.ofEntries(
            Map.entry(1, "A"),
            Map.entry(2, "NS"),
            Map.entry(5, "CNAME"),
            Map.entry(6, "SOA"),
            Map.entry(12, "PTR"),
            Map.entry(13, "HINFO"),
            Map.entry(15, "MX"),
            Map.entry(16, "TXT"),
            Map.entry(28, "AAAA"),
            Map.entry(33, "SRV"),
            Map.entry(35, "NAPTR"),
            Map.entry(39, "DNAME"),
            Map.entry(43, "DS"),
            Map.entry(46, "RRSIG"),
            Map.entry(47, "NSEC"),
            Map.entry(48, "DNSKEY"),
            Map.entry(50, "NSEC3"),
            Map.entry(52, "TLSA"),
            Map.entry(64, "SVCB"),
            Map.entry(65, "HTTPS"),
            Map.entry(251, "IXFR"),
            Map.entry(252, "AXFR"),
            Map.entry(255, "ANY"),
            Map.entry(257, "CAA"));

    /** By number, from 0. */
    private static final List<String> RCODES = List.of(
            "NOERROR",
            "FORMERR",
            "SERVFAIL",
            "NXDOMAIN",
            "NOTIMP",
            "REFUSED",
            "YXDOMAIN",
            "YXRRSET",
            "NXRRSET",
            "NOTAUTH",
            "NOTZONE");

    private static final int LONGEST = 8 + 4 + 2 + 255 + 2 + 2 + 28;
    private static final int SOCKADDR_LENGTH = 28;
    private static final int SOCKADDR_PORT_OFFSET = 2;
    private static final int SOCKADDR_IN_ADDRESS_OFFSET = 4;
    private static final int SOCKADDR_IN6_ADDRESS_OFFSET = 8;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int FIRST_PRINTED = '!';
    private static final int LAST_PRINTED = '~';

    private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST);

    QueryLine() {}

    /** The record in hand in words. */
    String text(final LogRing ring) {
        final String question = name(ring) + " " + TYPES.getOrDefault(ring.type(), "TYPE" + ring.type());
        if ((ring.flags() & DnsHeader.QR) == 0) {
            return "Packet from " + client(ring) + " for " + question + " with id " + ring.id();
        }
        final int rcode = ring.flags() & DnsHeader.RCODE_MASK;
        return "Answer to " + client(ring) + " for " + question + " ("
                + (rcode < RCODES.size() ? RCODES.get(rcode) : "RCODE" + rcode) + ") with id " + ring.id();
    }

    /** Seconds and nanoseconds of a time since 1970 in nanoseconds. */
    static String stamp(final long timeNs) {
        final long secondNs = TimeUnit.SECONDS.toNanos(1);
        return String.format(Locale.ROOT, "[%d.%09d] ", timeNs / secondNs, timeNs % secondNs);
    }

    private static String client(final LogRing ring) {
        final byte[] address = address(ring);
        try {
            return AddressText.of(new InetSocketAddress(InetAddress.getByAddress(address), ring.port()));
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] address(final LogRing ring) {
        final int length = ring.isIpv6() ? IPV6_LENGTH : IPV4_LENGTH;
        final byte[] address = new byte[length];
        for (int i = 0; i < length; i++) {
            address[i] = ring.address(IPV6_LENGTH - length + i);
        }
        return address;
    }

    private static String name(final LogRing ring) {
        if (ring.nameLength() <= 1) {
            return ".";
        }
        final StringBuilder text = new StringBuilder();
        int position = 0;
        int label = ring.name(0);
        while (label != 0) {
            for (int i = position + 1; i <= position + label; i++) {
                append(text, ring.name(i) & 0xFF);
            }
            text.append('.');
            position += 1 + label;
            label = ring.name(position);
        }
        return text.toString();
    }

    private static void append(final StringBuilder text, final int octet) {
        if (octet < FIRST_PRINTED || octet > LAST_PRINTED) {
            text.append(String.format(Locale.ROOT, "\\%03d", octet));
        } else {
            if (octet == '.' || octet == '\\') {
                text.append('\\');
            }
            text.append((char) octet);
        }
    }

    /** The record in hand as dnsdist's bytes. */
    byte[] binary(final LogRing ring, final boolean timestamp, final long timeNs) {
        final long secondNs = TimeUnit.SECONDS.toNanos(1);
        buffer.clear().order(ByteOrder.nativeOrder());
        if (timestamp) {
            buffer.putLong(timeNs / secondNs).putInt((int) (timeNs % secondNs));
        }
        buffer.put((byte) (ring.id() >>> Byte.SIZE)).put((byte) ring.id());
        for (int i = 0; i < ring.nameLength(); i++) {
            buffer.put(ring.name(i));
        }
        buffer.putShort((short) ring.type()).putShort((short) ring.questionClass());
        final byte[] sockaddr = new byte[SOCKADDR_LENGTH];
        ByteBuffer.wrap(sockaddr)
                .order(ByteOrder.nativeOrder())
                .putShort((short) (ring.isIpv6() ? AF_INET6 : AF_INET))
                .order(ByteOrder.BIG_ENDIAN)
                .putShort(SOCKADDR_PORT_OFFSET, (short) ring.port());
        final byte[] address = address(ring);
        final int offset = ring.isIpv6() ? SOCKADDR_IN6_ADDRESS_OFFSET : SOCKADDR_IN_ADDRESS_OFFSET;
        System.arraycopy(address, 0, sockaddr, offset, address.length);
        buffer.put(sockaddr);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
