package io.ringway.engine;

/**
 * One way in with everything that serves it: port, workers, the rings between them and the threads that run them,
 * but for those that it shares with others.
 *
 * <p>Life: opened, {@link #start()}, {@link #close()}, all by the control thread.
 */
public interface Pipeline extends Mirrored, AutoCloseable {
    /**
     * Starts the threads.
     *
     * @throws io.ringway.settings.SetupException when one cannot be pinned where it was asked to be.
     */
    void start();

    /**
     * Waits until every packet that came in has been answered or dropped, for a drain at the end.
     *
     * @param timeoutMs milliseconds.
     * @return whether nothing is on its way any more.
     */
    boolean awaitQuiet(int timeoutMs);

    /**
     * One line for the operator: what was asked for and what the machine gave.
     *
     * @return where it listens, and how it is served.
     */
    String description();

    /** Ends the threads and frees everything. */
    @Override
    void close();
}
