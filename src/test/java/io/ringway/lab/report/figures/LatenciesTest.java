package io.ringway.lab.report.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.lab.report.SyntheticResults;
import io.ringway.lab.results.LatencyRun;
import io.ringway.settings.SetupException;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Percentiles are HdrHistogram's own. */
class LatenciesTest {
    private final Histogram first = new Histogram(3);
    private final Histogram second = new Histogram(3);

    @Test
    void mergesRepetitions() {
        for (int i = 1; i <= 1_000; i++) {
            first.recordValue(i * 1_000L);
            second.recordValue(i * 3_000L);
        }
        final Histogram both = new Histogram(3);
        both.add(first);
        both.add(second);
        final Latencies latencies = Latencies.of(List.of(run(1, first), run(2, second)));
        for (final double percentile : new double[] {0, 50, 90, 99, 99.9}) {
            assertThat(latencies.us(percentile)).isEqualTo(both.getValueAtPercentile(percentile) / 1e3);
        }
        assertThat(latencies.maximumUs()).isEqualTo(both.getMaxValue() / 1e3);
        for (final Latencies.Point point : latencies.curve()) {
            assertThat(point.us()).isEqualTo(both.getValueAtPercentile(Latencies.percentile(point.nines())) / 1e3);
        }
    }

    @Test
    void drawsTheBandOfTheRepetitions() {
        for (int i = 0; i < 100; i++) {
            first.recordValue(10_000);
            second.recordValue(20_000);
        }
        final Latencies.Point point =
                Latencies.of(List.of(run(1, first), run(2, second))).curve().getFirst();
        assertThat(point.minimumUs()).isEqualTo(Latencies.us(first, 0));
        assertThat(point.maximumUs()).isEqualTo(Latencies.us(second, 0));
    }

    @Test
    void endsWhereFewSamplesAreLeft() {
        for (int i = 1; i <= 500; i++) {
            first.recordValue(i);
        }
        final Latencies latencies = Latencies.of(List.of(run(1, first)));
        assertThat(latencies.reaches(99)).isTrue();
        assertThat(latencies.reaches(99.9)).isFalse();
        assertThat(latencies.curve().getLast().nines()).isEqualTo(100);
        assertThat(latencies.curve().getLast().minimumUs()).isNaN();
    }

    @Test
    void hasNothingToSayOfNothing() {
        final Latencies latencies = Latencies.of(List.of(run(1, first)));
        assertThat(latencies.isEmpty()).isTrue();
        assertThat(latencies.curve()).isEmpty();
        assertThat(latencies.us(50)).isNaN();
        assertThat(latencies.maximumUs()).isNaN();
    }

    @Test
    void namesTheRunThatHoldsNoHistogram() {
        final LatencyRun broken = new LatencyRun("one", 3, 0.5, 1, 1, 1, 1, 0, 0, "AAAA");
        assertThatThrownBy(() -> Latencies.of(List.of(broken)))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("one")
                .hasMessageContaining("repetition 3");
    }

    private static LatencyRun run(final int repetition, final Histogram histogram) {
        return new LatencyRun("one", repetition, 0.5, 1_000, 1, 100, 100, 0, 0, SyntheticResults.encoded(histogram));
    }
}
