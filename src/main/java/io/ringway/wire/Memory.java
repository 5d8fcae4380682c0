package io.ringway.wire;

import org.agrona.UnsafeApi;

/**
 * Loads and stores at absolute native addresses: the one accessor of frames and rings.
 *
 * <p>Through Agrona's {@code UnsafeApi}, not through an all-memory {@code MemorySegment}: each access of a segment is a dozen small methods
 * deep, which used up the compiler's inlining budget, so that a query's way from parser to answer fell apart into calls. It took 108 ns with
 * a segment and 71 ns so (perf/jmh, PathBenchmark). {@code BigEndian} means network byte order; the others are little-endian, as is every
 * machine Ringway runs on.
 *
 * <p>With {@link #CHECKED} (system property {@code ringway.checks}, on in tests) {@link #check} refuses an access outside the bounds its
 * caller names; off, it costs nothing.
 *
 * <p>Any thread; ordering is as the method says.
 */
public final class Memory {
    /** Whether bounds and ledgers are checked; fixed for the life of the process. */
    public static final boolean CHECKED = Boolean.getBoolean("ringway.checks");

    private Memory() {}

    /**
     * Refuses an access outside {@code [start, start + length)} when {@link #CHECKED}.
     *
     * @param start   first address of the allowed range.
     * @param length  bytes of the allowed range.
     * @param address first address accessed.
     * @param bytes   bytes accessed.
     * @throws IndexOutOfBoundsException when checks are on and the access leaves the range.
     */
    public static void check(final long start, final long length, final long address, final long bytes) {
        if (CHECKED && (address < start || address + bytes > start + length)) {
            throw new IndexOutOfBoundsException(bytes + " bytes at offset " + (address - start) + " of " + length);
        }
    }

    /**
     * Refuses an index outside {@code [0, bound)} when {@link #CHECKED}.
     *
     * @param index the index.
     * @param bound the first that is too large.
     * @throws IndexOutOfBoundsException when checks are on and the index is none.
     */
    public static void checkIndex(final int index, final int bound) {
        if (CHECKED && (index < 0 || index >= bound)) {
            throw new IndexOutOfBoundsException("index " + index + " of " + bound);
        }
    }

    /**
     * Loads an unsigned byte.
     *
     * @param address where.
     * @return 0 to 255.
     */
    public static int byteAt(final long address) {
        return UnsafeApi.getByte(address) & 0xFF;
    }

    /**
     * Stores a byte.
     *
     * @param address where.
     * @param value   its low eight bits.
     */
    public static void putByte(final long address, final int value) {
        UnsafeApi.putByte(address, (byte) value);
    }

    /**
     * Loads an unsigned 16-bit number in network byte order.
     *
     * @param address where, any alignment.
     * @return 0 to 65535.
     */
    public static int shortBigEndianAt(final long address) {
        return Short.reverseBytes(UnsafeApi.getShort(address)) & 0xFFFF;
    }

    /**
     * Stores a 16-bit number in network byte order.
     *
     * @param address where, any alignment.
     * @param value   its low sixteen bits.
     */
    public static void putShortBigEndian(final long address, final int value) {
        UnsafeApi.putShort(address, Short.reverseBytes((short) value));
    }

    /**
     * Loads a 32-bit number in network byte order.
     *
     * @param address where, any alignment.
     * @return the number.
     */
    public static int intBigEndianAt(final long address) {
        return Integer.reverseBytes(UnsafeApi.getInt(address));
    }

    /**
     * Stores a 32-bit number in network byte order.
     *
     * @param address where, any alignment.
     * @param value   the number.
     */
    public static void putIntBigEndian(final long address, final int value) {
        UnsafeApi.putInt(address, Integer.reverseBytes(value));
    }

    /**
     * Loads a 64-bit number in network byte order.
     *
     * @param address where, any alignment.
     * @return the number.
     */
    public static long longBigEndianAt(final long address) {
        return Long.reverseBytes(UnsafeApi.getLong(address));
    }

    /**
     * Stores a 64-bit number in network byte order.
     *
     * @param address where, any alignment.
     * @param value   the number.
     */
    public static void putLongBigEndian(final long address, final long value) {
        UnsafeApi.putLong(address, Long.reverseBytes(value));
    }

    /**
     * Loads a 32-bit number in the machine's order.
     *
     * @param address where, any alignment.
     * @return the number.
     */
    public static int intAt(final long address) {
        return UnsafeApi.getInt(address);
    }

    /**
     * Stores a 32-bit number in the machine's order.
     *
     * @param address where, any alignment.
     * @param value   the number.
     */
    public static void putInt(final long address, final int value) {
        UnsafeApi.putInt(address, value);
    }

    /**
     * Loads a 64-bit number in the machine's order.
     *
     * @param address where, any alignment.
     * @return the number.
     */
    public static long longAt(final long address) {
        return UnsafeApi.getLong(address);
    }

    /**
     * Stores a 64-bit number in the machine's order.
     *
     * @param address where, any alignment.
     * @param value   the number.
     */
    public static void putLong(final long address, final long value) {
        UnsafeApi.putLong(address, value);
    }

    /**
     * Loads a ring index so that no later load or store moves in front of it.
     *
     * @param address where, aligned to four bytes.
     * @return the number.
     */
    public static int intAcquire(final long address) {
        return UnsafeApi.getIntAcquire(null, address);
    }

    /**
     * Stores a ring index so that no earlier load or store moves behind it.
     *
     * @param address where, aligned to four bytes.
     * @param value   the number.
     */
    public static void putIntRelease(final long address, final int value) {
        UnsafeApi.putIntRelease(null, address, value);
    }

    /**
     * Loads a number so that no later load or store moves in front of it.
     *
     * @param address where, aligned to eight bytes.
     * @return the number.
     */
    public static long longAcquire(final long address) {
        return UnsafeApi.getLongAcquire(null, address);
    }

    /**
     * Stores a number so that no earlier load or store moves behind it.
     *
     * @param address where, aligned to eight bytes.
     * @param value   the number.
     */
    public static void putLongRelease(final long address, final long value) {
        UnsafeApi.putLongRelease(null, address, value);
    }

    /**
     * Replaces a number if it is the one expected; one try, and a full fence when it succeeds.
     *
     * @param address  where, aligned to eight bytes.
     * @param expected what must be there.
     * @param value    what is there afterwards.
     * @return whether it was replaced.
     */
    public static boolean compareAndSetLong(final long address, final long expected, final long value) {
        return UnsafeApi.compareAndSetLong(null, address, expected, value);
    }

    /**
     * Copies bytes between places that do not overlap.
     *
     * @param source      first address read.
     * @param destination first address written.
     * @param length      bytes.
     */
    public static void copy(final long source, final long destination, final long length) {
        UnsafeApi.copyMemory(source, destination, length);
    }
}
