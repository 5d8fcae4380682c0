package io.ringway.rules.block;

import io.ringway.settings.DomainName;
import io.ringway.wire.FoldedName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/**
 * Numbers of domain names in a hash table, which is asked once for each label of a query's name, so that the longest name that it is or is below of is
 * found first.
 *
 * <p>Immutable; any thread.
 */
final class SuffixTable {
    /** Stands for a name without any. */
    static final int NONE = -1;

    private static final int MIN_SLOTS = 4;

    /** Room for a name, at a multiple of eight, that may be read in words. */
    private static final int NAME_LENGTH = 256 + Long.BYTES;

    private final int slotMask;
    private final long[] hashes;
    private final int[] lengths;

    /** One more than the number; 0 for a free slot. */
    private final int[] numbers;

    private final MemorySegment memory;
    private final long address;

    /**
     * Makes a table.
     *
     * @param names a number for each, from 0.
     */
    SuffixTable(final Map<DomainName, Integer> names) {
        final int slots = Math.max(MIN_SLOTS, Integer.highestOneBit(Math.max(1, names.size())) << 2);
        slotMask = slots - 1;
        hashes = new long[slots];
        lengths = new int[slots];
        numbers = new int[slots];
        memory = Arena.ofAuto().allocate(names.isEmpty() ? Long.BYTES : (long) slots * NAME_LENGTH, Long.BYTES);
        address = memory.address();
        final FoldedName folded = new FoldedName();
        final MemorySegment scratch = Arena.ofAuto().allocate(NAME_LENGTH, Long.BYTES);
        for (final Map.Entry<DomainName, Integer> entry : names.entrySet()) {
            final byte[] wire = entry.getKey().folded();
            MemorySegment.copy(wire, 0, scratch, ValueLayout.JAVA_BYTE, 0, wire.length);
            folded.fold(scratch.address(), wire.length);
            final long hash = FoldedName.hash(folded.address(), wire.length);
            int slot = slot(hash);
            while (numbers[slot] != 0) {
                slot = (slot + 1) & slotMask;
            }
            MemorySegment.copy(wire, 0, memory, ValueLayout.JAVA_BYTE, (long) slot * NAME_LENGTH, wire.length);
            hashes[slot] = hash;
            lengths[slot] = wire.length;
            numbers[slot] = entry.getValue() + 1;
        }
    }

    private int slot(final long hash) {
        return (int) (hash ^ (hash >>> 32)) & slotMask;
    }

    /**
     * The longest name that a name is, or is below of.
     *
     * @param name a query's.
     * @return its number, or {@link #NONE}.
     */
    int find(final FoldedName name) {
        final int labels = name.labels();
        for (int i = 0; i <= labels; i++) {
            // Behind the labels is that of the root.
            final long suffix = i < labels ? name.labelAddress(i) : name.address() + name.length() - 1;
            final int length = (int) (name.address() + name.length() - suffix);
            final long hash = FoldedName.hash(suffix, length);
            int slot = slot(hash);
            while (numbers[slot] != 0) {
                if (hashes[slot] == hash
                        && lengths[slot] == length
                        && FoldedName.same(address + (long) slot * NAME_LENGTH, suffix, length)) {
                    return numbers[slot] - 1;
                }
                slot = (slot + 1) & slotMask;
            }
        }
        return NONE;
    }
}
