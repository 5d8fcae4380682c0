package io.ringway.stack.route.netlink;

import java.util.List;

/** A way to the kernel's rtnetlink. What failed in a way that the kernel tells is a {@link NetlinkException}. One thread, but for {@link #wakeUp}. */
public interface NetlinkChannel extends AutoCloseable {
    /**
     * Sends a request and waits for its end.
     *
     * @param request what to ask or to do.
     * @return the messages in front of the acknowledgement; none for a mere order.
     */
    List<NetlinkMessage> request(NetlinkRequest request);

    /**
     * Reads a table. Where it changes meanwhile it is read anew, some times.
     *
     * @param request what to read.
     * @return an entry in each message.
     */
    List<NetlinkMessage> dump(NetlinkRequest request);

    /**
     * Waits for a notification.
     *
     * @param timeoutMs milliseconds, 0 for a look.
     * @return whether there is something to {@link #receive()}.
     */
    boolean await(int timeoutMs);

    /** Ends a wait of {@link #await}, or the next one, as if there were something to receive. Any thread. */
    void wakeUp();

    /**
     * Receives what the next datagram holds, without waiting.
     *
     * @return notifications in order; empty when there are no more.
     */
    List<NetlinkMessage> receive();

    /**
     * Whether notifications were lost since the last call, so that tables must be read anew.
     *
     * @return true once after each loss.
     */
    boolean takeOverrun();

    @Override
    void close();
}
