package io.ringway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.backend.HealthCheckSettings.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks decide whether a backend is up, unless the operator does. */
class BackendTest {
    @Test
    void isDownUntilACheckSucceeds() {
        final Backend backend = BackendsForTests.Plan.of(0).unchecked();
        assertThat(backend.mode()).isEqualTo(Mode.AUTO);
        assertThat(backend.isUp()).isFalse();
        backend.checked(true);
        assertThat(backend.isUp()).isTrue();
        backend.checked(false);
        assertThat(backend.isUp()).isFalse();
    }

    @Test
    void isAsTheOperatorForcesIt() {
        final Backend backend = BackendsForTests.Plan.of(0).backend();
        backend.force(Mode.DOWN);
        assertThat(backend.isUp()).isFalse();
        backend.force(Mode.UP);
        backend.checked(false);
        assertThat(backend.isUp()).isTrue();
        backend.force(Mode.LAZY);
        assertThat(backend.isUp()).as("what the check found meanwhile").isFalse();
        backend.force(Mode.AUTO);
        backend.checked(true);
        assertThat(backend.isUp()).isTrue();
    }

    @Test
    void takesChanges() {
        final Backend backend =
                BackendsForTests.Plan.of(3).order(7).weight(9).qps(11).backend();
        assertThat(List.of(backend.number(), backend.order(), backend.weight(), backend.qps()))
                .containsExactly(3, 7, 9, 11);
        backend.order(-1);
        backend.weight(2);
        backend.qps(0);
        backend.pools(List.of("abuse"));
        assertThat(List.of(backend.order(), backend.weight(), backend.qps())).containsExactly(-1, 2, 0);
        assertThat(backend.pools()).containsExactly("abuse");
        assertThat(backend.settings().pools()).containsExactly("");
        assertThatThrownBy(() -> backend.weight(0)).hasMessageContaining("weight 0");
        assertThatThrownBy(() -> backend.qps(-1)).hasMessageContaining("-1 queries");
    }
}
