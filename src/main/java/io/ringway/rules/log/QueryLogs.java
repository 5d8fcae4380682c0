package io.ringway.rules.log;

import io.ringway.settings.rules.ActionSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * All destinations of {@code LogAction}, by file, and the thread that writes to them; it begins with the first. Control thread.
 */
public final class QueryLogs implements AutoCloseable {
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FLUSH_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int END_TIMEOUT_MS = 2_000;

    private final boolean writes;
    private final Map<String, QueryLog> byPath = new LinkedHashMap<>();
    private volatile List<QueryLog> all = List.of();
    private Thread thread;
    private volatile boolean ended;

    /**
     * No destinations yet.
     *
     * @param writes false where queries are made up, of which nobody is to read.
     */
    public QueryLogs(final boolean writes) {
        this.writes = writes;
    }

    /**
     * Whether anything is written.
     *
     * @return false where queries are made up.
     */
    public boolean writes() {
        return writes;
    }

    /**
     * Makes one worker's end of what a rule logs.
     *
     * @param settings where to; of one file the first one's options count.
     * @return for that worker's thread.
     * @throws io.ringway.settings.SetupException when the file cannot be written.
     */
    public LogWriter join(final ActionSettings.Log settings) {
        if (!writes) {
            return new LogWriter(new LogRing());
        }
        final String key = settings.path().isEmpty() ? "\0" + settings.verboseOnly() : settings.path();
        QueryLog log = byPath.get(key);
        if (log == null) {
            log = new QueryLog(settings);
            byPath.put(key, log);
            final List<QueryLog> more = new ArrayList<>(all);
            more.add(log);
            all = List.copyOf(more);
        }
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("query-log").start(this::run);
        }
        return log.join();
    }

    private void run() {
        long flushedNs = System.nanoTime();
        while (!ended) {
            int count = 0;
            for (final QueryLog log : all) {
                count += log.drain();
            }
            final long nowNs = System.nanoTime();
            if (nowNs - flushedNs >= FLUSH_NS) {
                flushedNs = nowNs;
                all.forEach(QueryLog::flush);
            }
            if (count == 0) {
                LockSupport.parkNanos(IDLE_NS);
            }
        }
    }

    /**
     * How many queries were not logged because the logging thread could not keep up.
     *
     * @return of all destinations.
     */
    public long lost() {
        long lost = 0;
        for (final QueryLog log : all) {
            lost += log.lost();
        }
        return lost;
    }

    /** Writes what is left and closes the files; the workers must have ended. */
    @Override
    public void close() {
        ended = true;
        if (thread != null) {
            LockSupport.unpark(thread);
            try {
                thread.join(END_TIMEOUT_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        all.forEach(QueryLog::close);
    }
}
