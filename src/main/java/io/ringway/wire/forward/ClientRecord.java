package io.ringway.wire.forward;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Ethernet;
import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;

/**
 * What an answer over UDP needs of its query while that is with a backend: 128 bytes, two cache lines when aligned to 64.
 *
 * <pre>
 *   0                                        28     29     30     31
 *  +----------------------------------------+------+------+------+-------+
 *  | framed: link header for the answer, 22 | link |flags | DSCP |control|
 *  | socket: struct sockaddr of the client  |length|      |      |length |
 *  +----------------------------------------+------+------+------+-------+
 *   32            40            48            56            64
 *  +-------------+-------------+-------------+-------------+
 *  | client's address          | our address               |
 *  +-------------+-------------+-------------+-------------+
 *   64     66     68     70     72     74      76     80            128
 *  +------+------+------+------+------+-------+------+-------------+
 *  |client|our   | ID   | EDNS | DNS  |changed|delay | control     |
 *  |port  |port  |      | size | flags|of them|(ms)  | message     |
 *  +------+------+------+------+------+-------+------+-------------+
 *
 *  flags: 1 IPv6, 2 framed, 4 EDNS, 8 DO, 16 a client subnet option was added, 32 what rules noted was kept elsewhere
 * </pre>
 *
 * <p>All numbers are in network byte order. The link header has its MAC addresses exchanged already. Of a socket's message it keeps what
 * {@link SocketMessage} has in front of it, so that the frame of the query need not be held for the answer: {@link #restore} writes that in front
 * of any other message.
 *
 * <p>The memory belongs to whoever calls; one thread at a time.
 */
public final class ClientRecord {
    /** Bytes of a record. */
    public static final int LENGTH = 128;

    /** Room for a control message: {@code struct cmsghdr} and {@code struct in6_pktinfo} take 40 bytes. */
    public static final int CONTROL_CAPACITY = 48;

    private static final int LINK_LENGTH_OFFSET = 28;
    private static final int FLAGS_OFFSET = 29;
    private static final int DSCP_OFFSET = 30;
    private static final int CONTROL_LENGTH_OFFSET = 31;
    private static final int CLIENT_HIGH_OFFSET = 32;
    private static final int CLIENT_LOW_OFFSET = 40;
    private static final int OWN_HIGH_OFFSET = 48;
    private static final int OWN_LOW_OFFSET = 56;
    private static final int CLIENT_PORT_OFFSET = 64;
    private static final int OWN_PORT_OFFSET = 66;
    private static final int ID_OFFSET = 68;
    private static final int EDNS_SIZE_OFFSET = 70;
    private static final int DNS_FLAGS_OFFSET = 72;
    private static final int CHANGED_FLAGS_OFFSET = 74;
    private static final int DELAY_OFFSET = 76;
    private static final int CONTROL_OFFSET = 80;

    private static final int IPV6 = 1;
    private static final int FRAMED = 2;
    private static final int EDNS = 4;
    private static final int DNSSEC_OK = 8;
    private static final int SUBNET_ADDED = 16;
    private static final int TAGS_KEPT = 32;

    private ClientRecord() {}

    /**
     * Keeps what the answer needs, before anything of the query is changed.
     *
     * @param record   where, {@link #LENGTH} bytes.
     * @param datagram the client's, wrapped.
     * @param query    its query, wrapped without a defect.
     */
    public static void save(final long record, final Datagram datagram, final DnsQuery query) {
        final boolean framed = datagram.isFramed();
        if (framed) {
            saveLinkHeader(record, datagram);
        } else {
            saveSocketHeader(record, datagram);
        }
        final int flags = (datagram.isIpv6() ? IPV6 : 0)
                | (framed ? FRAMED : 0)
                | (query.hasEdns() ? EDNS : 0)
                | (query.dnssecOk() ? DNSSEC_OK : 0)
                | (query.isOptAdded() ? SUBNET_ADDED : 0);
        Memory.putByte(record + FLAGS_OFFSET, flags);
        Memory.putLongBigEndian(record + CLIENT_HIGH_OFFSET, datagram.sourceHigh());
        Memory.putLongBigEndian(record + CLIENT_LOW_OFFSET, datagram.sourceLow());
        Memory.putLongBigEndian(record + OWN_HIGH_OFFSET, datagram.destinationHigh());
        Memory.putLongBigEndian(record + OWN_LOW_OFFSET, datagram.destinationLow());
        Memory.putIntBigEndian(record + CLIENT_PORT_OFFSET, (datagram.sourcePort() << 16) | datagram.destinationPort());
        Memory.putIntBigEndian(record + DNS_FLAGS_OFFSET, (query.clientFlags() << 16) | query.changedFlags());
        final int ednsSize = query.hasEdns() ? query.ednsPayloadSize() : 0;
        Memory.putIntBigEndian(record + ID_OFFSET, (query.id() << 16) | ednsSize);
    }

    /** 24 bytes are copied for 14, 18 or 22: an IP header lies behind them. */
    private static void saveLinkHeader(final long record, final Datagram datagram) {
        final long frame = datagram.frame();
        Memory.putLong(record, Memory.longAt(frame));
        Memory.putLong(record + 8, Memory.longAt(frame + 8));
        Memory.putLong(record + 16, Memory.longAt(frame + 16));
        Ethernet.swapAddresses(record);
        Memory.putByte(record + LINK_LENGTH_OFFSET, datagram.linkLength());
        Memory.putByte(record + DSCP_OFFSET, datagram.dscp());
        Memory.putByte(record + CONTROL_LENGTH_OFFSET, 0);
    }

    private static void saveSocketHeader(final long record, final Datagram datagram) {
        final long message = datagram.payloadAddress();
        Memory.copy(message + SocketMessage.SOURCE_OFFSET, record, SocketMessage.SOCKADDR_IN6_LENGTH);
        final int controlLength = Memory.shortBigEndianAt(message + SocketMessage.CONTROL_LENGTH_OFFSET);
        Memory.check(0, CONTROL_CAPACITY, 0, controlLength);
        Memory.putByte(record + LINK_LENGTH_OFFSET, 0);
        Memory.putByte(record + DSCP_OFFSET, 0);
        Memory.putByte(record + CONTROL_LENGTH_OFFSET, controlLength);
        if (controlLength > 0) {
            Memory.copy(message + SocketMessage.CONTROL_OFFSET, record + CONTROL_OFFSET, CONTROL_CAPACITY);
        }
    }

    /**
     * Writes the header of a socket's message as {@code sendmmsg} needs it to reach the client, from where it was asked. The
     * destination that a {@code UdpSocket} has prepared its frames with is left alone.
     *
     * @param record  of a socket's message.
     * @param message first byte of the answer, with 256 bytes in front of it.
     */
    public static void restore(final long record, final long message) {
        Memory.copy(record, message + SocketMessage.SOURCE_OFFSET, SocketMessage.SOCKADDR_IN6_LENGTH);
        final int controlLength = Memory.byteAt(record + CONTROL_LENGTH_OFFSET);
        Memory.putShortBigEndian(message + SocketMessage.CONTROL_LENGTH_OFFSET, controlLength);
        if (controlLength > 0) {
            Memory.copy(record + CONTROL_OFFSET, message + SocketMessage.CONTROL_OFFSET, CONTROL_CAPACITY);
        }
    }

    /** Writes the link header of the answer, which ends where the IP header begins; returns where it begins. */
    static long putLinkHeader(final long record, final long ip) {
        final int length = linkLength(record);
        final long frame = ip - length;
        // Twelve bytes of addresses, and 2, 6 or 10 behind them: a type, with a tag of four bytes for each VLAN.
        Memory.putLong(frame, Memory.longAt(record));
        Memory.putInt(frame + 8, Memory.intAt(record + 8));
        for (int i = 12; i < length - 2; i += 4) {
            Memory.putInt(frame + i, Memory.intAt(record + i));
        }
        Memory.putShortBigEndian(ip - 2, Memory.shortBigEndianAt(record + length - 2));
        return frame;
    }

    private static boolean has(final long record, final int flag) {
        return (Memory.byteAt(record + FLAGS_OFFSET) & flag) != 0;
    }

    /**
     * The length of the link header.
     *
     * @param record a saved one.
     * @return 14, 18 or 22 bytes, 0 for a socket.
     */
    public static int linkLength(final long record) {
        return Memory.byteAt(record + LINK_LENGTH_OFFSET);
    }

    /**
     * The client's IP version.
     *
     * @param record a saved one.
     * @return true for IPv6.
     */
    public static boolean isIpv6(final long record) {
        return has(record, IPV6);
    }

    /**
     * Whether the query stood in an Ethernet frame.
     *
     * @param record a saved one.
     * @return false for a message of a socket.
     */
    public static boolean isFramed(final long record) {
        return has(record, FRAMED);
    }

    /**
     * Whether the client's query had an OPT record.
     *
     * @param record a saved one.
     * @return false for plain DNS.
     */
    public static boolean hasEdns(final long record) {
        return has(record, EDNS);
    }

    /**
     * The client's DO bit.
     *
     * @param record a saved one.
     * @return false without EDNS.
     */
    public static boolean dnssecOk(final long record) {
        return has(record, DNSSEC_OK);
    }

    /**
     * The flags as the client sent them.
     *
     * @param record a saved one.
     * @return 0 to 65535.
     */
    public static int flags(final long record) {
        return Memory.shortBigEndianAt(record + DNS_FLAGS_OFFSET);
    }

    /**
     * The bits among the flags that a rule changed on the way to the backend.
     *
     * @param record a saved one.
     * @return 0 for none.
     */
    public static int changedFlags(final long record) {
        return Memory.shortBigEndianAt(record + CHANGED_FLAGS_OFFSET);
    }

    /**
     * Notes how long the answer is to wait.
     *
     * @param record a saved one.
     * @param ms     0 to 65,535.
     */
    public static void delay(final long record, final int ms) {
        Memory.putInt(record + DELAY_OFFSET, ms);
    }

    /**
     * How long the answer is to wait.
     *
     * @param record of which {@link #delay} has told.
     * @return milliseconds.
     */
    public static int delayMs(final long record) {
        return Memory.intAt(record + DELAY_OFFSET);
    }

    /**
     * Notes that the query got a client subnet option, so that the answer loses it again.
     *
     * @param record a saved one.
     */
    public static void markSubnetAdded(final long record) {
        Memory.putByte(record + FLAGS_OFFSET, Memory.byteAt(record + FLAGS_OFFSET) | SUBNET_ADDED);
    }

    /**
     * Whether {@link #markSubnetAdded} was called, or a rule gave the query an OPT record.
     *
     * @param record a saved one.
     * @return false after {@link #save}.
     */
    public static boolean isSubnetAdded(final long record) {
        return has(record, SUBNET_ADDED);
    }

    /**
     * Notes that what rules noted of the query was kept.
     *
     * @param record a saved one.
     */
    public static void markTagsKept(final long record) {
        Memory.putByte(record + FLAGS_OFFSET, Memory.byteAt(record + FLAGS_OFFSET) | TAGS_KEPT);
    }

    /**
     * Whether {@link #markTagsKept} was called.
     *
     * @param record a saved one.
     * @return false after {@link #save}.
     */
    public static boolean hasTagsKept(final long record) {
        return has(record, TAGS_KEPT);
    }

    /**
     * The query's class of service.
     *
     * @param record a saved one.
     * @return 0 to 63, 0 for a socket.
     */
    public static int dscp(final long record) {
        return Memory.byteAt(record + DSCP_OFFSET);
    }

    /**
     * The upper half of the client's address.
     *
     * @param record a saved one.
     * @return 64 bits, 0 for IPv4.
     */
    public static long clientHigh(final long record) {
        return Memory.longBigEndianAt(record + CLIENT_HIGH_OFFSET);
    }

    /**
     * The lower half of the client's address.
     *
     * @param record a saved one.
     * @return 64 bits; for IPv4 the address, unsigned.
     */
    public static long clientLow(final long record) {
        return Memory.longBigEndianAt(record + CLIENT_LOW_OFFSET);
    }

    /**
     * The upper half of the address that the client asked.
     *
     * @param record a saved one.
     * @return 64 bits, 0 for IPv4.
     */
    public static long ownHigh(final long record) {
        return Memory.longBigEndianAt(record + OWN_HIGH_OFFSET);
    }

    /**
     * The lower half of the address that the client asked.
     *
     * @param record a saved one.
     * @return 64 bits; for IPv4 the address, unsigned.
     */
    public static long ownLow(final long record) {
        return Memory.longBigEndianAt(record + OWN_LOW_OFFSET);
    }

    /**
     * The client's port.
     *
     * @param record a saved one.
     * @return 0 to 65535.
     */
    public static int clientPort(final long record) {
        return Memory.shortBigEndianAt(record + CLIENT_PORT_OFFSET);
    }

    /**
     * The port that the client asked.
     *
     * @param record a saved one.
     * @return 0 to 65535.
     */
    public static int ownPort(final long record) {
        return Memory.shortBigEndianAt(record + OWN_PORT_OFFSET);
    }

    /**
     * The ID of the client's query.
     *
     * @param record a saved one.
     * @return 0 to 65535.
     */
    public static int id(final long record) {
        return Memory.shortBigEndianAt(record + ID_OFFSET);
    }

    /**
     * What the client's OPT record announces.
     *
     * @param record a saved one.
     * @return bytes as announced, 0 without EDNS.
     */
    public static int ednsPayloadSize(final long record) {
        return Memory.shortBigEndianAt(record + EDNS_SIZE_OFFSET);
    }
}
