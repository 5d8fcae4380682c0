package io.ringway.stack.tcp.backend;

/** Is told of every response of backends, and of those that answer nothing. Called on the event loop's thread. */
public interface ResponseListener {
    /** Tells that a message came; what becomes of it is told next. */
    void received();

    /** Tells that it is no response. */
    void invalid();

    /** Tells that no query waits for it. */
    void unmatched();

    /** Tells that it answers another question than was asked. */
    void questionDiffers();
}
