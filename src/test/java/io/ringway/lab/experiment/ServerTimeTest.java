package io.ringway.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ServerTimeTest {
    private static final String BEFORE = """
            cpu  100 0 100 10000 0 0 100 0 0 0
            cpu0 60 0 60 5000 0 0 60 0 0 0
            cpu1 40 0 40 5000 0 0 40 0 0 0
            intr 1 2 3
            """;
    private static final String AFTER = """
            cpu  190 0 160 10180 20 0 130 20 0 0
            cpu0 100 0 70 5090 0 0 70 0 0 0
            cpu1 90 30 90 5090 20 0 60 20 0 0
            intr 1 2 3
            """;

    @Test
    void takesTheTimeThatTheProcessorWasNotIdle() {
        final ServerTime.Used used =
                ServerTime.parse(AFTER, "1", 3_000_000_000L, 300_000_000L).since(ServerTime.parse(BEFORE, "1", 0, 0));
        // Three seconds less 0.3 of the loop, 0.9 idle, 0.2 waiting and 0.2 stolen, divided as the ticks were: 50, 50
        // and 20.
        assertThat(used.userS() + used.systemS() + used.softirqS()).isCloseTo(1.4, within(1e-9));
        assertThat(used.userS()).isCloseTo(1.4 * 50 / 120, within(1e-9));
        assertThat(used.systemS()).isCloseTo(1.4 * 50 / 120, within(1e-9));
        assertThat(used.softirqS()).isCloseTo(1.4 * 20 / 120, within(1e-9));
    }

    @Test
    void addsAllProcessorsUpWhereTheServerHasThemAll() {
        final ServerTime.Used used =
                ServerTime.parse(AFTER, "", 3_000_000_000L, 300_000_000L).since(ServerTime.parse(BEFORE, "", 0, 0));
        assertThat(used.userS() + used.systemS() + used.softirqS()).isCloseTo(6 - 0.3 - 1.8 - 0.2 - 0.2, within(1e-9));
    }

    @Test
    void findsTheProcessorsOfThisMachine() {
        assertThat(ServerTime.of("0", 0).processors()).isEqualTo(1);
        assertThat(ServerTime.of("", 0).processors())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }
}
