package io.ringway.stack.tcp.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.DnsResponse;

/**
 * A query on its way to a backend and what becomes of it: it is answered, or it fails, once.
 *
 * <p>Belongs to the event loop's thread.
 */
public abstract class BackendQuery {
    private final byte[] message;
    private final int questionLength;
    private final byte[] header;
    private int id;
    private int attempts;
    private long sinceNs;
    private boolean sent;

    /**
     * A query that has not been sent.
     *
     * @param message        the DNS message, whose ID is replaced on the way; not copied.
     * @param questionLength bytes of its one question.
     * @param header         PROXY protocol header of its client, empty for none; not copied.
     */
    protected BackendQuery(final byte[] message, final int questionLength, final byte[] header) {
        this.message = message;
        this.questionLength = questionLength;
        this.header = header;
    }

    /** The kernel has it for the first time. */
    protected abstract void forwarded();

    /**
     * It is answered.
     *
     * @param address the response with the ID that the query had on its way, to be changed in place; valid until this returns.
     * @param length  bytes of it.
     */
    protected abstract void answered(long address, int length);

    /**
     * It will not be answered.
     *
     * @param why the reason.
     */
    protected abstract void failed(BackendFailure why);

    byte[] header() {
        return header;
    }

    int id() {
        return id;
    }

    int length() {
        return message.length;
    }

    int attempts() {
        return attempts;
    }

    /** When it was sent last, or began to wait for that. */
    long sinceNs() {
        return sinceNs;
    }

    void waitsSince(final long nowNs) {
        sinceNs = nowNs;
    }

    void attempt(final int withId, final long nowNs) {
        id = withId;
        attempts++;
        sinceNs = nowNs;
    }

    void write(final ByteBuf target) {
        target.writeShort(id).writeBytes(message, Short.BYTES, message.length - Short.BYTES);
    }

    void sent(final long nowNs) {
        sinceNs = nowNs;
        if (!sent) {
            sent = true;
            forwarded();
        }
    }

    void fail() {
        failed(sent ? BackendFailure.UNANSWERED : BackendFailure.NOT_SENT);
    }

    /** Whether a response repeats the question byte for byte; an error without one is an answer too. */
    boolean isAnsweredBy(final DnsResponse response) {
        if (!response.hasQuestion()) {
            return true;
        }
        if (response.questionLength() != questionLength) {
            return false;
        }
        for (int i = 0; i < questionLength; i++) {
            if ((byte) Memory.byteAt(response.questionAddress() + i) != message[DnsHeader.LENGTH + i]) {
                return false;
            }
        }
        return true;
    }
}
