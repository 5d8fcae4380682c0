package io.ringway.stack.tcp;

/** Why a connection was refused or ended. */
public enum EndReason {
    /** Refused: the handler does not admit the client's address. */
    REFUSED_ACL,
    /** Refused: the client has as many connections as one client may have. */
    REFUSED_PER_CLIENT,
    /** Refused: the listener, or the process, has as many connections as it may have. */
    REFUSED_CONCURRENT,
    /** The client ended it, or vanished. */
    CLIENT,
    /** No message for as long as a client may be silent. */
    IDLE,
    /** A message had begun, and was not there in time. */
    SLOW_MESSAGE,
    /** Answers were left unread for too long. */
    SLOW_READER,
    /** It lasted as long as a connection may last. */
    MAX_DURATION,
    /** It brought as many queries as a connection may bring. */
    MAX_QUERIES,
    /** A length that no message has. */
    MALFORMED,
    /** The handler dropped a message. */
    DROPPED,
    /** The buffers of all connections together are full. */
    NO_MEMORY,
    /** Something threw; the handler was told. */
    FAILED,
    /** The server ends. */
    SHUTDOWN;

    /**
     * Whether it says that a connection was refused.
     *
     * @return false for connections that were served.
     */
    public boolean isRefusal() {
        return compareTo(REFUSED_CONCURRENT) <= 0;
    }
}
