package io.ringway.cache;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Edns;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.SubnetChoice;
import java.lang.foreign.Arena;

/**
 * Everything of a query that its answer may depend on, in one form: two queries that may have the same answer have the same bytes here.
 *
 * <pre>
 *   0      2      4       6      8         10     12        14     15     16
 *  +------+------+-------+------+---------+------+---------+------+------+--------------+---------+--------+---------+
 *  |flags | type | class | pool | EDNS    | EDNS | options'| name | bits | name in      | options | subnet | 0 up to |
 *  |      |      |       |      | payload | Z, DO| length  |length|      | lower case   |         |        | 8 bytes |
 *  +------+------+-------+------+---------+------+---------+------+------+--------------+---------+--------+---------+
 *
 *  bits: 1 over TCP, 2 EDNS, 4 with a subnet, 8 IPv6 in it; where a rule said so, 16 in the place of the client's own, 32 not so
 *  options: as the query has them, but for those that are skipped; their length with that of the subnet
 * </pre>
 *
 * <p>The two head words are in the machine's order; each field is where the word's shifts put it, so that comparing words compares fields. Pool and
 * subnet are the caller's: answers of one pool are never given to a query for another, and where backends are told the client's network
 * (RFC 7871) never to another network.
 *
 * <p>Belongs to the thread that made it.
 */
public final class CacheKey {
    /** Bytes of the longest key, a multiple of eight. */
    public static final int MAX_LENGTH = 312;

    /** Bytes of the longest OPT record, options that are skipped included, that a query may have. */
    static final int MAX_OPT_LENGTH = 512;

    static final int NAME_OFFSET = 16;

    private static final int TCP = 1;
    private static final int EDNS = 2;
    private static final int SUBNET = 4;
    private static final int IPV6_SUBNET = 8;
    private static final int SUBNET_OVERRIDES = 16;
    private static final int SUBNET_GIVES_WAY = 32;
    private static final int MAX_SUBNET_LENGTH = 1 + 2 * Long.BYTES;
    private static final int OPTION_HEADER_LENGTH = 4;
    private static final int RDLENGTH_OFFSET = 9;
    private static final int TYPE_TKEY = 249;
    private static final int TYPE_AXFR = 252;

    /** What a query may have besides its header and question: nothing, or one additional record. */
    private static final long COUNTS_MASK = 0xFFFF_FFFF_FFFFL;

    private final Arena arena = Arena.ofAuto();
    private final long key = arena.allocate(MAX_LENGTH + Long.BYTES, Long.BYTES).address();
    private final int prefixIpv4;
    private final int prefixIpv6;
    private SubnetChoice choice = new SubnetChoice();
    private int[] skipped = new int[0];
    private int length;
    private long hash;
    private int questionEnd;
    private int queryFlags;
    private boolean hasEdns;
    private boolean dnssecOk;

    /**
     * Keys of one thread.
     *
     * @param prefixIpv4 bits of an IPv4 client's address that backends are told, when they are.
     * @param prefixIpv6 the same for IPv6.
     */
    public CacheKey(final int prefixIpv4, final int prefixIpv6) {
        this.prefixIpv4 = prefixIpv4;
        this.prefixIpv6 = prefixIpv6;
    }

    /**
     * Says whose choice counts for each query.
     *
     * @param of what rules made of what backends are told about the query in hand; of the same thread.
     */
    public void choice(final SubnetChoice of) {
        choice = of;
    }

    /**
     * Makes the key of a query.
     *
     * @param datagram   the client's, wrapped.
     * @param query      its query, wrapped without a defect.
     * @param pool       the number of the pool that it is for, 0 to 65535.
     * @param skipOptions codes of options that make no difference.
     * @param withSubnet whether backends are told the client's network, unless a rule says otherwise.
     * @return false for a query whose answer is never kept: zone transfers, TKEY and TSIG, another opcode than QUERY, records other than OPT, bytes
     *     behind it, or more options than a key has room for.
     */
    public boolean wrap(
            final Datagram datagram,
            final DnsQuery query,
            final int pool,
            final int[] skipOptions,
            final boolean withSubnet) {
        length = 0;
        skipped = skipOptions;
        final long message = query.message();
        questionEnd = query.questionEnd();
        queryFlags = query.flags();
        hasEdns = query.hasEdns();
        dnssecOk = query.dnssecOk();
        final int type = query.qtype();
        if ((queryFlags & (DnsHeader.QR | DnsHeader.OPCODE_MASK)) != 0 || (type >= TYPE_TKEY && type <= TYPE_AXFR)) {
            return false;
        }
        final long counts = Memory.longBigEndianAt(message + DnsHeader.QDCOUNT_OFFSET) & COUNTS_MASK;
        if (counts != (hasEdns ? 1 : 0)) {
            return false;
        }
        final int nameLength = query.qnameLength();
        copyName(message + DnsHeader.LENGTH, nameLength);
        int end = NAME_OFFSET + nameLength;
        int bits = datagram.isTcp() ? TCP : 0;
        long payloadAndFlags = 0;
        if (hasEdns) {
            bits |= EDNS;
            final long ttl = Memory.intBigEndianAt(message + questionEnd + 5);
            payloadAndFlags = ((long) query.ednsPayloadSize() << 16) | (ttl & 0xFFFF);
            end = copyOptions(message + questionEnd, datagram.payloadLength() - questionEnd, end);
            if (end < 0 || ttl >>> 16 != 0) {
                return false;
            }
        } else if (questionEnd != datagram.payloadLength()) {
            return false;
        }
        if (withSubnet && !choice.isDisabled()) {
            bits |= SUBNET
                    | (choice.isIpv6(datagram) ? IPV6_SUBNET : 0)
                    | (choice.overrides(false) ? SUBNET_OVERRIDES : 0)
                    | (choice.overrides(true) ? 0 : SUBNET_GIVES_WAY);
            if (end + MAX_SUBNET_LENGTH > MAX_LENGTH) {
                return false;
            }
            end = putSubnet(datagram, end);
        }
        final long typeAndClass = Memory.intBigEndianAt(message + questionEnd - 4) & 0xFFFF_FFFFL;
        Memory.putLong(key, ((long) queryFlags << 48) | (typeAndClass << 16) | pool);
        Memory.putLong(
                key + Long.BYTES,
                (payloadAndFlags << 32)
                        | ((long) (end - NAME_OFFSET - nameLength) << 16)
                        | ((long) nameLength << 8)
                        | bits);
        length = (end + Long.BYTES - 1) & -Long.BYTES;
        hash = KeyHash.of(key, length);
        return true;
    }

    /** Copies it in lower case, eight bytes at a time; the last eight are filled up with zeros. */
    private void copyName(final long name, final int nameLength) {
        final long target = key + NAME_OFFSET;
        final int last = (nameLength - 1) & -Long.BYTES;
        for (int offset = 0; offset < last; offset += Long.BYTES) {
            Memory.putLong(target + offset, DnsName.lowerCase(Memory.longAt(name + offset)));
        }
        // Type and class stand behind it; what is read behind them is masked.
        final long mask = -1L >>> (Long.SIZE - Byte.SIZE * (nameLength - last));
        Memory.putLong(target + last, DnsName.lowerCase(Memory.longAt(name + last)) & mask);
    }

    /** Copies the options that count; returns where they end, -1 when they do not parse, are too many, or something stands behind them. */
    private int copyOptions(final long opt, final int bytes, final int start) {
        if (bytes < Edns.LENGTH
                || bytes > MAX_OPT_LENGTH
                || bytes != Edns.LENGTH + Memory.shortBigEndianAt(opt + RDLENGTH_OFFSET)) {
            return -1;
        }
        int end = start;
        int position = Edns.LENGTH;
        while (position < bytes) {
            if (position + OPTION_HEADER_LENGTH > bytes) {
                return -1;
            }
            final int option = OPTION_HEADER_LENGTH + Memory.shortBigEndianAt(opt + position + Short.BYTES);
            if (position + option > bytes) {
                return -1;
            }
            if (!isSkipped(Memory.shortBigEndianAt(opt + position))) {
                if (end + option > MAX_LENGTH) {
                    return -1;
                }
                for (int i = 0; i < option; i++) {
                    Memory.putByte(key + end + i, Memory.byteAt(opt + position + i));
                }
                end += option;
            }
            position += option;
        }
        Memory.putLong(key + end, 0);
        return end;
    }

    private boolean isSkipped(final int code) {
        for (int i = 0; i < skipped.length; i++) {
            if (skipped[i] == code) {
                return true;
            }
        }
        return false;
    }

    /** The network that a backend is told; returns where it ends. */
    private int putSubnet(final Datagram datagram, final int start) {
        final int prefix = choice.prefix(datagram, prefixIpv4, prefixIpv6);
        final long high = choice.high(datagram);
        final long low = choice.low(datagram);
        Memory.putByte(key + start, prefix);
        Memory.putLong(key + start + 1, high & mask(prefix));
        Memory.putLong(key + start + 1 + Long.BYTES, low & mask(prefix - Long.SIZE));
        Memory.putLong(key + start + MAX_SUBNET_LENGTH, 0);
        return start + MAX_SUBNET_LENGTH;
    }

    /** A word whose upper bits are set. */
    private static long mask(final int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : ~(-1L >>> bits);
    }

    /**
     * Where the key stands, until the next {@link #wrap}.
     *
     * @return a native address.
     */
    public long address() {
        return key;
    }

    /**
     * How long it is.
     *
     * @return bytes, a multiple of eight; 0 after a {@link #wrap} that answered false.
     */
    public int length() {
        return length;
    }

    long hash() {
        return hash;
    }

    int questionEnd() {
        return questionEnd;
    }

    int queryFlags() {
        return queryFlags;
    }

    boolean hasEdns() {
        return hasEdns;
    }

    boolean dnssecOk() {
        return dnssecOk;
    }

    /** The type that a key asks for. */
    static int type(final long address) {
        return (int) (Memory.longAt(address) >>> 32) & 0xFFFF;
    }

    /** The length of a key's name, with the root label. */
    static int nameLength(final long address) {
        return (int) (Memory.longAt(address + Long.BYTES) >>> 8) & 0xFF;
    }

    static boolean isTcp(final long address) {
        return (Memory.longAt(address + Long.BYTES) & TCP) != 0;
    }

    /** Whether two keys of one length are the same. */
    static boolean isSame(final long one, final long other, final int bytes) {
        for (int offset = 0; offset < bytes; offset += Long.BYTES) {
            if (Memory.longAt(one + offset) != Memory.longAt(other + offset)) {
                return false;
            }
        }
        return true;
    }
}
