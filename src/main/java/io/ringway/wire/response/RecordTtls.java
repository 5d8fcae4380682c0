package io.ringway.wire.response;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Edns;
import io.ringway.wire.Memory;

/**
 * Changes the times to live of a response's records, where they are. OPT and TSIG records keep theirs, which are none (RFC 6891, section 6.1.3; RFC 8945,
 * section 4.2). A time to live with the upper bit set counts as 0 (RFC 2181, section 8).
 */
public final class RecordTtls {
    /** The longest time to live (RFC 2181, section 8), seconds. */
    public static final int MAX_TTL_S = Integer.MAX_VALUE;

    private static final int RECORD_FIXED_LENGTH = 10;
    private static final int TTL_OFFSET = 4;
    private static final int RDLENGTH_OFFSET = 8;
    private static final int TYPE_TSIG = 250;
    private static final int PERCENT = 100;

    private RecordTtls() {}

    /**
     * Brings times to live within limits; where these contradict each other, the upper one holds.
     *
     * @param response whole.
     * @param types    the types that are changed, null for all.
     * @param minimumS the lower limit, seconds.
     * @param maximumS the upper limit, seconds.
     */
    public static void limit(final DnsQuery response, final TypeSet types, final int minimumS, final int maximumS) {
        change(response, types, PERCENT, minimumS, maximumS);
    }

    /**
     * Makes times to live shorter.
     *
     * @param response whole.
     * @param percent  what is left of them, 0 to 100; fractions of a second go.
     */
    public static void reduce(final DnsQuery response, final int percent) {
        change(response, null, percent, 0, MAX_TTL_S);
    }

    private static void change(
            final DnsQuery response, final TypeSet types, final int percent, final int minimumS, final int maximumS) {
        final long message = response.message();
        final int records = Memory.shortBigEndianAt(message + DnsHeader.ANCOUNT_OFFSET)
                + Memory.shortBigEndianAt(message + DnsHeader.NSCOUNT_OFFSET)
                + Memory.shortBigEndianAt(message + DnsHeader.ARCOUNT_OFFSET);
        int position = response.questionEnd();
        for (int i = 0; i < records; i++) {
            final int fixed = DnsName.end(message, position, response.length());
            final int type = Memory.shortBigEndianAt(message + fixed);
            if (type != Edns.TYPE && type != TYPE_TSIG && (types == null || types.has(type))) {
                final long ttl = message + fixed + TTL_OFFSET;
                final int before = Memory.intBigEndianAt(ttl);
                final long part = (long) Math.max(0, before) * percent / PERCENT;
                final int after = (int) Math.min(maximumS, Math.max(minimumS, part));
                if (after != Math.max(0, before)) {
                    Memory.putIntBigEndian(ttl, after);
                }
            }
            position = fixed + RECORD_FIXED_LENGTH + Memory.shortBigEndianAt(message + fixed + RDLENGTH_OFFSET);
        }
    }
}
