package io.ringway.backend;

/**
 * The ChaCha block function (RFC 8439, section 2.3) with any even number of rounds, as a stream of 32-bit words.
 *
 * <p>The input, one 32-bit word a cell; unlike in the RFC the counter has 64 bits, as its author has it, so that it never wraps:
 * <pre>
 *   +-----------+-----------+-----------+-----------+
 *   | 61707865  | 3320646e  | 79622d32  | 6b206574  |   constants
 *   +-----------+-----------+-----------+-----------+
 *   |                    key 0..3                   |
 *   +-----------+-----------+-----------+-----------+
 *   |                    key 4..7                   |
 *   +-----------+-----------+-----------+-----------+
 *   | counter, low..high    |         nonce         |
 *   +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * <p>Belongs to one thread.
 */
final class ChaCha {
    /** Words of a block. */
    static final int BLOCK_WORDS = 16;

    /** Words of the key, and of the counter and nonce that follow it. */
    static final int SEED_WORDS = 12;

    private static final int KEY = 4;
    private static final int COUNTER_LOW = 12;
    private static final int COUNTER_HIGH = 13;
    private static final int[] CONSTANTS = {0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574};

    private final int doubleRounds;
    private final int[] input = new int[BLOCK_WORDS];
    private final int[] block = new int[BLOCK_WORDS];

    /**
     * A stream.
     *
     * @param rounds an even number: 20 in the RFC; 8 and 12 are as unpredictable as far as anybody knows.
     * @param seed   twelve words: key, counter, nonce.
     */
    ChaCha(final int rounds, final int[] seed) {
        if (rounds < 2 || rounds % 2 != 0 || seed.length != SEED_WORDS) {
            throw new IllegalArgumentException(rounds + " rounds with " + seed.length + " words of seed");
        }
        doubleRounds = rounds / 2;
        System.arraycopy(CONSTANTS, 0, input, 0, KEY);
        System.arraycopy(seed, 0, input, KEY, SEED_WORDS);
    }

    /** Makes the next block, which {@link #word} gives. */
    void next() {
        final int[] x = block;
        System.arraycopy(input, 0, x, 0, BLOCK_WORDS);
        for (int i = 0; i < doubleRounds; i++) {
            quarterRound(x, 0, 4, 8, 12);
            quarterRound(x, 1, 5, 9, 13);
            quarterRound(x, 2, 6, 10, 14);
            quarterRound(x, 3, 7, 11, 15);
            quarterRound(x, 0, 5, 10, 15);
            quarterRound(x, 1, 6, 11, 12);
            quarterRound(x, 2, 7, 8, 13);
            quarterRound(x, 3, 4, 9, 14);
        }
        for (int i = 0; i < BLOCK_WORDS; i++) {
            x[i] += input[i];
        }
        if (++input[COUNTER_LOW] == 0) {
            input[COUNTER_HIGH]++;
        }
    }

    /** RFC 8439, section 2.1, on four words of the block. */
    private static void quarterRound(final int[] x, final int aAt, final int bAt, final int cAt, final int dAt) {
        int a = x[aAt];
        int b = x[bAt];
        int c = x[cAt];
        int d = x[dAt];
        a += b;
        d = Integer.rotateLeft(d ^ a, 16);
        c += d;
        b = Integer.rotateLeft(b ^ c, 12);
        a += b;
        d = Integer.rotateLeft(d ^ a, 8);
        c += d;
        b = Integer.rotateLeft(b ^ c, 7);
        x[aAt] = a;
        x[bAt] = b;
        x[cAt] = c;
        x[dAt] = d;
    }

    /**
     * A word of the block.
     *
     * @param index 0 to 15.
     * @return 32 bits of the stream.
     */
    int word(final int index) {
        return block[index];
    }
}
