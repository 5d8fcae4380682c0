package io.ringway.backend.health;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringway.settings.backend.BackendSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.CachedNanoClock;
import org.slf4j.LoggerFactory;

/** A checker that is stepped by hand beside a server that is, under a clock that a test moves; keeps what is told and logged. */
final class HealthRig implements AutoCloseable {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_EVERY_NS = 50_000;

    final CachedNanoClock clock = new CachedNanoClock();
    final ScriptedServer server;
    final List<String> told = new ArrayList<>();
    final HealthChecker checker;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    HealthRig(final boolean verbose) throws IOException {
        this(verbose, new ScriptedServer());
    }

    HealthRig(final boolean verbose, final ScriptedServer server) throws IOException {
        this.server = server;
        // Close to the wrap-around, which must not matter.
        clock.update(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5));
        checker = new HealthChecker(clock, 1, verbose);
        log.start();
        logger().addAppender(log);
        logger().setAdditive(false);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(HealthChecker.class);
    }

    BackendSettings add(final Backends backends, final LazySamples... samples) {
        final BackendSettings backend = backends.build();
        checker.add(
                backend,
                List.of(samples),
                (changed, up, why) -> told.add(changed.name() + (up ? " up: " : " down: ") + why));
        return backend;
    }

    void step() throws IOException {
        checker.doWork();
        server.step();
    }

    /** Steps until something has happened, for which the kernel may need a moment. */
    void until(final BooleanSupplier condition) throws IOException {
        final long endNs = System.nanoTime() + TIMEOUT_NS;
        step();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                throw new AssertionError("did not come true; told %s, %d queries, logged %s"
                        .formatted(told, server.queries.size(), logged()));
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
            step();
        }
    }

    /** Steps until no check is on its way. */
    void settle() throws IOException {
        until(() -> checker.checksInFlight() == 0);
    }

    void untilTold(final int count) throws IOException {
        until(() -> told.size() >= count);
    }

    void untilAsked(final int count) throws IOException {
        until(() -> server.queries.size() >= count);
    }

    void advanceMs(final long milliseconds) {
        clock.advance(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }

    /** Moves the clock to where something is due, and does it. */
    void toNextDue() throws IOException {
        clock.advance(checker.untilDueNs());
        step();
    }

    List<String> logged() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Override
    public void close() throws IOException {
        checker.close();
        server.close();
        logger().detachAppender(log);
        logger().setAdditive(true);
    }
}
