package io.ringway.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.backend.health.HealthState.Phase;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.HealthCheckSettings.Lazy;
import io.ringway.settings.backend.HealthCheckSettings.Mode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds {@link HealthState} to a model that looks at the whole history each time. */
class HealthStateTest {
    private static final int INTERVAL_S = 3;
    private static final int FAILED_INTERVAL_S = 30;
    private static final int MAX_BACK_OFF_S = 100;
    private static final int SEED = 1034;
    private static final int CHECKS = 9;

    private static HealthCheckSettings settings(
            final Mode mode, final int maxFailures, final int rise, final boolean backOff) {
        final Backends backends = new Backends(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53));
        backends.mode = mode;
        backends.intervalS = INTERVAL_S;
        backends.maxFailures = maxFailures;
        backends.rise = rise;
        backends.lazy = new Lazy(100, 1, 20, false, FAILED_INTERVAL_S, backOff, MAX_BACK_OFF_S);
        return backends.health();
    }

    private static long delayS(final HealthState state) {
        return TimeUnit.NANOSECONDS.toSeconds(state.delayNs());
    }

    /** A history of {@code S} (check succeeded), {@code F} (check failed) and {@code ?} (clients' queries ended badly). */
    private static void apply(final HealthState state, final char event) {
        switch (event) {
            case 'S' -> state.checkSucceeded();
            case 'F' -> state.checkFailed();
            default -> state.suspect();
        }
    }

    /** How many of the last events are this one. */
    private static int run(final String history, final char event) {
        int length = 0;
        while (length < history.length() && history.charAt(history.length() - 1 - length) == event) {
            length++;
        }
        return length;
    }

    /** What must be known after a history, by looking back from each of its events. */
    private record Model(int maxFailures, int rise, boolean backOff) {
        boolean isUp(final String history) {
            boolean up = history.charAt(0) == 'S';
            for (int end = 2; end <= history.length(); end++) {
                final String before = history.substring(0, end);
                up = up ? run(before, 'F') < maxFailures : run(before, 'S') >= rise;
            }
            return up;
        }

        Phase phase(final String history) {
            if (!isUp(history)) {
                return Phase.FAILED;
            }
            return history.lastIndexOf('?') > history.lastIndexOf('S') ? Phase.POTENTIAL_FAILURE : Phase.HEALTHY;
        }

        /** Failures in a row, beginning with the one that took it down. */
        private int failuresSinceDown(final String history) {
            int start = history.length();
            while (start > 1 && !isUp(history.substring(0, start - 1))) {
                start--;
            }
            return Math.min(run(history, 'F'), history.length() - start + 1);
        }

        long lazyDelayS(final String history) {
            return switch (phase(history)) {
                case UNKNOWN -> 0;
                case HEALTHY -> 1;
                case POTENTIAL_FAILURE -> INTERVAL_S;
                case FAILED ->
                    backOff && history.endsWith("F")
                            ? Math.min(MAX_BACK_OFF_S, FAILED_INTERVAL_S * (1L << (failuresSinceDown(history) - 1)))
                            : FAILED_INTERVAL_S;
            };
        }
    }

    private static String bits(final int length, final int value) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((value >> i & 1) == 0 ? 'F' : 'S');
        }
        return text.toString();
    }

    @Test
    void autoFollowsTheModelThroughEveryHistory() {
        for (int maxFailures = 1; maxFailures <= 4; maxFailures++) {
            for (int rise = 1; rise <= 4; rise++) {
                for (int value = 0; value < 1 << CHECKS; value++) {
                    autoFollows(bits(CHECKS, value), new Model(maxFailures, rise, true));
                }
            }
        }
    }

    private static void autoFollows(final String history, final Model model) {
        final HealthState state = new HealthState(settings(Mode.AUTO, model.maxFailures, model.rise, true));
        assertThat(state.isKnown()).isFalse();
        assertThat(state.isUp()).isFalse();
        for (int i = 0; i < history.length(); i++) {
            apply(state, history.charAt(i));
            final String seen = history.substring(0, i + 1);
            assertThat(state.phase()).as("%s by %s", seen, model).isEqualTo(model.phase(seen));
            assertThat(state.isUp()).as("%s by %s", seen, model).isEqualTo(model.isUp(seen));
            assertThat(delayS(state)).isEqualTo(INTERVAL_S);
        }
    }

    @Test
    void lazyFollowsTheModel() {
        final Random random = new Random(SEED);
        for (int round = 0; round < 5_000; round++) {
            final Model model = new Model(1 + random.nextInt(4), 1 + random.nextInt(4), random.nextBoolean());
            final HealthState state =
                    new HealthState(settings(Mode.LAZY, model.maxFailures, model.rise, model.backOff));
            final int failing = 1 + random.nextInt(9);
            String seen = "";
            for (int i = 0; i < 25; i++) {
                final char check = random.nextInt(10) < failing ? 'F' : 'S';
                final char event = state.isLookedAt() ? '?' : check;
                seen += event;
                apply(state, event);
                assertThat(state.phase()).as("%s by %s", seen, model).isEqualTo(model.phase(seen));
                assertThat(state.isUp()).as("%s by %s", seen, model).isEqualTo(model.isUp(seen));
                assertThat(delayS(state)).as("%s by %s", seen, model).isEqualTo(model.lazyDelayS(seen));
            }
        }
    }

    @Test
    void backOffDoublesToItsLimit() {
        final HealthState state = new HealthState(settings(Mode.LAZY, 1, 2, true));
        final long[] expected = {30, 60, 100, 100};
        for (final long seconds : expected) {
            state.checkFailed();
            assertThat(delayS(state)).isEqualTo(seconds);
        }
        for (int i = 0; i < 100; i++) {
            state.checkFailed();
        }
        assertThat(delayS(state)).isEqualTo(MAX_BACK_OFF_S);
        state.checkSucceeded();
        assertThat(delayS(state)).isEqualTo(FAILED_INTERVAL_S);
        assertThat(state.isUp()).isFalse();
        state.checkFailed();
        assertThat(delayS(state)).isEqualTo(30);
        state.checkFailed();
        assertThat(delayS(state)).isEqualTo(60);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"UP", "DOWN"})
    void forcedModesNeedNoCheck(final Mode mode) {
        final HealthState state = new HealthState(settings(mode, 1, 1, false));
        assertThat(state.isKnown()).isTrue();
        assertThat(state.isForced()).isTrue();
        assertThat(state.isUp()).isEqualTo(mode == Mode.UP);
        state.setMode(Mode.AUTO);
        assertThat(state.isKnown()).isFalse();
        assertThat(state.isUp()).isFalse();
    }

    @Test
    void forcedModesKeepWhatChecksFound() {
        final HealthState state = new HealthState(settings(Mode.AUTO, 3, 3, false));
        state.checkSucceeded();
        state.setMode(Mode.DOWN);
        assertThat(state.isUp()).isFalse();
        state.setMode(Mode.AUTO);
        assertThat(state.isUp()).isTrue();
        state.setMode(Mode.AUTO, false);
        assertThat(state.isUp()).isFalse();
        state.checkSucceeded();
        state.checkSucceeded();
        assertThat(state.isUp()).isFalse();
        state.checkSucceeded();
        assertThat(state.isUp()).isTrue();
    }

    @Test
    void aSuspicionEndsWithItsMode() {
        final HealthState state = new HealthState(settings(Mode.LAZY, 2, 1, false));
        state.checkSucceeded();
        state.suspect();
        state.checkFailed();
        state.setMode(Mode.AUTO);
        assertThat(state.phase()).isEqualTo(Phase.HEALTHY);
        state.checkFailed();
        assertThat(state.isUp()).isTrue();
        state.checkFailed();
        assertThat(state.isUp()).isFalse();
    }
}
