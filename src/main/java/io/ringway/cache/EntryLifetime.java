package io.ringway.cache;

import io.ringway.settings.cache.PacketCacheSettings;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.forward.ResponseRecords;

/**
 * How long a response is kept: SERVFAIL and REFUSED for {@code temporaryFailureTTL}, truncated ones without records for {@code truncatedTTL}, others
 * for the least TTL of their records, negative ones with the MINIMUM of their SOA record among these (RFC 2308, section 5).
 *
 * <p>Immutable; any thread.
 */
final class EntryLifetime {
    /** Not at all. */
    static final long NONE = 0;

    /** Not at all, since the TTLs are too short. */
    static final long TOO_SHORT = -1;

    private static final int NOERROR = 0;
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;
    private static final int REFUSED = 5;

    private final int temporaryFailureTtlS;
    private final int truncatedTtlS;
    private final int maxNegativeTtlS;
    private final int maxTtlS;
    private final int minTtlS;
    private final boolean cookiesAreHashed;

    EntryLifetime(final PacketCacheSettings settings) {
        temporaryFailureTtlS = settings.temporaryFailureTtlS();
        truncatedTtlS = settings.truncatedTtlS();
        maxNegativeTtlS = settings.maxNegativeTtlS();
        maxTtlS = settings.maxTtlS();
        minTtlS = settings.minTtlS();
        cookiesAreHashed = !settings.skipOptions().contains(PacketCacheSettings.COOKIE);
    }

    /**
     * Decides.
     *
     * @param flags       of the response.
     * @param overTcp     whether it answers a query over TCP, whose client cannot ask for more.
     * @param records     of the response, wrapped.
     * @param failureTtlS another {@code temporaryFailureTTL}, negative for that of the settings.
     * @return seconds above 0; or {@link #NONE}, or {@link #TOO_SHORT}.
     */
    long seconds(final int flags, final boolean overTcp, final ResponseRecords records, final int failureTtlS) {
        if (records.isSigned() || (records.hasCookie() && !cookiesAreHashed)) {
            return NONE;
        }
        final int rcode = flags & DnsHeader.RCODE_MASK;
        if (rcode == SERVFAIL || rcode == REFUSED) {
            return failureTtlS < 0 ? temporaryFailureTtlS : failureTtlS;
        }
        if ((flags & DnsHeader.TC) != 0) {
            return overTcp || records.ttlCount() > 0 ? NONE : truncatedTtlS;
        }
        if (records.ttlCount() == 0) {
            return NONE;
        }
        final boolean negative = rcode == NXDOMAIN || (rcode == NOERROR && records.hasSoaInAuthority());
        final long seconds = Math.min(records.leastTtlS(), negative ? maxNegativeTtlS : maxTtlS);
        return seconds == 0 || seconds < minTtlS ? TOO_SHORT : seconds;
    }
}
