package io.ringway.rules.names;

import io.ringway.settings.DomainName;
import io.ringway.wire.FoldedName;
import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collection;

/**
 * A set of domain names as a trie of labels from the right, kept in one hash table: a look-up takes a probe for each label, and ends at the first that
 * no name has. Names are compared as bytes with letters in lower case.
 *
 * <pre>
 *   an entry, two longs:
 *    63                             32 31                              0
 *   +---------------------------------+---------------------------------+
 *   |          node of parent         |        hash of the label        |
 *   +---------------------------------+-+-------------------------------+
 *   |          node, from 1         |end|     offset of the label       |   end: a name of the set
 *   +-------------------------------+---+-------------------------------+
 * </pre>
 *
 * <p>Immutable once made; any thread.
 */
public final class NameTable {
    /** Stands for no name. */
    public static final int NONE = -1;

    private static final int MIN_SLOTS = 16;
    private static final int MIN_LABELS_CAPACITY = 256;
    private static final int NODE_SHIFT = 33;
    private static final long END = 1L << 32;
    private static final long OFFSET_MASK = 0xFFFF_FFFFL;
    private static final int HASH_FACTOR = 0x9E3779B1;
    private static final int ROOT = 0;

    private long[] entries = new long[2 * MIN_SLOTS];
    private int slotMask = MIN_SLOTS - 1;
    private int nodes;

    /** Labels with their lengths in front, and eight bytes behind that may be read. */
    private final MemorySegment labels;

    private final long labelsAddress;
    private final boolean hasRoot;

    /**
     * Makes a set.
     *
     * @param names in any order, repetitions included.
     */
    public NameTable(final Collection<DomainName> names) {
        final FoldedName folded = new FoldedName();
        final MemorySegment scratch = Arena.ofAuto().allocate(2L * DomainName.MAX_LENGTH);
        byte[] pool = new byte[MIN_LABELS_CAPACITY];
        int used = 0;
        boolean root = false;
        for (final DomainName name : names) {
            final byte[] wire = name.folded();
            MemorySegment.copy(wire, 0, scratch, ValueLayout.JAVA_BYTE, 0, wire.length);
            folded.fold(scratch.address(), wire.length);
            root |= wire.length == 1;
            int node = ROOT;
            for (int label = folded.labels() - 1; label >= 0; label--) {
                final int start = (int) (folded.labelAddress(label) - folded.address());
                final int length = 1 + wire[start];
                final long key = key(node, folded.labelAddress(label), length);
                int slot = slot(key);
                while (entries[2 * slot + 1] != 0
                        && !(entries[2 * slot] == key && same(pool, entries[2 * slot + 1], wire, start, length))) {
                    slot = (slot + 1) & slotMask;
                }
                if (entries[2 * slot + 1] == 0) {
                    if (used + length + Long.BYTES > pool.length) {
                        pool = Arrays.copyOf(pool, 2 * pool.length);
                    }
                    System.arraycopy(wire, start, pool, used, length);
                    entries[2 * slot] = key;
                    entries[2 * slot + 1] = ((long) ++nodes << NODE_SHIFT) | used;
                    used += length;
                }
                if (label == 0) {
                    entries[2 * slot + 1] |= END;
                }
                node = node(entries[2 * slot + 1]);
                if (nodes > slotMask / 2) {
                    grow();
                }
            }
        }
        hasRoot = root;
        labels = Arena.ofAuto().allocate(used + (long) Long.BYTES, Long.BYTES);
        labelsAddress = labels.address();
        MemorySegment.copy(pool, 0, labels, ValueLayout.JAVA_BYTE, 0, used);
    }

    private static boolean same(
            final byte[] pool, final long entry, final byte[] wire, final int start, final int length) {
        final int offset = (int) (entry & OFFSET_MASK);
        return Arrays.equals(pool, offset, offset + length, wire, start, start + length);
    }

    private void grow() {
        final long[] before = entries;
        entries = new long[2 * before.length];
        slotMask = entries.length / 2 - 1;
        for (int i = 0; i < before.length; i += 2) {
            if (before[i + 1] != 0) {
                int slot = slot(before[i]);
                while (entries[2 * slot + 1] != 0) {
                    slot = (slot + 1) & slotMask;
                }
                entries[2 * slot] = before[i];
                entries[2 * slot + 1] = before[i + 1];
            }
        }
    }

    private static long key(final int parent, final long label, final int length) {
        final long hash = FoldedName.hash(label, length);
        return ((long) parent << Integer.SIZE) | ((hash >>> Integer.SIZE) & OFFSET_MASK);
    }

    private int slot(final long key) {
        final int mixed = ((int) (key >>> Integer.SIZE) * HASH_FACTOR) ^ (int) key;
        return (mixed ^ (mixed >>> 15)) & slotMask;
    }

    private static int node(final long entry) {
        return (int) (entry >>> NODE_SHIFT);
    }

    /** The entry of a label below a node, 0 when there is none. */
    private long find(final int parent, final long label) {
        final int length = 1 + Memory.byteAt(label);
        final long key = key(parent, label, length);
        int slot = slot(key);
        long entry = entries[2 * slot + 1];
        while (entry != 0) {
            if (entries[2 * slot] == key && FoldedName.same(labelsAddress + (entry & OFFSET_MASK), label, length)) {
                return entry;
            }
            slot = (slot + 1) & slotMask;
            entry = entries[2 * slot + 1];
        }
        return 0;
    }

    /**
     * Whether the set has a name, or one that it is below of.
     *
     * @param name the name.
     * @return whether a suffix of its labels is in the set.
     */
    public boolean hasSuffixOf(final FoldedName name) {
        if (hasRoot) {
            return true;
        }
        int node = ROOT;
        for (int label = name.labels() - 1; label >= 0; label--) {
            final long entry = find(node, name.labelAddress(label));
            if (entry == 0) {
                return false;
            }
            if ((entry & END) != 0) {
                return true;
            }
            node = node(entry);
        }
        return false;
    }

    /**
     * The longest name of the set that a name is, or is below of.
     *
     * @param name the name.
     * @return a number of that name of the set, below {@link #numbers}; {@link #NONE} when no suffix of the labels is in the set.
     */
    public int longestSuffixOf(final FoldedName name) {
        int found = hasRoot ? ROOT : NONE;
        int node = ROOT;
        for (int label = name.labels() - 1; label >= 0; label--) {
            final long entry = find(node, name.labelAddress(label));
            if (entry == 0) {
                return found;
            }
            node = node(entry);
            if ((entry & END) != 0) {
                found = node;
            }
        }
        return found;
    }

    /**
     * How many numbers {@link #longestSuffixOf} has.
     *
     * @return at least 1.
     */
    public int numbers() {
        return nodes + 1;
    }

    /**
     * Whether the set has a name.
     *
     * @param name the name.
     * @return whether all its labels are a name of the set.
     */
    public boolean has(final FoldedName name) {
        long entry = hasRoot ? END : 0;
        int node = ROOT;
        for (int label = name.labels() - 1; label >= 0; label--) {
            entry = find(node, name.labelAddress(label));
            if (entry == 0) {
                return false;
            }
            node = node(entry);
        }
        return (entry & END) != 0;
    }
}
