package io.ringway.rules;

import io.ringway.settings.Netmask;
import io.ringway.wire.Datagram;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * A set of networks and their exceptions; the most specific mask that holds an address decides.
 *
 * <p>Compiled to disjoint, sorted ranges, so that a look-up is a binary search in primitive arrays however many masks there are. Immutable.
 */
public final class NetmaskGroup {
    private static final BigInteger LOW_MASK =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private final Ranges v4;
    private final Ranges v6;

    /**
     * Compiles a group.
     *
     * @param masks in any order, except that of equal masks the last one counts, as in dnsdist.
     */
    public NetmaskGroup(final List<Netmask> masks) {
        v4 = compile(masks.stream().filter(mask -> bits(mask) == 32).toList(), 32);
        v6 = compile(masks.stream().filter(mask -> bits(mask) == 128).toList(), 128);
    }

    private static int bits(final Netmask mask) {
        return mask.address().getAddress().length * Byte.SIZE;
    }

    /** Cuts the address space at every mask's borders and asks for each piece which mask is the most specific. */
    private static Ranges compile(final List<Netmask> masks, final int bits) {
        // The sort is stable: turned round first, so that of equal masks the last one is found first.
        final List<Netmask> bySpecificity = masks.reversed().stream()
                .sorted(Comparator.comparingInt(Netmask::prefixLength).reversed())
                .toList();
        final TreeSet<BigInteger> borders = new TreeSet<>();
        for (final Netmask mask : masks) {
            borders.add(first(mask));
            borders.add(last(mask, bits).add(BigInteger.ONE));
        }
        final List<BigInteger> starts = new ArrayList<>();
        final List<BigInteger> ends = new ArrayList<>();
        for (final BigInteger start : borders) {
            final BigInteger next = borders.higher(start);
            if (next == null || !matches(bySpecificity, start, bits)) {
                continue;
            }
            if (!ends.isEmpty() && ends.getLast().add(BigInteger.ONE).equals(start)) {
                ends.set(ends.size() - 1, next.subtract(BigInteger.ONE));
            } else {
                starts.add(start);
                ends.add(next.subtract(BigInteger.ONE));
            }
        }
        return new Ranges(starts, ends);
    }

    private static boolean matches(final List<Netmask> bySpecificity, final BigInteger address, final int bits) {
        for (final Netmask mask : bySpecificity) {
            if (first(mask).compareTo(address) <= 0 && last(mask, bits).compareTo(address) >= 0) {
                return !mask.excluded();
            }
        }
        return false;
    }

    private static BigInteger first(final Netmask mask) {
        return new BigInteger(1, mask.networkBytes());
    }

    private static BigInteger last(final Netmask mask, final int bits) {
        return first(mask)
                .add(BigInteger.ONE.shiftLeft(bits - mask.prefixLength()))
                .subtract(BigInteger.ONE);
    }

    /**
     * Whether a packet's source is inside.
     *
     * @param datagram wrapped.
     * @return true when the most specific mask that holds it is not an exception.
     */
    public boolean matches(final Datagram datagram) {
        return matches(datagram.isIpv6(), datagram.sourceHigh(), datagram.sourceLow());
    }

    /**
     * Whether an address is inside.
     *
     * @param ipv6 its version.
     * @param high its upper 64 bits, 0 for IPv4.
     * @param low  its lower 64 bits; for IPv4 the address, unsigned.
     * @return true when the most specific mask that holds it is not an exception.
     */
    public boolean matches(final boolean ipv6, final long high, final long low) {
        return (ipv6 ? v6 : v4).contain(high, low);
    }

    /** Sorted, disjoint ranges of 128-bit numbers, both ends included, as unsigned halves. */
    private static final class Ranges {
        private final long[] startHigh;
        private final long[] startLow;
        private final long[] endHigh;
        private final long[] endLow;

        Ranges(final List<BigInteger> starts, final List<BigInteger> ends) {
            startHigh = halves(starts, true);
            startLow = halves(starts, false);
            endHigh = halves(ends, true);
            endLow = halves(ends, false);
        }

        private static long[] halves(final List<BigInteger> numbers, final boolean high) {
            return numbers.stream()
                    .mapToLong(number -> (high ? number.shiftRight(Long.SIZE) : number.and(LOW_MASK)).longValue())
                    .toArray();
        }

        boolean contain(final long high, final long low) {
            int left = 0;
            int right = startHigh.length - 1;
            while (left <= right) {
                final int middle = (left + right) >>> 1;
                if (isBelow(high, low, startHigh[middle], startLow[middle])) {
                    right = middle - 1;
                } else if (isBelow(endHigh[middle], endLow[middle], high, low)) {
                    left = middle + 1;
                } else {
                    return true;
                }
            }
            return false;
        }

        private static boolean isBelow(final long aHigh, final long aLow, final long bHigh, final long bLow) {
            return aHigh == bHigh
                    ? aLow + Long.MIN_VALUE < bLow + Long.MIN_VALUE
                    : aHigh + Long.MIN_VALUE < bHigh + Long.MIN_VALUE;
        }
    }
}
