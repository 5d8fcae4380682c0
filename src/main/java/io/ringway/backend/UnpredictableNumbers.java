package io.ringway.backend;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Numbers that nobody can predict from those seen before: message IDs and source ports (RFC 5452, section 4.5).
 *
 * <p>ChaCha with twelve rounds, its 256-bit key and its nonce from the system's {@link SecureRandom}; a block of 64 bytes at a time, so that a
 * number costs a few nanoseconds and nothing is allocated. Belongs to one thread.
 */
public final class UnpredictableNumbers {
    private static final int ROUNDS = 12;
    private static final int BLOCK_HALVES = 2 * ChaCha.BLOCK_WORDS;

    private final ChaCha stream;

    /** 16-bit halves of the block that are used up. */
    private int halvesUsed = BLOCK_HALVES;

    /** A generator with a key of its own. */
    public UnpredictableNumbers() {
        this(new ChaCha(ROUNDS, seed()));
    }

    /** For tests: a stream that is known. */
    UnpredictableNumbers(final ChaCha stream) {
        this.stream = stream;
    }

    private static int[] seed() {
        final byte[] bytes = new byte[ChaCha.SEED_WORDS * Integer.BYTES];
        new SecureRandom().nextBytes(bytes);
        final int[] seed = new int[ChaCha.SEED_WORDS];
        ByteBuffer.wrap(bytes).asIntBuffer().get(seed);
        return seed;
    }

    /**
     * A 16-bit number.
     *
     * @return 0 to 65535, each as likely.
     */
    public int next16() {
        if (halvesUsed == BLOCK_HALVES) {
            refill();
        }
        final int word = stream.word(halvesUsed >>> 1);
        final int half = (halvesUsed & 1) == 0 ? word : word >>> Short.SIZE;
        halvesUsed++;
        return half & 0xFFFF;
    }

    /**
     * A number below a bound, by multiplication: from one number to another the likelihood differs by at most {@code bound} in 2<sup>32</sup>.
     *
     * @param bound at least 1.
     * @return 0 to {@code bound - 1}.
     */
    public int below(final int bound) {
        return (int) (((next32() & 0xFFFF_FFFFL) * bound) >>> Integer.SIZE);
    }

    /**
     * A 64-bit number.
     *
     * @return any, each as likely.
     */
    public long nextLong() {
        return ((long) next32() << Integer.SIZE) | (next32() & 0xFFFF_FFFFL);
    }

    private int next32() {
        // The second half of a word whose first half is used up stays unused.
        halvesUsed = (halvesUsed + 1) & -2;
        if (halvesUsed == BLOCK_HALVES) {
            refill();
        }
        final int word = stream.word(halvesUsed >>> 1);
        halvesUsed += 2;
        return word;
    }

    private void refill() {
        stream.next();
        halvesUsed = 0;
    }
}
