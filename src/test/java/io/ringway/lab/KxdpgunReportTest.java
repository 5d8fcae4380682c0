package io.ringway.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Holds the reading of kxdpgun's output against what it prints. */
class KxdpgunReportTest {
    @Test
    void readsWhatWasOfferedAndAnswered() {
        final Kxdpgun.Report report = Kxdpgun.Report.parse("""
                using interface eth0, XDP threads 1, UDP, native mode
                thread#00: sent 600000, received 525677
                total queries:     600000 (200000 pps)
                total replies:     525677 (175225 pps) (87%)
                average DNS reply size: 29 B
                average Ethernet reply rate: 99528178 bps (99.53 Mbps)
                responded REFUSED:   525670
                responded NOTIMPL:   7
                duration: 3 s
                """, 3);
        assertThat(report.queries()).isEqualTo(600_000);
        assertThat(report.replies()).isEqualTo(525_677);
        assertThat(report.rcodes()).containsEntry("REFUSED", 525_670L).containsEntry("NOTIMPL", 7L);
        assertThat(report.repliesPerSecond()).isCloseTo(175_225.7, Offset.offset(0.1));
        assertThat(report.loss()).isCloseTo(0.123872, Offset.offset(1e-6));
    }

    @Test
    void readsARunWithoutReplies() {
        final Kxdpgun.Report report = Kxdpgun.Report.parse("total queries:     1000 (1000 pps)\n", 1);
        assertThat(report.replies()).isZero();
        assertThat(report.loss()).isEqualTo(1);
        assertThat(report.rcodes()).isEmpty();
    }

    @Test
    void quotesWhatItSaidInsteadOfAReport() {
        assertThatThrownBy(() -> Kxdpgun.Report.parse("error: unable to get the route\nexiting\n", 1))
                .isInstanceOf(SetupException.class)
                .hasMessage("kxdpgun sent nothing; it said: error: unable to get the route | exiting");
    }
}
