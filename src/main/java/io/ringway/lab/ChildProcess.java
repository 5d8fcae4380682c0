package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that runs beside the experiment. Its lines, of both streams, are kept and can be waited for.
 *
 * <p>Any thread.
 */
public final class ChildProcess implements AutoCloseable {
    private static final int TERM_TIMEOUT_S = 10;
    private static final int LINES_SHOWN = 5;
    private static final int QUOTED_LINES = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    private final String name;
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    /**
     * Starts a program.
     *
     * @param name     for messages.
     * @param command  program and arguments.
     * @param listener is told each line as it comes.
     */
    public ChildProcess(final String name, final List<String> command, final Consumer<String> listener) {
        this.name = name;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
        } catch (final IOException e) {
            throw new SetupException(name + " cannot be started: " + e.getMessage(), e);
        }
        reader = Thread.ofPlatform().daemon().name("output of " + name).start(() -> read(listener));
    }

    private void read(final Consumer<String> listener) {
        try (BufferedReader reading = process.inputReader()) {
            for (String line = reading.readLine(); line != null; line = reading.readLine()) {
                listener.accept(line);
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (final IOException e) {
            LOG.debug("{}: its output ended: {}", name, e.getMessage());
        }
        synchronized (lines) {
            lines.notifyAll();
        }
    }

    /**
     * Waits for a line, also one that came already.
     *
     * @param wanted    says which.
     * @param timeoutMs milliseconds.
     * @return the first such line.
     * @throws SetupException when it ends or the time is over before that, with what it said last.
     */
    public String awaitLine(final Predicate<String> wanted, final long timeoutMs) {
        return awaitLine(wanted, 0, timeoutMs);
    }

    /**
     * Waits for a line that comes after others.
     *
     * @param wanted    says which.
     * @param skipped   lines from the beginning that do not count, {@link #lineCount()} of an earlier moment.
     * @param timeoutMs milliseconds.
     * @return the first such line.
     */
    public String awaitLine(final Predicate<String> wanted, final int skipped, final long timeoutMs) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        synchronized (lines) {
            int next = skipped;
            while (true) {
                for (; next < lines.size(); next++) {
                    if (wanted.test(lines.get(next))) {
                        return lines.get(next);
                    }
                }
                final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
                if (leftMs <= 0 || !reader.isAlive()) {
                    throw new SetupException(name + (leftMs <= 0 ? " did not say in time" : " ended without saying")
                            + " what was expected; it said last: "
                            + String.join(
                                    " | ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size())));
                }
                try {
                    lines.wait(Math.min(leftMs, 50));
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new SetupException("interrupted", e);
                }
            }
        }
    }

    /**
     * Waits for the end.
     *
     * @param timeoutMs milliseconds.
     * @return the exit status.
     * @throws SetupException when it still runs then.
     */
    public int awaitEnd(final long timeoutMs) {
        if (!endsWithin(timeoutMs)) {
            throw new SetupException(name + " did not end within " + timeoutMs + " ms; it said last: " + lastLines());
        }
        return process.exitValue();
    }

    /**
     * Waits for the end for some time.
     *
     * @param timeoutMs milliseconds.
     * @return false when it still runs then.
     */
    public boolean endsWithin(final long timeoutMs) {
        try {
            if (!process.waitFor(timeoutMs, TimeUnit.MILLISECONDS)) {
                return false;
            }
            // What it said last may still be on its way.
            reader.join(TimeUnit.SECONDS.toMillis(1));
            return true;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetupException("interrupted", e);
        }
    }

    /**
     * How much it has said.
     *
     * @return lines so far.
     */
    public int lineCount() {
        synchronized (lines) {
            return lines.size();
        }
    }

    /**
     * Everything that it said.
     *
     * @return lines, of both streams.
     */
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    private String lastLines() {
        synchronized (lines) {
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        }
    }

    /**
     * The operating system's number of the process.
     *
     * @return its pid.
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Whether it runs.
     *
     * @return false once it has ended.
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(TimeUnit.SECONDS.toMillis(TERM_TIMEOUT_S));
    }

    /** Ends it: SIGTERM, and after ten seconds SIGKILL. */
    @Override
    public void close() {
        terminate();
        try {
            awaitEnd(TimeUnit.SECONDS.toMillis(TERM_TIMEOUT_S));
        } catch (final SetupException e) {
            kill();
        }
    }
}
