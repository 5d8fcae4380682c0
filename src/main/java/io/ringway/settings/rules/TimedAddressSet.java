package io.ringway.settings.rules;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Addresses, each for a while: the set behind {@code TimedIPSetRule}, which changes while workers look addresses up.
 *
 * <pre>
 *   a bucket, three cache lines: eight entries of three longs
 *  +-----------------+------------------+-----------------+--
 *  | upper half      | lower half       | until (ns)      |     until 0: nothing
 *  +-----------------+------------------+-----------------+--
 * </pre>
 *
 * <p>IPv4 addresses are kept as IPv6 ones, {@code ::ffff:192.0.2.1} (RFC 4291, section 2.5.5.2). There is room for 131,072; where a bucket is full, the entry
 * that ends first gives way. A look-up reads one bucket, without a lock: an entry is taken out before another one takes its place, and only one whose end is
 * the same before and after its address was read counts.
 *
 * <p>Looked up by any thread; changed by any, one at a time.
 */
public final class TimedAddressSet {
    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int BUCKETS = 1 << 14;
    private static final int WAYS = 8;
    private static final int FIELDS = 3;
    private static final int LOW = 1;
    private static final int UNTIL = 2;
    private static final int BUCKET_LENGTH = WAYS * FIELDS;
    private static final long MAPPED = 0xFFFFL << 32;
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;
    private static final long NOTHING = 0;

    private final long[] entries = new long[BUCKETS * BUCKET_LENGTH];

    /** Nobody can choose addresses that fall into one bucket without knowing it. */
    private final long secret;

    /**
     * An empty set, of 3 MiB.
     *
     * @param secret any number that clients cannot know.
     */
    public TimedAddressSet(final long secret) {
        this.secret = secret;
    }

    private int bucket(final long high, final long low) {
        long hash = (high ^ secret) * HASH_FACTOR;
        hash = ((hash ^ (hash >>> 32)) + low) * HASH_FACTOR;
        return ((int) (hash >>> 40) & (BUCKETS - 1)) * BUCKET_LENGTH;
    }

    /**
     * Looks an address up.
     *
     * @param ipv6  its version.
     * @param high  its upper 64 bits, 0 for IPv4.
     * @param low   its lower 64 bits; for IPv4 the address, unsigned.
     * @param nowNs the time now, as {@link System#nanoTime()}.
     * @return whether it is in the set, and its time is not over.
     */
    public boolean contains(final boolean ipv6, final long high, final long low, final long nowNs) {
        final long wanted = ipv6 ? low : MAPPED | low;
        final int bucket = bucket(high, wanted);
        for (int entry = bucket; entry < bucket + BUCKET_LENGTH; entry += FIELDS) {
            final long until = (long) LONG.getAcquire(entries, entry + UNTIL);
            if (until != NOTHING
                    && (long) LONG.getOpaque(entries, entry + LOW) == wanted
                    && (long) LONG.getOpaque(entries, entry) == high) {
                VarHandle.acquireFence();
                if ((long) LONG.getOpaque(entries, entry + UNTIL) == until) {
                    return until - nowNs > 0;
                }
            }
        }
        return false;
    }

    /**
     * Puts an address in; one that is there already ends at the later of both times.
     *
     * @param ipv6    its version.
     * @param high    its upper 64 bits, 0 for IPv4.
     * @param low     its lower 64 bits; for IPv4 the address, unsigned.
     * @param untilNs when it ends, as {@link System#nanoTime()}.
     * @param nowNs   the time now.
     */
    public synchronized void add(
            final boolean ipv6, final long high, final long low, final long untilNs, final long nowNs) {
        final long own = ipv6 ? low : MAPPED | low;
        final int bucket = bucket(high, own);
        final long until = untilNs == NOTHING ? 1 : untilNs;
        int place = bucket;
        long leastLeft = Long.MAX_VALUE;
        for (int entry = bucket; entry < bucket + BUCKET_LENGTH; entry += FIELDS) {
            final long present = entries[entry + UNTIL];
            if (present != NOTHING && entries[entry] == high && entries[entry + LOW] == own) {
                if (until - present > 0) {
                    LONG.setRelease(entries, entry + UNTIL, until);
                }
                return;
            }
            final long left = present == NOTHING ? Long.MIN_VALUE : present - nowNs;
            if (left < leastLeft) {
                leastLeft = left;
                place = entry;
            }
        }
        LONG.setOpaque(entries, place + UNTIL, NOTHING);
        VarHandle.releaseFence();
        LONG.setOpaque(entries, place, high);
        LONG.setOpaque(entries, place + LOW, own);
        LONG.setRelease(entries, place + UNTIL, until);
    }

    /** Takes everything out. */
    public synchronized void clear() {
        for (int entry = UNTIL; entry < entries.length; entry += FIELDS) {
            LONG.setOpaque(entries, entry, NOTHING);
        }
    }

    /**
     * Takes out what is over.
     *
     * @param nowNs the time now.
     * @return how many are left.
     */
    public synchronized int cleanUp(final long nowNs) {
        int left = 0;
        for (int entry = UNTIL; entry < entries.length; entry += FIELDS) {
            if (entries[entry] != NOTHING) {
                if (entries[entry] - nowNs <= 0) {
                    LONG.setOpaque(entries, entry, NOTHING);
                } else {
                    left++;
                }
            }
        }
        return left;
    }

    @Override
    public String toString() {
        return "addresses for a while";
    }
}
