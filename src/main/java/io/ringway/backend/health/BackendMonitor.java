package io.ringway.backend.health;

import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.HealthCheckSettings.Mode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one backend: its state, the check that is on its way, and when what is due next. Belongs to the health thread.
 *
 * <p>What is due next keeps to a grid of intervals that begins at a random moment after the first check, so that the checks of many backends
 * stay spread however late one of them runs.
 */
final class BackendMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecker.class);

    private final BackendSettings backend;
    private final HealthCheckSettings settings;
    private final HealthListener listener;
    private final LazyWindow window;
    private final HealthState state;
    private final CheckResources resources;
    private final int number;
    private Exchange exchange;
    private boolean due;
    private long dueNs;
    private long gridNs;
    private boolean spread;
    private boolean told;
    private boolean toldUp;

    /** Due at once, or told already where the mode says what it is. */
    BackendMonitor(
            final int number,
            final BackendSettings backend,
            final List<LazySamples> samples,
            final HealthListener listener,
            final CheckResources resources) {
        this.number = number;
        this.backend = backend;
        this.listener = listener;
        this.resources = resources;
        settings = backend.health();
        window = new LazyWindow(settings.lazy(), samples);
        state = new HealthState(settings);
    }

    /** Begins, at a time. */
    void start(final long nowNs) {
        begin(nowNs, "");
    }

    /** Tells the backends of one checker apart, in the order in which they came. */
    int number() {
        return number;
    }

    /** Whether anything is due, ever. */
    boolean isDue() {
        return due;
    }

    long dueNs() {
        return dueNs;
    }

    boolean isKnown() {
        return state.isKnown();
    }

    /** Whether a check is on its way. */
    boolean isChecking() {
        return exchange != null;
    }

    /** See {@link HealthState#setMode(Mode, boolean)}, with the status that it has when there is none. */
    void setMode(final Mode mode, final Optional<Boolean> up, final long nowNs) {
        abandon();
        up.ifPresentOrElse(status -> state.setMode(mode, status), () -> state.setMode(mode));
        window.clear();
        begin(nowNs, up.isPresent() ? "its status was set" : "as the last checks found it");
    }

    private void begin(final long nowNs, final String whyKnown) {
        due = !state.isForced();
        dueNs = nowNs;
        gridNs = nowNs;
        if (state.isForced()) {
            tell("its health check mode is '%s'".formatted(state.mode().name().toLowerCase(Locale.ROOT)), false);
        } else if (state.isKnown()) {
            tell(whyKnown, false);
        }
    }

    /** What was due is: a time-out, a look at the answers to clients, or a check. */
    void onDue(final long nowNs) {
        if (exchange != null) {
            final String why =
                    String.format(Locale.ROOT, "no answer within %,d ms%s", settings.timeoutMs(), exchange.progress());
            end(Outcome.failure(why), nowNs);
            return;
        }
        gridNs = dueNs;
        if (state.isLookedAt() && !isSuspicious()) {
            planNext(nowNs);
            return;
        }
        check();
    }

    private boolean isSuspicious() {
        window.collect();
        if (!window.isSuspicious()) {
            return false;
        }
        if (resources.verbose()) {
            LOG.info("{}: checking its health: {}", backend.displayName(), window.summary());
        }
        state.suspect();
        return true;
    }

    /** The time counts from where the query is ready: {@code checkFunction} may take a while. */
    private void check() {
        try {
            final CheckQuery query = CheckQuery.of(settings, resources.freshId());
            exchange = settings.tcp() || backend.tcpOnly()
                    ? TcpExchange.start(backend, query, resources.selector(), this)
                    : UdpExchange.start(backend, query, resources.selector(), this, resources.buffer());
            dueNs = resources.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMs());
        } catch (final IOException | RuntimeException e) {
            end(Outcome.failure(e), resources.clock().nanoTime());
        }
    }

    /** The socket is ready for something. */
    void onReady() {
        if (exchange != null) {
            exchange.proceed()
                    .ifPresent(outcome -> end(outcome, resources.clock().nanoTime()));
        }
    }

    private void end(final Outcome outcome, final long nowNs) {
        abandon();
        if (outcome.success()) {
            state.checkSucceeded();
        } else {
            state.checkFailed();
        }
        if (!outcome.success() && resources.verbose()) {
            LOG.info("{}: health check failed: {}", backend.displayName(), outcome.why());
        }
        if (state.isLookedAt()) {
            window.clear();
        }
        planNext(nowNs);
        tell(outcome.why(), !outcome.success());
    }

    /** The next point of the grid that is not over. */
    private void planNext(final long nowNs) {
        final long delayNs = state.delayNs();
        if (!spread) {
            spread = true;
            dueNs = nowNs + resources.random(delayNs);
            return;
        }
        final long lateNs = Math.max(0, nowNs - gridNs - delayNs);
        dueNs = gridNs + delayNs * (1 + (lateNs + delayNs - 1) / delayNs);
    }

    /** Once when it becomes known, then when it has changed. */
    private void tell(final String why, final boolean warn) {
        if (told && toldUp == state.isUp()) {
            return;
        }
        told = true;
        toldUp = state.isUp();
        if (warn) {
            LOG.warn("{} is down: {}", backend.displayName(), why);
        } else {
            LOG.info("{} is {}: {}", backend.displayName(), toldUp ? "up" : "down", why);
        }
        listener.changed(backend, toldUp, why);
    }

    private void abandon() {
        if (exchange != null) {
            exchange.close();
            exchange = null;
        }
    }

    /** Ends the check on its way; the listener hears no more. */
    @Override
    public void close() {
        abandon();
        due = false;
    }
}
