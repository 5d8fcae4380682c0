package io.ringway.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of processors in the kernel's two forms. */
class CpuSetTest {
    private static final long SEED = 2_026;

    @ParameterizedTest
    @ValueSource(strings = {"0", "0-3", "0-3,8", "1,3,5", "0-31,64-95", "127"})
    void writesListsAsTheKernelDoes(final String list) {
        assertThat(CpuSet.parse(list + "\n")).hasToString(list);
    }

    @Test
    void takesAnEmptyListForNone() {
        assertThat(CpuSet.parse("\n")).isEqualTo(CpuSet.NONE).hasToString("");
        assertThat(CpuSet.NONE.first()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"'1',0", "'ff',0-7", "'00000000',''", "'ff,00000000',32-39", "'80000000,00000000,00000001','0,95'"})
    void readsMasks(final String mask, final String list) {
        assertThat(CpuSet.parseMask(mask)).hasToString(list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "3-1", "1-", "-1"})
    void refusesWhatIsNoList(final String text) {
        assertThatThrownBy(() -> CpuSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void computesAsSetsDo() {
        final Random random = new Random(SEED);
        for (int i = 0; i < 1_000; i++) {
            final BitSet left = BitSet.valueOf(new long[] {random.nextLong(), random.nextLong()});
            final BitSet right = BitSet.valueOf(new long[] {random.nextLong(), random.nextLong()});
            final CpuSet a = CpuSet.of(left.stream());
            final CpuSet b = CpuSet.of(right.stream());
            final BitSet and = (BitSet) left.clone();
            and.and(right);
            final BitSet without = (BitSet) left.clone();
            without.andNot(right);
            assertThat(a.and(b)).isEqualTo(CpuSet.of(and.stream()));
            assertThat(a.without(b)).isEqualTo(CpuSet.of(without.stream()));
            assertThat(a.without(b).or(a.and(b))).isEqualTo(a);
            assertThat(CpuSet.parse(a.toString())).as(a.toString()).isEqualTo(a);
            assertThat(a.mask()).isEqualTo(left.toLongArray());
        }
    }
}
