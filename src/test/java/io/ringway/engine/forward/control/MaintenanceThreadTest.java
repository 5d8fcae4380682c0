package io.ringway.engine.forward.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.backend.health.HealthChecker;
import io.ringway.rules.RuleBook;
import io.ringway.settings.Maintenance;
import io.ringway.settings.backend.ForwardingSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Maintenance, stepped by hand with a clock of the test's own. */
class MaintenanceThreadTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final HealthChecker health = new HealthChecker(SystemNanoClock.INSTANCE, 1, false);
    private final ServerChanges changes = new ServerChanges(ForwardingSettings.NONE, health, server -> {});
    private final RecordingThread follower = new RecordingThread();
    private long nowNs = Long.MAX_VALUE - SECOND_NS / 2;
    private int runs;

    @AfterEach
    void close() {
        health.close();
    }

    private MaintenanceThread thread(final Maintenance task) {
        changes.follow(follower);
        return new MaintenanceThread(changes, new RuleBook(List.of(), List.of()), Optional.of(task), () -> nowNs);
    }

    @Test
    void runsOnceASecondWhateverTheClockBeganWith() {
        final MaintenanceThread thread = thread((servers, rules, errors) -> runs++);
        for (int tenth = 0; tenth < 30; tenth++) {
            thread.step();
            nowNs += SECOND_NS / 10;
        }
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void doesNotMakeUpForSecondsThatARunTook() {
        final MaintenanceThread thread = thread((servers, rules, errors) -> {
            runs++;
            nowNs += runs == 1 ? 5 * SECOND_NS : 0;
        });
        thread.step();
        for (int tenth = 0; tenth < 10; tenth++) {
            thread.step();
            nowNs += SECOND_NS / 10;
        }
        assertThat(runs)
                .as("runs in the second after the first one, which took five")
                .isEqualTo(2);
    }

    @Test
    void publishesWhatAFunctionChangedAtItsEnd() {
        final MaintenanceThread thread = thread((servers, rules, errors) -> {
            servers.policies(ForwardingSettings.NONE);
            assertThat(follower.take()).as("published before the end").isEmpty();
        });
        thread.step();
        assertThat(follower.take()).containsExactly("publish");
    }

    @Test
    void goesOnAfterAFunctionThatThrows() {
        final MaintenanceThread thread = thread((servers, rules, errors) -> {
            runs++;
            errors.accept("maintenance.conf:1: attempt to call a nil value");
            throw new IllegalStateException("thrown in a test");
        });
        thread.step();
        nowNs += SECOND_NS;
        thread.step();
        assertThat(runs).isEqualTo(2);
    }
}
