package io.ringway.engine.forward.control;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.backend.health.LazySamples;
import io.ringway.settings.backend.ForwardingSettings;
import java.util.List;

/**
 * A thread that forwards queries, as the control thread sees it, which is the only one to call any of this. What the thread knows of the servers is a
 * snapshot; it takes over the next one when it likes, soon.
 *
 * <p>The way of a server: {@link #prepare}, {@link #publish} with it, {@link #publish} with it in no pool, and when {@link #isFollowed} and no query
 * of it waits, {@link #retire}, {@link #publish} without it, and when that {@link #isFollowed}, {@link #release}.
 */
public interface ForwardingThread {
    /**
     * Opens what queries to a server go out through; none does before it is published.
     *
     * @param backend one that is not prepared.
     * @throws io.ringway.settings.SetupException when something cannot be had; nothing of it is left then.
     */
    void prepare(Backend backend);

    /**
     * Has the thread choose among these servers from now on.
     *
     * @param settings pools and policies, in an order that only grows.
     * @param backends all that are prepared and not retired.
     */
    void publish(ForwardingSettings settings, List<Backend> backends);

    /**
     * Whether the thread uses what was published last, and nothing that was before.
     *
     * @return true also when nothing was published yet.
     */
    boolean isFollowed();

    /**
     * What the thread knows of a server.
     *
     * @param backend published.
     * @return to be read.
     */
    BackendShare share(Backend backend);

    /**
     * How the server's queries on this thread ended.
     *
     * @param backend prepared.
     * @return to be read by the health thread.
     */
    LazySamples samples(Backend backend);

    /**
     * Takes a server's sockets and routes out of what is published next.
     *
     * @param backend published, in no pool, without a query that waits.
     */
    void retire(Backend backend);

    /**
     * Closes what a retired server had.
     *
     * @param backend retired.
     */
    void release(Backend backend);

    /**
     * Opens the sockets to a server anew; queries that wait keep those that they went out through.
     *
     * @param backend published.
     * @return whether there is anything to publish.
     * @throws io.ringway.settings.SetupException when a socket cannot be had; the old ones stay in use then.
     */
    boolean reconnect(Backend backend);

    /**
     * Does what is due after {@link #reconnect}: takes old sockets that nothing waits at out of what is published next, and closes those that are out of
     * it.
     *
     * @return whether there is anything to publish.
     */
    boolean tidy();
}
