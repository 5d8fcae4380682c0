package io.ringway.rules.log;

import io.ringway.settings.SetupException;
import io.ringway.settings.rules.ActionSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one kind of {@code LogAction} writes to: a file, or Ringway's own log; with the rings of the workers that write to it.
 *
 * <p>Made, and joined, on the control thread; drained by the logging thread. The lock between them is never the workers'.
 */
final class QueryLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.ringway.queries");
    private static final int BUFFER_LENGTH = 1 << 16;

    private final ActionSettings.Log settings;
    private final QueryLine line = new QueryLine();
    private final List<Ring> rings = new ArrayList<>();

    /** Null for Ringway's own log. */
    private final OutputStream file;

    private long lostBefore;
    private boolean failed;

    /** A worker's ring, and whether the worker still has its end. */
    private record Ring(LogRing ring, WeakReference<LogWriter> writer) {}

    /** Opens the file, where one is given. */
    QueryLog(final ActionSettings.Log settings) {
        this.settings = settings;
        file = settings.path().isEmpty() ? null : open(settings);
    }

    private static OutputStream open(final ActionSettings.Log settings) {
        try {
            final OutputStream file = Files.newOutputStream(
                    Path.of(settings.path()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    settings.append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
            return new BufferedOutputStream(file, BUFFER_LENGTH);
        } catch (final IOException e) {
            throw new SetupException(
                    settings.location(),
                    "LogAction: '" + settings.path() + "' cannot be written (" + e + "); give a file that can be",
                    e);
        }
    }

    /** A new worker's end. */
    synchronized LogWriter join() {
        final LogRing ring = new LogRing();
        final LogWriter writer = new LogWriter(ring);
        rings.add(new Ring(ring, new WeakReference<>(writer)));
        return writer;
    }

    /** Writes what there is; returns how many records. */
    synchronized int drain() {
        // Nanoseconds that the clock of records lacks to that of the calendar.
        final long offsetNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
        int count = 0;
        for (int i = rings.size() - 1; i >= 0; i--) {
            final boolean isLeft = rings.get(i).writer().get() == null;
            final LogRing ring = rings.get(i).ring();
            while (ring.hasNext()) {
                write(ring, offsetNs + ring.nowNs());
                ring.release();
                count++;
            }
            if (isLeft) {
                lostBefore += ring.lost();
                rings.remove(i);
            }
        }
        if (count > 0 && file != null && !settings.buffered()) {
            flush();
        }
        return count;
    }

    private void write(final LogRing ring, final long timeNs) {
        if (file == null) {
            if (settings.verboseOnly()) {
                LOG.debug("{}", line.text(ring));
            } else {
                LOG.info("{}", line.text(ring));
            }
            return;
        }
        try {
            file.write(settings.binary() ? line.binary(ring, settings.timestamp(), timeNs) : bytes(ring, timeNs));
        } catch (final IOException e) {
            report(e);
        }
    }

    private byte[] bytes(final LogRing ring, final long timeNs) {
        final String stamp = settings.timestamp() ? QueryLine.stamp(timeNs) : "";
        return (stamp + line.text(ring) + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Brings what is buffered to the file. */
    synchronized void flush() {
        if (file != null) {
            try {
                file.flush();
            } catch (final IOException e) {
                report(e);
            }
        }
    }

    /** Once: a full disk would fill the log, too. */
    private void report(final IOException e) {
        if (!failed) {
            failed = true;
            LOG.error("LogAction: '{}' cannot be written: {}", settings.path(), e.toString());
        }
    }

    /** How many queries were lost because a ring was full. */
    synchronized long lost() {
        long lost = lostBefore;
        for (final Ring ring : rings) {
            lost += ring.ring().lost();
        }
        return lost;
    }

    synchronized void close() {
        drain();
        flush();
        if (file != null) {
            try {
                file.close();
            } catch (final IOException e) {
                report(e);
            }
        }
    }
}
