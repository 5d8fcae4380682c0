package io.ringway.stack.tcp.backend;

import io.netty.buffer.ByteBuf;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.DnsResponse;

/**
 * A query on its way to a backend and what becomes of it: it is answered, or it fails, once. The answer to a zone transfer may be several messages.
 *
 * <p>Belongs to the event loop's thread.
 */
public abstract class BackendQuery {
    private final byte[] message;
    private final int questionLength;
    private final byte[] header;

    /** How far the transfer is that it asks for; null for any other query. */
    private final TransferProgress transfer;

    private int id;
    private int attempts;
    private long sinceNs;
    private boolean sent;
    private boolean begun;

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
        transfer = TransferProgress.of(message, questionLength);
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
     * A message of its answer came, and more are to come.
     *
     * @param address the message as for {@link #answered}; valid until this returns.
     * @param length  bytes of it.
     * @return false when nobody wants the others; then nothing more is told.
     */
    protected abstract boolean answeredInPart(long address, int length);

    /**
     * Whether whoever gets the answer is too slow for more of it now.
     *
     * @param resume to be called once, on the event loop, when that is over; only after this returned true.
     * @return false to have the next message at once.
     */
    protected boolean isHeldUp(final Runnable resume) {
        return false;
    }

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

    /** Whether its answer may be several messages, so that it needs a connection for itself. */
    boolean isTransfer() {
        return transfer != null;
    }

    /** Whether a part of the answer has been passed on, so that nobody else may be asked. */
    boolean isBegun() {
        return begun;
    }

    /** Whether a message without a question can go on with its answer (RFC 5936, section 2.2.1). */
    boolean goesOnWith(final DnsResponse response) {
        return begun && Memory.shortBigEndianAt(response.message() + DnsHeader.QDCOUNT_OFFSET) == 0;
    }

    /** Whether its answer ends with that message. */
    boolean isCompleteWith(final DnsResponse response) {
        begun = true;
        return transfer == null || transfer.endsWith(response);
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
