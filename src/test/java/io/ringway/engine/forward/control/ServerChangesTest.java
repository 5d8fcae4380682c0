package io.ringway.engine.forward.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendsForTests.Plan;
import io.ringway.backend.health.HealthChecker;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.settings.backend.PoolSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that come and go, step by step, with two threads played. */
class ServerChangesTest {
    private static final BackendSettings FIRST = Plan.of(0).unchecked().settings();
    private static final BackendSettings SECOND = Plan.of(1).unchecked().settings();

    private final HealthChecker health = new HealthChecker(SystemNanoClock.INSTANCE, 1, false);
    private final List<String> forgotten = new ArrayList<>();
    private final ServerChanges changes =
            new ServerChanges(settings(FIRST), health, server -> forgotten.add(server.name()));
    private final RecordingThread one = new RecordingThread();
    private final RecordingThread other = new RecordingThread();

    private static ForwardingSettings settings(final BackendSettings... servers) {
        return new ForwardingSettings(
                List.of(servers),
                List.of(new PoolSettings("", Optional.empty())),
                new PolicySettings.FirstAvailable(),
                0,
                0,
                false,
                false,
                1000,
                24,
                56,
                false,
                false);
    }

    @BeforeEach
    void start() {
        for (final RecordingThread thread : List.of(one, other)) {
            changes.backends().forEach(thread::prepare);
            changes.follow(thread);
        }
        changes.start();
        assertThat(takeFromBoth()).containsExactly("prepare ns0");
    }

    @AfterEach
    void close() {
        health.close();
    }

    /** What both threads were told, which must be the same. */
    private List<String> takeFromBoth() {
        final List<String> told = one.take();
        assertThat(other.take()).isEqualTo(told);
        return told;
    }

    private Backend backend(final BackendSettings server) {
        return changes.backends().stream()
                .filter(backend -> backend.settings().id().equals(server.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void publishesNothingWhereNothingChanges() {
        changes.progress();
        changes.commit();
        changes.order(FIRST.id(), FIRST.order());
        changes.pools(FIRST.id(), FIRST.pools());
        changes.commit();
        assertThat(takeFromBoth()).isEmpty();
        assertThat(changes.isChanging()).isFalse();
    }

    @Test
    void publishesWhatWasPreparedOnceForSeveralChanges() {
        changes.add(SECOND);
        changes.order(SECOND.id(), 7);
        changes.weight(SECOND.id(), 3);
        changes.pools(FIRST.id(), List.of("abuse"));
        assertThat(takeFromBoth()).containsExactly("prepare ns1");
        changes.commit();
        assertThat(takeFromBoth()).containsExactly("publish ns0[abuse] ns1[]");
        assertThat(backend(SECOND).order()).isEqualTo(7);
        assertThat(backend(SECOND).weight()).isEqualTo(3);
    }

    @Test
    void letsAServerGoInTwoSteps() {
        changes.add(SECOND);
        changes.commit();
        changes.remove(SECOND.id());
        changes.commit();
        assertThat(takeFromBoth()).containsExactly("prepare ns1", "publish ns0[] ns1[]", "publish ns0[] ns1[]");
        other.follows = false;
        changes.progress();
        assertThat(takeFromBoth()).as("while a thread may still send to it").isEmpty();
        other.follows = true;
        changes.progress();
        assertThat(takeFromBoth()).containsExactly("retire ns1", "publish ns0[]");
        other.follows = false;
        changes.progress();
        assertThat(takeFromBoth()).as("while a thread uses the snapshot before").isEmpty();
        assertThat(forgotten).isEmpty();
        assertThat(changes.isChanging()).isTrue();
        other.follows = true;
        changes.progress();
        assertThat(takeFromBoth()).containsExactly("release ns1");
        assertThat(forgotten).containsExactly("ns1");
        assertThat(changes.isChanging()).isFalse();
    }

    @Test
    void waitsForTheLastAnswerOfAServerThatGoes() {
        final Backend backend = backend(FIRST);
        one.share(backend).sent(0);
        assertThat(changes.outstanding(FIRST.id())).isEqualTo(1);
        changes.remove(FIRST.id());
        changes.commit();
        changes.progress();
        changes.progress();
        assertThat(takeFromBoth()).containsExactly("publish ns0[]");
        assertThat(changes.outstanding(FIRST.id()))
                .as("of one that is not in use")
                .isZero();
        one.share(backend).answered(1_000);
        changes.progress();
        assertThat(takeFromBoth()).containsExactly("retire ns0", "publish");
    }

    @Test
    void givesANumberAgainOnlyWhenItsServerIsGone() {
        changes.remove(FIRST.id());
        changes.add(SECOND);
        changes.commit();
        assertThat(backend(SECOND).number()).isEqualTo(1);
        changes.progress();
        changes.progress();
        assertThat(forgotten).containsExactly("ns0");
        changes.add(FIRST);
        assertThat(backend(FIRST).number()).isZero();
    }

    @Test
    void undoesWhatOneThreadCouldNotPrepare() {
        other.refuses = true;
        assertThatThrownBy(() -> changes.add(SECOND))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("no sockets left");
        assertThat(one.take()).containsExactly("prepare ns1", "retire ns1", "release ns1");
        assertThat(other.take()).isEmpty();
        assertThat(forgotten).containsExactly("ns1");
        changes.commit();
        assertThat(takeFromBoth()).isEmpty();
        other.refuses = false;
        changes.add(SECOND);
        assertThat(backend(SECOND).number()).isEqualTo(1);
    }

    @Test
    void addsUpWhatThreadsKnow() {
        final Backend backend = backend(FIRST);
        one.share(backend).sent(0);
        one.share(backend).answered(128_000);
        other.share(backend).sent(0);
        other.share(backend).timedOut();
        assertThat(changes.latencyUs(FIRST.id()))
                .as("average over 128, which begins at 0")
                .isEqualTo(1);
        assertThat(changes.timeouts(FIRST.id())).isEqualTo(1);
        assertThat(changes.latencyUs(SECOND.id())).isZero();
        assertThat(changes.timeouts(SECOND.id())).isZero();
    }

    @Test
    void takesAServerUpAndDownByHand() {
        assertThat(changes.isUp(FIRST.id())).isFalse();
        changes.mode(FIRST.id(), HealthCheckSettings.Mode.UP, Optional.empty());
        assertThat(changes.isUp(FIRST.id())).isTrue();
        changes.mode(FIRST.id(), HealthCheckSettings.Mode.DOWN, Optional.empty());
        assertThat(changes.isUp(FIRST.id())).isFalse();
        changes.mode(FIRST.id(), HealthCheckSettings.Mode.AUTO, Optional.of(true));
        assertThat(changes.isUp(FIRST.id())).isTrue();
        changes.mode(SECOND.id(), HealthCheckSettings.Mode.UP, Optional.empty());
        assertThat(changes.isUp(SECOND.id())).as("a stranger").isFalse();
    }

    @Test
    void publishesWhatAThreadTidied() {
        one.tidies = true;
        changes.progress();
        assertThat(takeFromBoth()).containsExactly("publish ns0[]");
    }
}
