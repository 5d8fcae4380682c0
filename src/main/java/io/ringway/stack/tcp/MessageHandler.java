package io.ringway.stack.tcp;

/**
 * What answers the messages of one event loop, and is told about its connections. Called on that loop's thread alone.
 */
public interface MessageHandler {
    /**
     * Whether a client may connect.
     *
     * @param address behind a {@link io.ringway.wire.SocketMessage} header that tells client and destination; there is no message.
     * @return false to refuse.
     */
    boolean admits(long address);

    /**
     * Takes a message. Each exchange must be answered, dropped or abandoned once: now, with the answer written over the message or anywhere
     * else, or later, when the message is no longer there.
     *
     * @param exchange takes the answer.
     * @param address  the message, behind a {@link io.ringway.wire.SocketMessage} header; valid until this returns.
     * @param length   bytes of the message, without its length prefix.
     */
    void handle(TcpExchange exchange, long address, int length);

    /** Tells that a connection is being served. */
    void opened();

    /** Tells that a connection that was served is gone. */
    void closed();

    /**
     * Tells why a connection was refused or is ended, once for each.
     *
     * @param reason why.
     */
    void ended(EndReason reason);

    /**
     * Tells that answers are with the kernel.
     *
     * @param answers how many of this server.
     * @param relays  how many of backends.
     * @param bytes   of the messages of both, without length prefixes.
     */
    void sent(int answers, int relays, long bytes);

    /**
     * Tells that the connection of answers was gone before the kernel had them.
     *
     * @param answers how many.
     */
    void lost(int answers);

    /**
     * Tells what this handler, or a connection, threw.
     *
     * @param failure a defect of the program.
     */
    void failed(Throwable failure);

    /** Tells that the loop ends and every connection is closed; what the handler has opened on the loop is to be closed now. */
    default void ending() {}
}
