package io.ringway.lab.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.report.SyntheticResults;
import org.junit.jupiter.api.Test;

/** What charts say below their titles. */
class SettingTest {
    @Test
    void takesWhatMattersFromTheManifest() {
        assertThat(Setting.line(new SyntheticResults()
                        .manifest("queues for latency", "2")
                        .manifest("XDP mode", "native")
                        .manifest("copy mode", "copy")
                        .incomplete()
                        .build()))
                .isEqualTo(
                        "REFUSED, one machine, veth pair, native XDP, copy mode, 1 queue, Some Processor 3.0 GHz, incomplete");
    }

    @Test
    void leavesOutWhatIsTooLong() {
        assertThat(Setting.line(new SyntheticResults()
                        .manifest("processor", "x".repeat(90))
                        .manifest("queues", "4")
                        .build()))
                .isEqualTo("REFUSED, one machine, veth pair, 4 queues");
    }
}
