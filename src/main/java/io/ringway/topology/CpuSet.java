package io.ringway.topology;

import java.util.BitSet;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Processors by number. Immutable; read and written in the two forms that the kernel has, lists ({@code 0-3,8}) and masks
 * ({@code ff,00000000}, most significant word first; Documentation/admin-guide/cputopology.rst).
 */
public final class CpuSet implements Iterable<Integer> {
    /** No processor. */
    public static final CpuSet NONE = new CpuSet(new BitSet());

    private static final int HEX = 16;
    private static final int MASK_WORD_BITS = 32;

    private final BitSet bits;

    private CpuSet(final BitSet bits) {
        this.bits = bits;
    }

    /**
     * Some processors.
     *
     * @param cpus their numbers, from 0.
     * @return the set.
     */
    public static CpuSet of(final int... cpus) {
        return of(IntStream.of(cpus));
    }

    /**
     * Some processors.
     *
     * @param cpus their numbers, from 0.
     * @return the set.
     */
    public static CpuSet of(final IntStream cpus) {
        final BitSet bits = new BitSet();
        cpus.forEach(bits::set);
        return new CpuSet(bits);
    }

    /**
     * Reads a list as the kernel writes it.
     *
     * @param list for instance {@code 0-3,8}; empty for none.
     * @return the set.
     * @throws IllegalArgumentException when it is no list, with the text.
     */
    public static CpuSet parse(final String list) {
        final BitSet bits = new BitSet();
        for (final String range : list.strip().split(",", -1)) {
            if (range.isBlank()) {
                continue;
            }
            final int dash = range.indexOf('-');
            try {
                final int first = Integer.parseInt(
                        dash < 0 ? range.strip() : range.substring(0, dash).strip());
                final int last = dash < 0
                        ? first
                        : Integer.parseInt(range.substring(dash + 1).strip());
                bits.set(first, last + 1);
            } catch (final NumberFormatException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("'" + list + "' is no list of processors", e);
            }
        }
        return new CpuSet(bits);
    }

    /**
     * Reads a mask as the kernel writes it.
     *
     * @param mask words of 32 bits in hexadecimal, the most significant first, separated by commas.
     * @return the set.
     * @throws IllegalArgumentException when it is no mask, with the text.
     */
    public static CpuSet parseMask(final String mask) {
        final String[] words = mask.strip().split(",", -1);
        final BitSet bits = new BitSet();
        try {
            for (int i = 0; i < words.length; i++) {
                final int base = MASK_WORD_BITS * (words.length - 1 - i);
                BitSet.valueOf(new long[] {Long.parseLong(words[i], HEX)}).stream()
                        .forEach(bit -> bits.set(base + bit));
            }
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("'" + mask + "' is no mask of processors", e);
        }
        return new CpuSet(bits);
    }

    /**
     * Whether a processor belongs to it.
     *
     * @param cpu its number; a negative one never does.
     * @return true when it does.
     */
    public boolean contains(final int cpu) {
        return cpu >= 0 && bits.get(cpu);
    }

    /**
     * Whether there is none.
     *
     * @return true for the empty set.
     */
    public boolean isEmpty() {
        return bits.isEmpty();
    }

    /**
     * How many there are.
     *
     * @return 0 for the empty set.
     */
    public int size() {
        return bits.cardinality();
    }

    /**
     * The lowest number.
     *
     * @return -1 for the empty set.
     */
    public int first() {
        return bits.nextSetBit(0);
    }

    /**
     * The numbers in ascending order.
     *
     * @return a stream of them.
     */
    public IntStream stream() {
        return bits.stream();
    }

    /**
     * Those in both.
     *
     * @param other another set.
     * @return a new set.
     */
    public CpuSet and(final CpuSet other) {
        final BitSet result = (BitSet) bits.clone();
        result.and(other.bits);
        return new CpuSet(result);
    }

    /**
     * Those in either.
     *
     * @param other another set.
     * @return a new set.
     */
    public CpuSet or(final CpuSet other) {
        final BitSet result = (BitSet) bits.clone();
        result.or(other.bits);
        return new CpuSet(result);
    }

    /**
     * Those of this set that are not in the other.
     *
     * @param other another set.
     * @return a new set.
     */
    public CpuSet without(final CpuSet other) {
        final BitSet result = (BitSet) bits.clone();
        result.andNot(other.bits);
        return new CpuSet(result);
    }

    /**
     * As {@code sched_setaffinity(2)} takes it.
     *
     * @return bit n of the array, counted from the least significant of the first word, stands for processor n.
     */
    public long[] mask() {
        return bits.toLongArray();
    }

    @Override
    public Iterator<Integer> iterator() {
        return stream().iterator();
    }

    /** As the kernel lists it, {@code 0-3,8}; empty for none. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        int first = bits.nextSetBit(0);
        while (first >= 0) {
            final int end = bits.nextClearBit(first);
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (end - first > 1) {
                text.append('-').append(end - 1);
            }
            first = bits.nextSetBit(end);
        }
        return text.toString();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof CpuSet set && bits.equals(set.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }
}
