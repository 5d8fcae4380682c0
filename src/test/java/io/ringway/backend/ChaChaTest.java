package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The block function against the vectors of RFC 8439 and, for fewer rounds, of draft-strombergson-chacha-test-vectors-01. */
class ChaChaTest {
    private static int[] words(final String hex) {
        final byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        final int[] words = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }

    private static String nextBlock(final ChaCha stream) {
        stream.next();
        final ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ChaCha.BLOCK_WORDS; i++) {
            bytes.putInt(stream.word(i));
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    /** RFC 8439, section 2.3.2; its 32-bit counter and 96-bit nonce fill the same four words. */
    @Test
    void hasTheBlockOfTheRfc() {
        final int[] seed = words("000102030405060708090a0b0c0d0e0f 101112131415161718191a1b1c1d1e1f"
                + "01000000 000000090000004a00000000");
        assertThat(nextBlock(new ChaCha(20, seed)))
                .isEqualTo("10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
                        + "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
    }

    /** RFC 8439, appendix A.1, vectors 1 and 2: the counter goes on. */
    @Test
    void countsBlocks() {
        final ChaCha stream = new ChaCha(20, new int[ChaCha.SEED_WORDS]);
        assertThat(nextBlock(stream))
                .isEqualTo("76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                        + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
        assertThat(nextBlock(stream))
                .isEqualTo("9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
                        + "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
    }

    /** The draft's first vector, all zeros, for 8 and for 12 rounds. */
    @Test
    void hasFewerRounds() {
        assertThat(nextBlock(new ChaCha(8, new int[ChaCha.SEED_WORDS])))
                .startsWith("3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e");
        assertThat(nextBlock(new ChaCha(12, new int[ChaCha.SEED_WORDS])))
                .startsWith("9bf49a6a0755f953811fce125f2683d50429c3bb49e074147e0089a52eae155f");
    }

    @Test
    void carriesTheCounter() {
        final int[] before = new int[ChaCha.SEED_WORDS];
        before[8] = -1;
        final int[] after = new int[ChaCha.SEED_WORDS];
        after[9] = 1;
        final ChaCha stream = new ChaCha(20, before);
        stream.next();
        assertThat(nextBlock(stream)).isEqualTo(nextBlock(new ChaCha(20, after)));
    }

    @Test
    void refusesOddRoundsAndShortSeeds() {
        assertThatThrownBy(() -> new ChaCha(7, new int[ChaCha.SEED_WORDS])).hasMessageContaining("7 rounds");
        assertThatThrownBy(() -> new ChaCha(8, new int[3])).hasMessageContaining("3 words");
    }
}
