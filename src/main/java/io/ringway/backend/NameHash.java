package io.ringway.backend;

import io.ringway.wire.DnsName;
import io.ringway.wire.Memory;
import java.security.SecureRandom;

/**
 * Hashes of names in wire format (RFC 1035, section 3.1), letters of ASCII in either case alike (RFC 4343).
 *
 * <p>Eight bytes a step: the name is folded to lower case and mixed in by a multiplication whose two halves are folded together. Bytes that
 * tell lengths of labels are below any letter, so that folding leaves them alone. Any thread.
 */
public final class NameHash {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final long STABLE_SEED = 0x5269_6E67_7761_7921L;
    private static final long PROCESS_SEED = new SecureRandom().nextLong();

    private NameHash() {}

    /**
     * For tables in memory: another hash in each process, so that nobody outside can choose names that collide.
     *
     * @param address first byte of the name.
     * @param length  its bytes, with the root label.
     * @return 64 bits.
     */
    public static long of(final long address, final int length) {
        return hash(PROCESS_SEED, address, length);
    }

    /**
     * For the choice of a server by {@code whashed} and {@code chashed}: the same on every worker, on every machine and after every start, so
     * that a server is asked for the same names as before. Who knows it can choose names that go to one server; the balancing factors of the
     * dialect bound what that does.
     *
     * @param address first byte of the name.
     * @param length  its bytes, with the root label.
     * @return 64 bits.
     */
    public static long stable(final long address, final int length) {
        return hash(STABLE_SEED, address, length);
    }

    /**
     * Spreads what is in any bit of a number over all of them; two numbers never become the same.
     *
     * @param number any.
     * @return 64 bits.
     */
    public static long mix(final long number) {
        long mixed = number;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static long hash(final long seed, final long address, final int length) {
        final int last = length - Long.BYTES;
        long hash = seed ^ length;
        for (int offset = 0; offset < last; offset += Long.BYTES) {
            hash = multiply(hash ^ DnsName.lowerCase(Memory.longAt(address + offset)));
        }
        // The last eight bytes, which may overlap those before; of a shorter name all there are.
        long rest = 0;
        if (last >= 0) {
            rest = Memory.longAt(address + last);
        } else {
            for (int offset = 0; offset < length; offset++) {
                rest = (rest << Byte.SIZE) | Memory.byteAt(address + offset);
            }
        }
        return mix(hash ^ DnsName.lowerCase(rest));
    }

    private static long multiply(final long value) {
        return Math.multiplyHigh(value, MULTIPLIER) ^ (value * MULTIPLIER);
    }
}
