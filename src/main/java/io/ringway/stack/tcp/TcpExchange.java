package io.ringway.stack.tcp;

import io.netty.channel.EventLoop;

/**
 * One message that waits for its answer. Settled once: with an answer, by a drop, or abandoned.
 *
 * <p>Belongs to its event loop's thread; others reach it through {@link #loop()}.
 */
public final class TcpExchange {
    private final TcpConnection connection;
    private boolean settled;

    TcpExchange(final TcpConnection connection) {
        this.connection = connection;
    }

    /**
     * Answers. Nothing happens but counting when the connection is gone.
     *
     * @param address the answer, copied before this returns.
     * @param length  bytes, up to 65535.
     */
    public void answer(final long address, final int length) {
        settle();
        connection.answer(address, length, false);
    }

    /**
     * Answers with what a backend said, which is counted apart.
     *
     * @param address the answer, copied before this returns.
     * @param length  bytes, up to 65535.
     */
    public void relay(final long address, final int length) {
        settle();
        connection.answer(address, length, true);
    }

    /**
     * Answers with one of several messages of a backend; {@link #relay} is for the last one.
     *
     * @param address the message, copied before this returns.
     * @param length  bytes, up to 65535.
     * @return false when the connection is gone; then the exchange is still to be settled.
     */
    public boolean relayPart(final long address, final int length) {
        return connection.answerPart(address, length);
    }

    /**
     * Whether the client has so much to read yet that it should get no more now.
     *
     * @param resume called once, on the event loop, when it has read, or its connection is gone; only after this returned true.
     * @return false when it may get more.
     */
    public boolean isHeldUp(final Runnable resume) {
        return connection.isHeldUp(resume);
    }

    /** Leaves the message unanswered for a reason that the handler counts, and ends the connection behind the answers that it still gets. */
    public void drop() {
        settle();
        connection.drop(EndReason.DROPPED);
    }

    /** Leaves the message unanswered without a reason: it counts as lost, and the connection ends. */
    public void abandon() {
        settle();
        connection.abandon();
    }

    /**
     * Whether it has been answered, dropped or abandoned.
     *
     * @return true once.
     */
    public boolean isSettled() {
        return settled;
    }

    /**
     * The event loop of the connection.
     *
     * @return runs tasks on the one thread that may use this.
     */
    public EventLoop loop() {
        return connection.eventLoop();
    }

    private void settle() {
        if (settled) {
            throw new IllegalStateException("settled twice");
        }
        settled = true;
    }
}
