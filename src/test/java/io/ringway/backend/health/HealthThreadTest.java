package io.ringway.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.backend.BackendSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

/** The checker on a thread of its own, under the system's clock, beside a server on another. */
class HealthThreadTest {
    private static final int TIMEOUT_S = 20;
    private static final int FIRST_ROUND_MS = 15_000;

    /** Steps a server until it is closed. */
    private static final class ServerThread implements AutoCloseable {
        final ScriptedServer server = new ScriptedServer();
        private final Thread thread = new Thread(this::run, "scripted server");
        private volatile boolean closing;

        ServerThread() throws IOException {
            thread.start();
        }

        private void run() {
            while (!closing) {
                try {
                    server.step();
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
                LockSupport.parkNanos(200_000);
            }
        }

        @Override
        public void close() throws IOException {
            closing = true;
            try {
                thread.join();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            server.close();
        }
    }

    private static Map<String, String> descriptors() throws IOException {
        final Map<String, String> found = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (final Path one : all) {
                try {
                    final String target = Files.readSymbolicLink(one).toString();
                    if (target.startsWith("socket:") || target.startsWith("anon_inode:")) {
                        found.put(one.getFileName().toString(), target);
                    }
                } catch (final NoSuchFileException e) {
                    // The descriptor that lists the others.
                }
            }
        }
        return found;
    }

    @Test
    void theFirstRoundEndsWithAllKnown() throws IOException {
        try (ServerThread thread = new ServerThread();
                HealthChecker checker = new HealthChecker(SystemNanoClock.INSTANCE, 1, false)) {
            final Map<String, Boolean> told = new ConcurrentHashMap<>();
            for (int i = 0; i < 20; i++) {
                final Backends backends = new Backends(thread.server.address());
                backends.name = "ns" + i;
                backends.tcp = i % 2 == 0;
                backends.timeoutMs = FIRST_ROUND_MS;
                checker.add(backends.build(), List.of(), (backend, up, why) -> told.put(backend.name(), up));
            }
            assertThat(checker.firstRound(FIRST_ROUND_MS)).isZero();
            assertThat(told).hasSize(20).doesNotContainValue(false);
        }
    }

    @Test
    void theFirstRoundDoesNotWaitLongerThanTold() throws IOException {
        try (ScriptedServer server = new ScriptedServer();
                HealthChecker checker = new HealthChecker(SystemNanoClock.INSTANCE, 1, false)) {
            final Backends backends = new Backends(server.address());
            backends.timeoutMs = 600_000;
            checker.add(backends.build(), List.of(), (backend, up, why) -> {
                throw new AssertionError(why);
            });
            assertThat(checker.firstRound(20)).isEqualTo(1);
            assertThat(checker.checksInFlight()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsLeftAfterItsEnd() throws Exception {
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        // What the JDK makes once and keeps is there before the first count.
        new HealthChecker(SystemNanoClock.INSTANCE, 1, false).close();
        new ScriptedServer().close();
        final Map<String, String> before = descriptors();
        final Set<Thread> threads = Thread.getAllStackTraces().keySet();
        try (ServerThread thread = new ServerThread()) {
            final HealthChecker checker = new HealthChecker(SystemNanoClock.INSTANCE, 1, false);
            final AgentRunner runner =
                    new AgentRunner(checker.idleStrategy(), error -> told.add(error.toString()), null, checker);
            final Thread agent = AgentRunner.startOnThread(runner);
            // Added while it runs, so that it has to be woken.
            for (int i = 0; i < 10; i++) {
                final Backends backends = new Backends(thread.server.address());
                backends.tcp = i % 2 == 0;
                backends.timeoutMs = FIRST_ROUND_MS;
                final BackendSettings backend = backends.build();
                checker.add(backend, List.of(), (changed, up, why) -> told.add(why));
                assertThat(told.poll(TIMEOUT_S, TimeUnit.SECONDS)).isEqualTo("it answers, NOERROR");
                if (i % 3 == 0) {
                    checker.remove(backend.id());
                }
            }
            runner.close();
            assertThat(agent.isAlive()).isFalse();
            checker.wakeUp();
        }
        assertThat(descriptors()).isEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(one -> !threads.contains(one))
                        .map(Thread::getName)
                        .filter(name -> name.equals("health") || name.equals("scripted server")))
                .isEmpty();
    }
}
