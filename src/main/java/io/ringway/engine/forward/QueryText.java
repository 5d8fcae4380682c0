package io.ringway.engine.forward;

import io.ringway.settings.AddressText;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Describes a query in words, for functions of Lua. Allocates; off the fast path. */
public final class QueryText {
    private static final int FIRST_PRINTABLE = 0x21;
    private static final int LAST_PRINTABLE = 0x7E;

    private QueryText() {}

    /**
     * Describes a query.
     *
     * @param datagram the client's, wrapped.
     * @param query    its query, wrapped without a defect.
     * @return name, type, class and client.
     */
    public static PolicySettings.Query of(final Datagram datagram, final DnsQuery query) {
        return new PolicySettings.Query(
                name(query.message() + DnsHeader.LENGTH),
                query.qtype(),
                Memory.shortBigEndianAt(query.message() + query.questionEnd() - Short.BYTES),
                AddressText.of(client(datagram)));
    }

    /** In the form of RFC 1035, section 5.1, with the final dot. */
    private static String name(final long address) {
        final StringBuilder text = new StringBuilder();
        long position = address;
        int length = Memory.byteAt(position) & 0xFF;
        while (length > 0) {
            for (int i = 1; i <= length; i++) {
                final int octet = Memory.byteAt(position + i) & 0xFF;
                if (octet == '.' || octet == '\\') {
                    text.append('\\').append((char) octet);
                } else if (octet >= FIRST_PRINTABLE && octet <= LAST_PRINTABLE) {
                    text.append((char) octet);
                } else {
                    text.append("\\%03d".formatted(octet));
                }
            }
            text.append('.');
            position += length + 1L;
            length = Memory.byteAt(position) & 0xFF;
        }
        return text.isEmpty() ? "." : text.toString();
    }

    private static InetSocketAddress client(final Datagram datagram) {
        final ByteBuffer bytes = datagram.isIpv6()
                ? ByteBuffer.allocate(16).putLong(datagram.sourceHigh()).putLong(datagram.sourceLow())
                : ByteBuffer.allocate(4).putInt((int) datagram.sourceLow());
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), datagram.sourcePort());
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
