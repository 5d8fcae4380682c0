package io.ringway.rules.rate;

import io.ringway.wire.Datagram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The rates of clients' networks, to which several workers keep together.
 *
 * <p>Each worker has a table of its own, of a fixed size, in sets of four entries: the one with the least count gives way, so that whoever asks most
 * stays known whatever number of addresses come by. While no worker has let anybody go beyond an equal share of the limit, its own table alone decides;
 * else the counts of all tables are added.
 *
 * <p>Made by the control thread, one {@link Table} for each worker, whose thread is the only one that writes it.
 */
public final class ClientRates {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SETS = 1 << 14;
    private static final int WAYS = 4;
    private static final int FIELDS = 4;

    /** Longs of a set: high half, low half, counts and nothing, four times. */
    private static final int SET_LENGTH = WAYS * FIELDS;

    private static final int LOW = 1;
    private static final int COUNTS = 2;
    private static final long IPV4 = -1;
    private static final int IPV4_BITS = 32;
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;
    private static final long NEVER = -1;

    private final Window window;
    private final long maskV4;
    private final long maskHigh;
    private final long maskLow;

    /** Nobody can choose addresses that fall into one set without knowing it. */
    private final long secret;

    private volatile Table[] tables = new Table[0];

    /**
     * Makes rates.
     *
     * @param qps    how many a second for each network, at least 1.
     * @param burst  how many at once, at least 1.
     * @param v4Mask bits of an IPv4 address that make a network, 0 to 32.
     * @param v6Mask bits of an IPv6 address that make a network, 0 to 128.
     * @param secret any number that clients cannot know.
     */
    public ClientRates(final int qps, final int burst, final int v4Mask, final int v6Mask, final long secret) {
        window = new Window(qps, burst);
        maskV4 = high(v4Mask + IPV4_BITS) & 0xFFFF_FFFFL;
        maskHigh = high(Math.min(v6Mask, Long.SIZE));
        maskLow = high(Math.max(0, v6Mask - Long.SIZE));
        this.secret = secret;
    }

    private static long high(final int bits) {
        return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
    }

    /**
     * Makes a worker's table. Control thread.
     *
     * @return used by that worker's thread alone.
     */
    public Table join() {
        final Table[] more = Arrays.copyOf(tables, tables.length + 1);
        more[tables.length] = new Table();
        tables = more;
        return more[more.length - 1];
    }

    private int set(final long high, final long low) {
        long hash = (high ^ secret) * HASH_FACTOR;
        hash = ((hash ^ (hash >>> 32)) + low) * HASH_FACTOR;
        return (int) (hash >>> 40) & (SETS - 1);
    }

    /** A worker's table. */
    public final class Table {
        private final long[] entries = new long[SETS * SET_LENGTH];

        /** The last window in which somebody got more than an equal share. */
        private volatile long borrowed = NEVER;

        private Table() {}

        /**
         * Counts a query.
         *
         * @param datagram whose source asks.
         * @param nowNs    the time now.
         * @return whether its network asks more than it may; such a query is not counted.
         */
        public boolean isAbove(final Datagram datagram, final long nowNs) {
            final boolean ipv6 = datagram.isIpv6();
            final long high = ipv6 ? datagram.sourceHigh() & maskHigh : IPV4;
            final long low = datagram.sourceLow() & (ipv6 ? maskLow : maskV4);
            final int set = set(high, low) * SET_LENGTH;
            final long number = window.number(nowNs);
            final int entry = find(set, high, low);
            final long counts = entry < 0 ? Window.at(0, number) : Window.at(entries[entry + COUNTS], number);
            final Table[] all = tables;
            final long own = window.weight(counts, nowNs);
            final boolean borrows = !window.hasRoom(own, all.length);
            if (borrows || anybodyBorrowed(all, number)) {
                if (!window.hasRoom(own + ofOthers(all, set, high, low, nowNs, number), 1)) {
                    return true;
                }
                if (borrows && borrowed != number) {
                    borrowed = number;
                }
            }
            put(entry < 0 ? victim(set, number) : entry, high, low, counts + 1);
            return false;
        }

        private boolean anybodyBorrowed(final Table[] all, final long number) {
            for (int i = 0; i < all.length; i++) {
                if (number - all[i].borrowed <= 1) {
                    return true;
                }
            }
            return false;
        }

        private long ofOthers(
                final Table[] all,
                final int set,
                final long high,
                final long low,
                final long nowNs,
                final long number) {
            long weight = 0;
            for (int i = 0; i < all.length; i++) {
                final Table other = all[i];
                final int entry = other == this ? -1 : other.find(set, high, low);
                if (entry >= 0) {
                    final long counts = (long) ELEMENT.getOpaque(other.entries, entry + COUNTS);
                    weight += window.weight(Window.at(counts, number), nowNs);
                }
            }
            return weight;
        }

        private int find(final int set, final long high, final long low) {
            for (int entry = set; entry < set + SET_LENGTH; entry += FIELDS) {
                if ((long) ELEMENT.getOpaque(entries, entry + LOW) == low
                        && (long) ELEMENT.getOpaque(entries, entry) == high) {
                    return entry;
                }
            }
            return -1;
        }

        private int victim(final int set, final long number) {
            int least = set;
            long leastCount = Long.MAX_VALUE;
            for (int entry = set; entry < set + SET_LENGTH; entry += FIELDS) {
                final long counts = entries[entry + COUNTS];
                final long count = Window.isOver(counts, number) ? 0 : Window.total(counts);
                if (count < leastCount) {
                    least = entry;
                    leastCount = count;
                }
            }
            return least;
        }

        private void put(final int entry, final long high, final long low, final long counts) {
            ELEMENT.setOpaque(entries, entry + COUNTS, counts);
            ELEMENT.setOpaque(entries, entry + LOW, low);
            ELEMENT.setOpaque(entries, entry, high);
        }
    }
}
