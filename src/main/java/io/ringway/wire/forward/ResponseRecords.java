package io.ringway.wire.forward;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.Edns;
import io.ringway.wire.Memory;

/**
 * Walks the records of a response once: where their TTLs are, the least of them, and what else decides how long the response may be kept (RFC 2308,
 * RFC 2181, section 8). Pointers in names are not followed.
 *
 * <pre>
 *  +------------------+----------+----------+---------------------+----------+------------
 *  | NAME, at most 255|   TYPE   |  CLASS   |        TTL          | RDLENGTH | RDATA
 *  +------------------+----------+----------+---------------------+----------+------------
 *                                            ^ the offset that is noted, but for OPT
 * </pre>
 *
 * <p>Belongs to the thread that made it.
 */
public final class ResponseRecords {
    /** What {@link #leastTtlS} says where no record has a TTL. */
    public static final long NO_TTL = Long.MAX_VALUE;

    private static final int RECORD_FIXED_LENGTH = 10;

    /** A record with the root for a name and without data. */
    private static final int SHORTEST_RECORD = 1 + RECORD_FIXED_LENGTH;

    private static final int TTL_OFFSET = 4;
    private static final int RDLENGTH_OFFSET = 8;
    private static final int TYPE_SOA = 6;
    private static final int TYPE_SIG = 24;
    private static final int TYPE_TSIG = 250;
    private static final int OPTION_COOKIE = 10;
    private static final int OPTION_HEADER_LENGTH = 4;

    /** Two names and five numbers (RFC 1035, section 3.3.13). */
    private static final int SHORTEST_SOA = 2 + 5 * Integer.BYTES;

    private final char[] ttlOffsets;
    private int ttlCount;
    private long leastTtlS;
    private boolean soaInAuthority;
    private boolean signed;
    private boolean opt;
    private boolean cookie;

    /**
     * A walker.
     *
     * @param maxLength bytes of the longest message, at most 65,535.
     */
    public ResponseRecords(final int maxLength) {
        ttlOffsets = new char[maxLength / SHORTEST_RECORD + 1];
    }

    /**
     * Walks all records.
     *
     * @param message     first byte of the DNS header.
     * @param length      bytes of the message, not above what the walker was made for.
     * @param questionEnd the offset of the first record.
     * @return false when a record does not parse, an OPT record is where none may be, or something stands behind the last record; then nothing else
     *     may be asked.
     */
    public boolean wrap(final long message, final int length, final int questionEnd) {
        ttlCount = 0;
        leastTtlS = NO_TTL;
        soaInAuthority = false;
        signed = false;
        opt = false;
        cookie = false;
        final int answers = Memory.shortBigEndianAt(message + DnsHeader.ANCOUNT_OFFSET);
        final int others = answers + Memory.shortBigEndianAt(message + DnsHeader.NSCOUNT_OFFSET);
        final int records = others + Memory.shortBigEndianAt(message + DnsHeader.ARCOUNT_OFFSET);
        int position = questionEnd;
        for (int i = 0; i < records; i++) {
            final int fixed = DnsName.end(message, position, length);
            if (fixed < 0 || fixed + RECORD_FIXED_LENGTH > length) {
                return false;
            }
            final int dataLength = Memory.shortBigEndianAt(message + fixed + RDLENGTH_OFFSET);
            final int data = fixed + RECORD_FIXED_LENGTH;
            if (data + dataLength > length) {
                return false;
            }
            final int type = Memory.shortBigEndianAt(message + fixed);
            if (type == Edns.TYPE) {
                if (i < others || fixed != position + 1 || opt || !wrapOptions(message + data, dataLength)) {
                    return false;
                }
            } else {
                note(message, fixed, i >= answers && i < others && type == TYPE_SOA, data + dataLength);
                signed |= i >= others && (type == TYPE_TSIG || type == TYPE_SIG);
            }
            position = data + dataLength;
        }
        return position == length;
    }

    private void note(final long message, final int fixed, final boolean soa, final int end) {
        ttlOffsets[ttlCount++] = (char) (fixed + TTL_OFFSET);
        leastTtlS = Math.min(leastTtlS, seconds(message + fixed + TTL_OFFSET));
        if (soa) {
            soaInAuthority = true;
            // MINIMUM stands last.
            final boolean whole = end - fixed - RECORD_FIXED_LENGTH >= SHORTEST_SOA;
            leastTtlS = Math.min(leastTtlS, whole ? seconds(message + end - Integer.BYTES) : 0);
        }
    }

    /** A TTL; one with the upper bit set counts as 0 (RFC 2181, section 8). */
    private static long seconds(final long address) {
        return Math.max(0, Memory.intBigEndianAt(address));
    }

    /** Looks for a cookie; false when the options do not parse. */
    private boolean wrapOptions(final long options, final int length) {
        opt = true;
        int position = 0;
        while (position < length) {
            if (position + OPTION_HEADER_LENGTH > length) {
                return false;
            }
            cookie |= Memory.shortBigEndianAt(options + position) == OPTION_COOKIE;
            position += OPTION_HEADER_LENGTH + Memory.shortBigEndianAt(options + position + Short.BYTES);
        }
        return position == length;
    }

    /**
     * The number of records that have a TTL, which are all but OPT.
     *
     * @return records.
     */
    public int ttlCount() {
        return ttlCount;
    }

    /**
     * Where a TTL stands.
     *
     * @param index from 0, below {@link #ttlCount}.
     * @return bytes from the start of the message.
     */
    public int ttlOffset(final int index) {
        return ttlOffsets[index];
    }

    /**
     * The least TTL of all records, and of an SOA record in the authority section its MINIMUM as well (RFC 2308, section 5).
     *
     * @return seconds, or {@link #NO_TTL}.
     */
    public long leastTtlS() {
        return leastTtlS;
    }

    /**
     * Whether the authority section has an SOA record, the mark of negative answers.
     *
     * @return false for referrals and most others.
     */
    public boolean hasSoaInAuthority() {
        return soaInAuthority;
    }

    /**
     * Whether a TSIG or SIG(0) record covers the message, whose every byte then counts (RFC 8945, RFC 2931). SIG records in other sections are no sign.
     *
     * @return whether nothing may be changed.
     */
    public boolean isSigned() {
        return signed;
    }

    /**
     * Whether the OPT record has a cookie (RFC 7873), which is one client's alone.
     *
     * @return false without an OPT record.
     */
    public boolean hasCookie() {
        return cookie;
    }
}
