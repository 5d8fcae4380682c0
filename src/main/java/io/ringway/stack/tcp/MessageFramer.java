package io.ringway.stack.tcp;

import io.netty.buffer.ByteBuf;

/**
 * Cuts what a client sends into messages by their two-byte lengths (RFC 1035, section 4.2.2), and holds what cannot be handled yet: the
 * beginning of a message, or messages behind as many as may be unanswered.
 *
 * <p>Belongs to its connection.
 */
final class MessageFramer {
    private static final int PREFIX_LENGTH = Short.BYTES;
    private static final int FIRST_CAPACITY = 128;
    private static final int MAX_CAPACITY = 16 << 20;

    private final TcpConnection connection;
    private final TcpLoop loop;
    private ByteBuf held;
    private boolean feeding;

    MessageFramer(final TcpConnection connection, final TcpLoop loop) {
        this.connection = connection;
        this.loop = loop;
    }

    /** Hands over the messages in what is held and in {@code received} as long as the connection takes them; the rest is held. */
    void feed(final ByteBuf received) {
        feeding = true;
        try {
            if (held != null && !hold(received)) {
                return;
            }
            final ByteBuf source = held != null ? held : received;
            while (connection.takesMessages() && source.readableBytes() >= PREFIX_LENGTH) {
                final int length = source.getUnsignedShort(source.readerIndex());
                if (length < loop.limits.minimumLength()) {
                    connection.finish(EndReason.MALFORMED);
                } else if (source.readableBytes() < PREFIX_LENGTH + length) {
                    break;
                } else {
                    source.skipBytes(PREFIX_LENGTH);
                    loop.takeMessage(source, length);
                    connection.handle(length);
                }
            }
            if (held == null && !connection.isFinishing()) {
                hold(received);
            }
        } finally {
            feeding = false;
            if (held != null && (connection.isFinishing() || !held.isReadable())) {
                release();
            }
        }
    }

    private boolean hold(final ByteBuf received) {
        final int more = received.readableBytes();
        if (more == 0) {
            return true;
        }
        if (held == null) {
            final int capacity = Math.max(FIRST_CAPACITY, more);
            if (!reserve(capacity)) {
                return false;
            }
            held = loop.allocator.directBuffer(capacity, MAX_CAPACITY);
        } else if (held.writableBytes() < more) {
            held.discardReadBytes();
            final int needed = held.readableBytes() + more;
            if (needed > held.capacity()) {
                final int capacity = Math.max(needed, Math.min(2 * held.capacity(), MAX_CAPACITY));
                if (!reserve(capacity - held.capacity())) {
                    return false;
                }
                held.capacity(capacity);
            }
        }
        held.writeBytes(received);
        return true;
    }

    private boolean reserve(final int bytes) {
        if (loop.reserve(bytes)) {
            return true;
        }
        connection.endNow(EndReason.NO_MEMORY);
        return false;
    }

    /** Whether something is held. */
    boolean isHolding() {
        return held != null;
    }

    /** Forgets what is held; while messages are handed over, that happens behind them. */
    void release() {
        if (held != null && !feeding) {
            loop.free(held.capacity());
            held.release();
            held = null;
        }
    }
}
