package io.ringway.wire.forward;

import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;

/** The header of a socket's message that says of a response what the query's said, whichever way that came, so that a {@code Datagram} says it again. */
public final class ClientHeader {
    /** Distances within {@code sockaddr_in} and {@code sockaddr_in6}. */
    private static final int PORT_IN_SOCKADDR = 2;

    private static final int IPV4_IN_SOCKADDR = 4;
    private static final int IPV6_IN_SOCKADDR = 8;

    private ClientHeader() {}

    /**
     * Writes the header. No answer can be sent by it.
     *
     * @param target the place behind the header, with 256 bytes in front of it.
     * @param record the client, a {@link ClientRecord}.
     * @param tcp    whether the client asked over TCP, which a record does not say.
     */
    public static void write(final long target, final long record, final boolean tcp) {
        final boolean ipv6 = ClientRecord.isIpv6(record);
        final long source = target + SocketMessage.SOURCE_OFFSET;
        final long own = target + SocketMessage.DESTINATION_OFFSET;
        Memory.putByte(source, ipv6 ? SocketMessage.AF_INET6 : SocketMessage.AF_INET);
        Memory.putShortBigEndian(source + PORT_IN_SOCKADDR, ClientRecord.clientPort(record));
        Memory.putShortBigEndian(target + SocketMessage.DESTINATION_PORT_OFFSET, ClientRecord.ownPort(record));
        Memory.putInt(target + SocketMessage.FLAGS_OFFSET, tcp ? SocketMessage.TCP : 0);
        if (ipv6) {
            Memory.putLongBigEndian(source + IPV6_IN_SOCKADDR, ClientRecord.clientHigh(record));
            Memory.putLongBigEndian(source + IPV6_IN_SOCKADDR + Long.BYTES, ClientRecord.clientLow(record));
            Memory.putLongBigEndian(own, ClientRecord.ownHigh(record));
            Memory.putLongBigEndian(own + Long.BYTES, ClientRecord.ownLow(record));
        } else {
            Memory.putIntBigEndian(source + IPV4_IN_SOCKADDR, (int) ClientRecord.clientLow(record));
            Memory.putIntBigEndian(own, (int) ClientRecord.ownLow(record));
        }
    }
}
