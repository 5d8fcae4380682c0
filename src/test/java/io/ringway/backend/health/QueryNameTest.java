package io.ringway.backend.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Holds {@link QueryName} to dnsjava. */
class QueryNameTest {
    private static final int SEED = 1035;

    @ParameterizedTest
    @ValueSource(strings = {".", "a.root-servers.net.", "a\\.b.example.", "a\\\\.", "\\000\\255x.", "*.example."})
    void encodesAsDnsjavaDoes(final String name) throws TextParseException {
        assertThat(QueryName.encode(name)).isEqualTo(Name.fromString(name).toWire());
    }

    @Test
    void theFinalDotMayBeLeftOut() {
        assertThat(QueryName.encode("a.example")).isEqualTo(QueryName.encode("a.example."));
    }

    @Test
    void randomNamesSurviveTheirText() throws Exception {
        final Random random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            final byte[] label = new byte[1 + random.nextInt(63)];
            random.nextBytes(label);
            final byte[] wire = new byte[label.length + 2];
            wire[0] = (byte) label.length;
            System.arraycopy(label, 0, wire, 1, label.length);
            assertThat(QueryName.encode(new Name(wire).toString())).isEqualTo(wire);
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "a..b.|has an empty label",
                ".a.|has an empty label",
                "..|has an empty label",
                "a\\|has an escape that is neither \\DDD nor \\X",
                "a\\1.|has an escape that is neither \\DDD nor \\X",
                "a\\256.|has an escape that is neither \\DDD nor \\X"
            },
            delimiter = '|')
    void saysWhatIsWrong(final String name, final String message) {
        assertThatThrownBy(() -> QueryName.encode(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "' " + message);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> QueryName.encode("a".repeat(64) + "."))
                .hasMessageContaining("a label of 64 bytes, more than 63");
        assertThatThrownBy(() -> QueryName.encode("abc.".repeat(64))).hasMessageContaining("257 bytes, more than 255");
        assertThat(QueryName.encode("abc.".repeat(63) + "a.")).hasSize(255);
    }
}
