package io.ringway.backend;

/**
 * Finds the slot of an outstanding query by its source port and ID: open addressing with linear probing in one array, at most half full.
 *
 * <p>An entry, 0 where there is none:
 * <pre>
 *    63                48 47                32 31                 0
 *   +--------------------+--------------------+--------------------+
 *   |  number of the port|         ID         |      slot + 1      |
 *   +--------------------+--------------------+--------------------+
 * </pre>
 *
 * <p>What is removed is filled by shifting back what follows, so that there are no tombstones and a table that is never rebuilt stays as
 * quick as it was. Belongs to one thread.
 */
final class QueryIndex {
    private static final int MULTIPLIER = 0x9E37_79B9;

    private final long[] entries;
    private final int mask;
    private final int shift;

    /**
     * An empty index.
     *
     * @param capacity the largest number of entries, a power of two.
     */
    QueryIndex(final int capacity) {
        entries = new long[2 * capacity];
        mask = entries.length - 1;
        shift = Integer.SIZE - Integer.numberOfTrailingZeros(entries.length);
    }

    /**
     * Looks up a key.
     *
     * @param key port and ID.
     * @return the slot, -1 when there is none.
     */
    int find(final int key) {
        int position = home(key);
        long entry = entries[position];
        while (entry != 0) {
            if (key(entry) == key) {
                return (int) entry - 1;
            }
            position = (position + 1) & mask;
            entry = entries[position];
        }
        return -1;
    }

    /**
     * Enters a slot unless the key is taken.
     *
     * @param key  port and ID.
     * @param slot from 0.
     * @return false when the key is taken; nothing is changed then.
     */
    boolean putIfAbsent(final int key, final int slot) {
        int position = home(key);
        long entry = entries[position];
        while (entry != 0) {
            if (key(entry) == key) {
                return false;
            }
            position = (position + 1) & mask;
            entry = entries[position];
        }
        entries[position] = ((long) key << Integer.SIZE) | (slot + 1);
        return true;
    }

    /**
     * Removes a key that is there.
     *
     * @param key port and ID.
     */
    void remove(final int key) {
        int hole = home(key);
        while (key(entries[hole]) != key) {
            hole = (hole + 1) & mask;
        }
        int position = (hole + 1) & mask;
        long entry = entries[position];
        while (entry != 0) {
            // It may move into the hole unless that lies in front of its home.
            if (((position - home(key(entry))) & mask) >= ((position - hole) & mask)) {
                entries[hole] = entry;
                hole = position;
            }
            position = (position + 1) & mask;
            entry = entries[position];
        }
        entries[hole] = 0;
    }

    private int home(final int key) {
        return (key * MULTIPLIER) >>> shift;
    }

    private static int key(final long entry) {
        return (int) (entry >>> Integer.SIZE);
    }
}
