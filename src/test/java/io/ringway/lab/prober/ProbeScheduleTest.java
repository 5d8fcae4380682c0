package io.ringway.lab.prober;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moments that are Poisson arrivals, of the rate asked for, and the same whenever the seed is. */
class ProbeScheduleTest {
    private static final long SEED = 2_026;

    @ParameterizedTest
    @CsvSource({"100, 200", "2000, 10", "50000, 4"})
    void hasTheRateAskedFor(final int rate, final int seconds) {
        final long[] offsetsNs = ProbeSchedule.poisson(rate, seconds, SEED);
        // The standard deviation of the number of arrivals is the root of their mean.
        final double mean = (double) rate * seconds;
        assertThat((double) offsetsNs.length).isBetween(mean - 4 * Math.sqrt(mean), mean + 4 * Math.sqrt(mean));
        assertThat(offsetsNs).isSorted();
        assertThat(offsetsNs[0]).isNotNegative();
        assertThat(offsetsNs[offsetsNs.length - 1]).isLessThan(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void hasExponentialGaps() {
        final int rate = 1_000;
        final long[] offsetsNs = ProbeSchedule.poisson(rate, 100, SEED);
        final double[] gapsNs = new double[offsetsNs.length - 1];
        for (int i = 0; i < gapsNs.length; i++) {
            gapsNs[i] = (double) (offsetsNs[i + 1] - offsetsNs[i]);
        }
        final double meanNs = Arrays.stream(gapsNs).average().orElseThrow();
        final double variance = Arrays.stream(gapsNs)
                .map(gap -> (gap - meanNs) * (gap - meanNs))
                .average()
                .orElseThrow();
        assertThat(meanNs).isCloseTo(1e9 / rate, Percentage.withPercentage(2));
        // Of an exponential distribution the standard deviation is the mean, and 1/e of all are longer than it.
        assertThat(Math.sqrt(variance)).isCloseTo(meanNs, Percentage.withPercentage(3));
        final long longer = Arrays.stream(gapsNs).filter(gap -> gap > meanNs).count();
        assertThat((double) longer / gapsNs.length).isCloseTo(1 / Math.E, Percentage.withPercentage(3));
    }

    @Test
    void isTheSameForTheSameSeed() {
        final long[] offsetsNs = ProbeSchedule.poisson(2_000, 2, SEED);
        assertThat(ProbeSchedule.poisson(2_000, 2, SEED)).isEqualTo(offsetsNs);
        assertThat(ProbeSchedule.poisson(2_000, 2, SEED + 1)).isNotEqualTo(offsetsNs);
    }

    @Test
    void spacesTheWarmUpEvenly() {
        assertThat(ProbeSchedule.even(1_000, 4)).containsExactly(0, 1_000_000, 2_000_000, 3_000_000);
    }
}
