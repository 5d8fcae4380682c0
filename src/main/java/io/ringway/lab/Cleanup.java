package io.ringway.lab;

import io.ringway.settings.SetupException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what an experiment made, last made first: when it ends, and also when a signal ends the process before that.
 *
 * <p>Any thread may add; each thing is removed once.
 */
public final class Cleanup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private final Deque<AutoCloseable> things = new ArrayDeque<>();
    private final Thread hook = new Thread(this::removeAll, "cleanup");
    private final Object removal = new Object();
    private boolean ended;

    /** Made empty, and known to the virtual machine's shutdown. */
    public Cleanup() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Takes charge of something that was just made.
     *
     * @param thing what to close in the end.
     * @param <T>   its type.
     * @return the same.
     * @throws SetupException when the end has come already; then it is closed at once.
     */
    public <T extends AutoCloseable> T add(final T thing) {
        synchronized (things) {
            if (!ended) {
                things.push(thing);
                return thing;
            }
        }
        close(thing);
        throw new SetupException("interrupted");
    }

    /**
     * Refuses to go on once a signal has begun to end the process.
     *
     * @throws SetupException after a signal.
     */
    public void requireRunning() {
        synchronized (things) {
            if (ended) {
                throw new SetupException("interrupted");
            }
        }
    }

    private void removeAll() {
        synchronized (things) {
            ended = true;
        }
        // A signal's thread and the experiment's may both be here: the process must not end while the other one still
        // removes the last thing.
        synchronized (removal) {
            AutoCloseable thing = next();
            while (thing != null) {
                close(thing);
                thing = next();
            }
        }
    }

    private AutoCloseable next() {
        synchronized (things) {
            return things.poll();
        }
    }

    private static void close(final AutoCloseable thing) {
        try {
            thing.close();
        } catch (final Exception e) {
            LOG.warn("not removed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        removeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException e) {
            LOG.debug("the process ends already");
        }
    }
}
