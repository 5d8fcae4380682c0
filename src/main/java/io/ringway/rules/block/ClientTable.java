package io.ringway.rules.block;

import io.ringway.settings.block.BlockTarget.Clients;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Numbers of client networks in a hash table, which is asked once for each prefix length that there is, the longest first.
 *
 * <p>Immutable; any thread.
 */
final class ClientTable {
    /** Stands for a client in no network. */
    static final int NONE = -1;

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final long IPV4_MASK = 0xFFFF_FFFFL;
    private static final int MIN_SLOTS = 4;
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

    /** Nobody can choose addresses that fall into one slot without knowing it. */
    private final long secret;

    private final int slotMask;
    private final int[] lengthsV4;
    private final int[] lengthsV6;
    private final long[] high;
    private final long[] low;

    /** The length of the prefix; for IPv6 128 more. */
    private final int[] kinds;

    /** One more than the number; 0 for a free slot. */
    private final int[] numbers;

    /**
     * Makes a table.
     *
     * @param networks a number for each, from 0.
     * @param secret   any number that clients cannot know.
     */
    ClientTable(final Map<Clients, Integer> networks, final long secret) {
        this.secret = secret;
        final int slots = Math.max(MIN_SLOTS, Integer.highestOneBit(Math.max(1, networks.size())) << 2);
        slotMask = slots - 1;
        lengthsV4 = lengths(networks.keySet().stream().toList(), IPV4_BITS);
        lengthsV6 = lengths(networks.keySet().stream().toList(), IPV6_BITS);
        high = new long[slots];
        low = new long[slots];
        kinds = new int[slots];
        numbers = new int[slots];
        for (final Map.Entry<Clients, Integer> entry : networks.entrySet()) {
            final byte[] bytes = entry.getKey().network().networkBytes();
            final boolean ipv6 = bytes.length > Integer.BYTES;
            final long networkHigh = ipv6 ? number(bytes, 0, Long.BYTES) : 0;
            final long networkLow = ipv6 ? number(bytes, Long.BYTES, bytes.length) : number(bytes, 0, Integer.BYTES);
            final int kind = kind(ipv6, entry.getKey().network().prefixLength());
            int slot = slot(networkHigh, networkLow, kind);
            while (numbers[slot] != 0) {
                slot = (slot + 1) & slotMask;
            }
            high[slot] = networkHigh;
            low[slot] = networkLow;
            kinds[slot] = kind;
            numbers[slot] = entry.getValue() + 1;
        }
    }

    private static int[] lengths(final List<Clients> networks, final int bits) {
        return networks.stream()
                .map(Clients::network)
                .filter(network -> network.address().getAddress().length * Byte.SIZE == bits)
                .map(network -> network.prefixLength())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static long number(final byte[] bytes, final int from, final int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << Byte.SIZE | (bytes[i] & 0xFF);
        }
        return number;
    }

    private static int kind(final boolean ipv6, final int length) {
        return ipv6 ? IPV6_BITS + length : length;
    }

    private int slot(final long networkHigh, final long networkLow, final int kind) {
        long hash = (networkHigh ^ secret) * HASH_FACTOR;
        hash = ((hash ^ (hash >>> 32)) + networkLow) * HASH_FACTOR;
        hash = ((hash ^ (hash >>> 32)) + kind) * HASH_FACTOR;
        return (int) (hash >>> 40) & slotMask;
    }

    /** The upper half of an IPv6 prefix of that length. */
    static long maskHigh(final int length) {
        return length == 0 ? 0 : -1L << (Long.SIZE - Math.min(length, Long.SIZE));
    }

    /** The lower half of an IPv6 prefix of that length, or an IPv4 prefix of 96 bits less. */
    static long maskLow(final int length) {
        return length <= Long.SIZE ? 0 : -1L << (IPV6_BITS - length);
    }

    /**
     * The smallest network that a client is in.
     *
     * @param ipv6        the version of its address.
     * @param addressHigh the upper 64 bits, 0 for IPv4.
     * @param addressLow  the lower 64 bits; for IPv4 the address, unsigned.
     * @return its number, or {@link #NONE}.
     */
    int find(final boolean ipv6, final long addressHigh, final long addressLow) {
        final int[] lengths = ipv6 ? lengthsV6 : lengthsV4;
        for (int i = 0; i < lengths.length; i++) {
            final int length = lengths[i];
            final int bits = ipv6 ? length : length + IPV6_BITS - IPV4_BITS;
            final long networkHigh = addressHigh & maskHigh(bits);
            final long networkLow = addressLow & maskLow(bits) & (ipv6 ? -1L : IPV4_MASK);
            final int kind = kind(ipv6, length);
            int slot = slot(networkHigh, networkLow, kind);
            while (numbers[slot] != 0) {
                if (low[slot] == networkLow && high[slot] == networkHigh && kinds[slot] == kind) {
                    return numbers[slot] - 1;
                }
                slot = (slot + 1) & slotMask;
            }
        }
        return NONE;
    }
}
