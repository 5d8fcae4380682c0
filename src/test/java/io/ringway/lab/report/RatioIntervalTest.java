package io.ringway.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.report.Comparison.Verdict;
import io.ringway.lab.report.RatioInterval.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ratios of two samples, and verdicts on them. */
class RatioIntervalTest {
    private static final List<Double> FIRST = List.of(100.0, 103.0, 98.0, 101.0, 99.0);

    @Test
    void isTheSameAtEveryCall() {
        final List<Double> second = List.of(120.0, 118.0, 125.0, 119.0, 122.0);
        assertThat(RatioInterval.of(FIRST, second)).isEqualTo(RatioInterval.of(FIRST, second));
    }

    @Test
    void holdsTheRatioOfTheMediansBetweenTheExtremes() {
        final RatioInterval interval = RatioInterval.of(FIRST, List.of(120.0, 118.0, 125.0, 119.0, 122.0));
        assertThat(interval.method()).isEqualTo(Method.BOOTSTRAP);
        assertThat(interval.ratio()).isEqualTo(1.2);
        assertThat(interval.low()).isBetween(118.0 / 103, 1.2);
        assertThat(interval.high()).isBetween(1.2, 125.0 / 98);
    }

    @Test
    void cutsTheTails() {
        // One outlier of nine is the median of a resample less than once in a hundred times.
        final List<Double> outlier = List.of(100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 900.0);
        assertThat(RatioInterval.of(outlier, outlier)).isEqualTo(new RatioInterval(1, 1, 1, Method.BOOTSTRAP));
    }

    @Test
    void takesAllPairsOfFewRepetitions() {
        assertThat(RatioInterval.of(List.of(100.0, 110.0), List.of(99.0, 121.0)))
                .isEqualTo(new RatioInterval(110.0 / 105, 99.0 / 110, 121.0 / 100, Method.RANGE));
    }

    @Test
    void takesNothingForAsMuchAsNothing() {
        assertThat(RatioInterval.of(List.of(0.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0)))
                .isEqualTo(new RatioInterval(1, 1, 1, Method.BOOTSTRAP));
        assertThat(RatioInterval.of(List.of(0.0), List.of(5.0)).ratio()).isInfinite();
    }

    @Test
    void judgesByTheDirectionOfTheMeasure() {
        final RatioInterval more = new RatioInterval(1.2, 1.1, 1.3, Method.BOOTSTRAP);
        final RatioInterval less = new RatioInterval(0.8, 0.7, 0.9, Method.BOOTSTRAP);
        final RatioInterval open = new RatioInterval(1.1, 1, 1.2, Method.BOOTSTRAP);
        assertThat(Verdict.of(more, true)).isEqualTo(Verdict.BETTER);
        assertThat(Verdict.of(more, false)).isEqualTo(Verdict.WORSE);
        assertThat(Verdict.of(less, true)).isEqualTo(Verdict.WORSE);
        assertThat(Verdict.of(less, false)).isEqualTo(Verdict.BETTER);
        assertThat(Verdict.of(open, true)).isEqualTo(Verdict.SAME);
    }
}
