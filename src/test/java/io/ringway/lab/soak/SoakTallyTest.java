package io.ringway.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import org.junit.jupiter.api.Test;

/** What the soak's programs counted is read out of what they print. */
class SoakTallyTest {
    @Test
    void readsCountsAmongOtherLines() {
        final SoakTally tally = SoakTally.parse("soak_client", """
                progress 0 0
                wrong answer 5 from port 2
                sent 10000000000
                wrong-id 3
                answered 7 of them
                """);
        assertThat(tally.counts()).hasSize(2);
        assertThat(tally.count("sent")).isEqualTo(10_000_000_000L);
        assertThat(tally.count("wrong-id")).isEqualTo(3);
    }

    @Test
    void saysWhichProgramEndedEarly() {
        assertThatThrownBy(() -> SoakTally.parse("hostile", "ready\n").count("dropped"))
                .isInstanceOf(SetupException.class)
                .hasMessage("hostile did not say how many are 'dropped': it ended early");
    }
}
