package io.ringway.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A copy of a query's name with letters in lower case (RFC 4343), and where its labels begin: what names are looked up by.
 *
 * <pre>
 *   0                                     256     264                 392
 *  +-------------------------------------+-------+-------------------+
 *  | name, zeros behind it to a multiple | never | offset of each    |
 *  | of eight bytes                      | read  | label, a byte     |
 *  +-------------------------------------+-------+-------------------+
 * </pre>
 *
 * <p>Words of eight bytes may be read from any offset of the name on. Reused for every packet by the thread that made it.
 */
public final class FoldedName {
    private static final int CAPACITY = 256;
    private static final int OFFSETS = CAPACITY + Long.BYTES;
    private static final int MAX_LABELS = 128;
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

    private final MemorySegment memory = Arena.ofAuto().allocate(OFFSETS + MAX_LABELS, Long.BYTES);
    private final long address = memory.address();
    private int length;
    private int labels;

    /** The root. */
    public FoldedName() {
        length = 1;
    }

    /**
     * Copies a name.
     *
     * @param name       address of its first byte.
     * @param nameLength its bytes, 1 to 255, which {@link DnsName#endOfPlain} has walked; 0 stands for the root.
     */
    public void fold(final long name, final int nameLength) {
        int position = 0;
        for (; position + Long.BYTES <= nameLength; position += Long.BYTES) {
            Memory.putLong(address + position, DnsName.lowerCase(Memory.longAt(name + position)));
        }
        Memory.putLong(address + position, 0);
        for (; position < nameLength; position++) {
            Memory.putByte(address + position, (int) DnsName.lowerCase(Memory.byteAt(name + position)));
        }
        length = Math.max(1, nameLength);
        labels = 0;
        int label = Memory.byteAt(address);
        for (int offset = 0; label != 0; label = Memory.byteAt(address + offset)) {
            Memory.putByte(address + OFFSETS + labels, offset);
            labels++;
            offset += 1 + label;
        }
    }

    /**
     * The name's bytes.
     *
     * @return 1 to 255.
     */
    public int length() {
        return length;
    }

    /**
     * How many labels it has, that of the root not counted.
     *
     * @return 0 to 127.
     */
    public int labels() {
        return labels;
    }

    /**
     * Where the name is.
     *
     * @return a native address.
     */
    public long address() {
        return address;
    }

    /**
     * Where a label is.
     *
     * @param label its number from the left, from 0.
     * @return address of its length, behind which its bytes are.
     */
    public long labelAddress(final int label) {
        return address + Memory.byteAt(address + OFFSETS + label);
    }

    /**
     * A hash of bytes, the same in every process.
     *
     * @param start  address of the first.
     * @param length how many; eight bytes may be read from each multiple of eight below it on.
     * @return 64 bits.
     */
    public static long hash(final long start, final int length) {
        long hash = length;
        int position = 0;
        for (; position + Long.BYTES <= length; position += Long.BYTES) {
            hash = mixed(hash ^ Memory.longAt(start + position));
        }
        final int rest = length - position;
        return rest == 0 ? hash : mixed(hash ^ first(Memory.longAt(start + position), rest));
    }

    /**
     * Whether two places have the same bytes.
     *
     * @param one    address of the first byte.
     * @param other  address of the first byte.
     * @param length how many; eight bytes may be read from each multiple of eight below it on.
     * @return whether they are equal.
     */
    public static boolean same(final long one, final long other, final int length) {
        int position = 0;
        for (; position + Long.BYTES <= length; position += Long.BYTES) {
            if (Memory.longAt(one + position) != Memory.longAt(other + position)) {
                return false;
            }
        }
        final int rest = length - position;
        return rest == 0 || first(Memory.longAt(one + position) ^ Memory.longAt(other + position), rest) == 0;
    }

    private static long mixed(final long hash) {
        final long product = hash * HASH_FACTOR;
        return product ^ (product >>> 29);
    }

    /** The first one to seven bytes of a little-endian word. */
    private static long first(final long word, final int bytes) {
        return word & ((1L << (bytes * Byte.SIZE)) - 1);
    }
}
