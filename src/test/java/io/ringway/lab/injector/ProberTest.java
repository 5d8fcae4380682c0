package io.ringway.lab.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import org.junit.jupiter.api.Test;

/** What the prober prints, as the lab reads it. */
class ProberTest {
    @Test
    void findsTheReportAmongTheLinesOfBothStreams() {
        assertThat(Prober.parse("""
                        probing
                        {"probes":4000,"answered":3998,"duplicates":1,"unmatched":0,"late":1,"seconds":2.0,"rate":2000,
                         "sendLagP99Ns":4100,"sendLagMaxNs":90000,"timestamps":"software","p50Ns":21000,"histogram":"HISTFAAA"}
                        """)).isEqualTo(new Prober.Report(4_000, 3_998, 1, 2.0, 4_100, "HISTFAAA"));
    }

    @Test
    void saysWhatCameInsteadOfAReport() {
        assertThatThrownBy(() -> Prober.parse("ringway: no such subcommand\n"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("no such subcommand");
        assertThatThrownBy(() -> Prober.parse("{\"probes\":1}"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("not as expected");
    }
}
