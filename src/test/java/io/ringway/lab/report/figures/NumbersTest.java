package io.ringway.lab.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers as people read them. */
class NumbersTest {
    @Test
    void roundsRatesToFourDigits() {
        assertThat(Numbers.rate(512_345.6)).isEqualTo("512,300");
        assertThat(Numbers.rate(1_234)).isEqualTo("1,234");
        assertThat(Numbers.rate(0)).isEqualTo("0");
    }

    @Test
    void roundsMeasuresToThreeDigits() {
        assertThat(Numbers.measure(2.954)).isEqualTo("2.95");
        assertThat(Numbers.measure(12.34)).isEqualTo("12.3");
        assertThat(Numbers.measure(1_234)).isEqualTo("1,230");
        assertThat(Numbers.measure(0.0123)).isEqualTo("0.012");
        assertThat(Numbers.measure(Double.NaN)).isEqualTo(Numbers.NONE);
    }

    @Test
    void shortensTicks() {
        assertThat(Numbers.si(0)).isEqualTo("0");
        assertThat(Numbers.si(999)).isEqualTo("999");
        assertThat(Numbers.si(60_000)).isEqualTo("60 k");
        assertThat(Numbers.si(612_345)).isEqualTo("612 k");
        assertThat(Numbers.si(1_500_000)).isEqualTo("1.5 M");
        assertThat(Numbers.si(999_999)).isEqualTo("1 M");
        assertThat(Numbers.si(0.02)).isEqualTo("0.02");
    }

    @Test
    void showsTheRangeOfSeveralAlone() {
        assertThat(Numbers.spread(List.of(1.0, 3.0, 2.0), Numbers::measure)).isEqualTo("2.00 (1.00 to 3.00)");
        assertThat(Numbers.spread(List.of(2.0), Numbers::measure)).isEqualTo("2.00");
        assertThat(Numbers.spread(List.of(), Numbers::measure)).isEqualTo(Numbers.NONE);
    }
}
