package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThatNoException;

import io.ringway.settings.Settings;
import io.ringway.settings.TcpSettings;
import io.ringway.settings.UdpSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The warm-up runs through with the ledger's checks on, whatever the rules are. */
class WarmUpTest {
    @Test
    void runsWithAndWithoutRules() {
        assertThatNoException().isThrownBy(() -> WarmUp.run(settings(false)));
        assertThatNoException().isThrownBy(() -> WarmUp.run(settings(true)));
    }

    private static Settings settings(final boolean rules) {
        return new Settings(
                List.of(),
                List.of(),
                Settings.DEFAULT_ACL,
                rules ? QueueRig.REFUSE_ALL : List.of(),
                UdpSettings.DEFAULT,
                TcpSettings.DEFAULT,
                List.of(),
                false);
    }
}
