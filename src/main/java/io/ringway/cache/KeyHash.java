package io.ringway.cache;

import io.ringway.wire.Memory;
import java.security.SecureRandom;

/**
 * Hashes of keys: eight bytes a step, mixed in by a multiplication whose two halves are folded together. Another hash in each process, so that nobody
 * outside can choose names that collide. Any thread.
 */
final class KeyHash {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final long SEED = new SecureRandom().nextLong();

    private KeyHash() {}

    /** The hash of a key whose length is a multiple of eight bytes. */
    static long of(final long address, final int length) {
        long hash = SEED ^ length;
        for (int offset = 0; offset < length; offset += Long.BYTES) {
            final long word = hash ^ Memory.longAt(address + offset);
            hash = Math.multiplyHigh(word, MULTIPLIER) ^ (word * MULTIPLIER);
        }
        hash = (hash ^ (hash >>> 32)) * MULTIPLIER;
        return hash ^ (hash >>> 29);
    }
}
