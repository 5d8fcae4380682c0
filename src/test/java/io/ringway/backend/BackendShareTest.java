package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.backend.HealthCheckSettings.Mode;
import org.junit.jupiter.api.Test;

/** Outstanding queries, average latency and the token bucket of one worker. */
class BackendShareTest {
    private static final long S = 1_000_000_000;
    private static final long MS = 1_000_000;

    @Test
    void countsOutstandingQueries() {
        final BackendShare share = BackendsForTests.Plan.of(0).maxOutstanding(2).share();
        assertThat(share.maxOutstanding()).isEqualTo(2);
        assertThat(share.isUsable()).isTrue();
        share.sent(0);
        share.sent(0);
        assertThat(share.outstanding()).isEqualTo(2);
        assertThat(share.isUsable()).as("as many as it may have").isFalse();
        share.answered(5);
        share.timedOut();
        assertThat(share.outstanding()).isZero();
        assertThat(share.timeouts()).isEqualTo(1);
        share.backend().force(Mode.DOWN);
        assertThat(share.isUsable()).isFalse();
    }

    @Test
    void hasNoLimitUnlessTold() {
        assertThat(BackendsForTests.Plan.of(0).share().maxOutstanding()).isEqualTo(Integer.MAX_VALUE);
    }

    /** After 128 answers the average is at 1 - 1/e of a step, after many at all of it, to the nanosecond. */
    @Test
    void averagesLatencyOver128() {
        final BackendShare share = BackendsForTests.Plan.of(0).share();
        assertThat(share.latencyNs()).isZero();
        for (int i = 0; i < 128; i++) {
            share.answered(1_000_000);
        }
        assertThat(share.latencyNs()).isBetween(632_000L, 635_000L);
        for (int i = 0; i < 10_000; i++) {
            share.answered(1_000_000);
        }
        assertThat(share.latencyNs()).isBetween(999_999L, 1_000_000L);
        share.answered(60 * S);
        assertThat(share.latencyNs()).isBetween(469_700_000L, 469_900_000L);
        for (int i = 0; i < 10_000; i++) {
            share.answered(3);
        }
        assertThat(share.latencyNs()).isBetween(3L, 4L);
    }

    @Test
    void hasATokenForEachQuery() {
        final BackendShare share = BackendsForTests.Plan.of(0).qps(10).share();
        assertThat(sentUntilUsedUp(share, 7 * S))
                .as("the bucket is full at first")
                .isEqualTo(10);
        assertThat(share.hasQps(7 * S + 99 * MS)).isFalse();
        assertThat(share.hasQps(7 * S + 100 * MS)).isTrue();
        assertThat(sentUntilUsedUp(share, 7 * S + 350 * MS)).isEqualTo(3);
        assertThat(sentUntilUsedUp(share, 7 * S + 400 * MS)).isEqualTo(1);
        assertThat(sentUntilUsedUp(share, 100 * S))
                .as("no more than a second's")
                .isEqualTo(10);
    }

    @Test
    void owesNothingForQueriesWithoutAToken() {
        final BackendShare share = BackendsForTests.Plan.of(0).qps(10).share();
        for (int i = 0; i < 1000; i++) {
            share.sent(S);
        }
        assertThat(share.hasQps(S)).isFalse();
        assertThat(share.hasQps(S + 100 * MS)).isTrue();
    }

    /** Over ten seconds of more queries than allowed, the bucket and ten seconds' tokens; each worker has its part. */
    @Test
    void keepsTheRate() {
        for (final int workers : new int[] {1, 4}) {
            final BackendShare share =
                    new BackendShare(BackendsForTests.Plan.of(0).qps(1000).backend(), workers);
            int sent = 0;
            for (long now = -S; now < 9 * S; now += MS / 10) {
                if (share.hasQps(now)) {
                    share.sent(now);
                    sent++;
                }
            }
            assertThat(sent).isBetween(10_990 / workers, 11_010 / workers);
        }
    }

    @Test
    void followsAChangedRate() {
        final BackendShare share = BackendsForTests.Plan.of(0).qps(2).share();
        assertThat(sentUntilUsedUp(share, S)).isEqualTo(2);
        share.backend().qps(5);
        assertThat(sentUntilUsedUp(share, S)).isEqualTo(5);
        share.backend().qps(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(share.hasQps(S)).isTrue();
            share.sent(S);
        }
    }

    private static int sentUntilUsedUp(final BackendShare share, final long nowNs) {
        int sent = 0;
        while (share.hasQps(nowNs)) {
            share.sent(nowNs);
            sent++;
        }
        return sent;
    }
}
