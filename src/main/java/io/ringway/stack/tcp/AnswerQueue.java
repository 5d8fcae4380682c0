package io.ringway.stack.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.ringway.wire.Memory;
import java.lang.foreign.MemorySegment;

/**
 * The answers of a connection that the kernel has not taken yet: first gathered, so that the answers to what was read in one go leave in one
 * go, then with Netty.
 *
 * <p>Belongs to its connection.
 */
final class AnswerQueue {
    private static final int PREFIX_LENGTH = Short.BYTES;
    private static final int FIRST_CAPACITY = 256;
    private static final int SEND_AT_BYTES = 16 * 1024;

    private final TcpConnection connection;
    private final TcpLoop loop;
    private ByteBuf gathered;
    private int gatheredAnswers;
    private int gatheredRelays;
    private long sentBytes;
    private int writes;

    AnswerQueue(final TcpConnection connection, final TcpLoop loop) {
        this.connection = connection;
        this.loop = loop;
    }

    /** Adds an answer, of ours or of a backend; false when there is no room for it. */
    boolean add(final long address, final int length, final boolean relayed) {
        if (!loop.reserve(PREFIX_LENGTH + length)) {
            return false;
        }
        if (gathered == null) {
            gathered = loop.allocator.directBuffer(Math.max(FIRST_CAPACITY, PREFIX_LENGTH + length));
        }
        gathered.ensureWritable(PREFIX_LENGTH + length);
        gathered.writeShort(length);
        if (length > 0) {
            final int start = gathered.writerIndex();
            Memory.copy(
                    address,
                    MemorySegment.ofBuffer(gathered.internalNioBuffer(start, length))
                            .address(),
                    length);
            gathered.writerIndex(start + length);
        }
        gatheredAnswers++;
        if (relayed) {
            gatheredRelays++;
        }
        return true;
    }

    /** Whether so much is gathered that it should leave. */
    boolean isDue() {
        return gathered != null && gathered.readableBytes() >= SEND_AT_BYTES;
    }

    /** Gives what is gathered to the kernel, or as much of it as it takes now. */
    void send(final ChannelHandlerContext context) {
        if (gathered == null) {
            return;
        }
        final ByteBuf leaving = gathered;
        final int answers = gatheredAnswers;
        final int relays = gatheredRelays;
        final int bytes = leaving.readableBytes();
        gathered = null;
        gatheredAnswers = 0;
        gatheredRelays = 0;
        writes++;
        context.writeAndFlush(leaving)
                .addListener((final ChannelFuture future) -> written(future.isSuccess(), answers, relays, bytes));
    }

    private void written(final boolean success, final int answers, final int relays, final int bytes) {
        writes--;
        loop.free(bytes);
        if (success) {
            sentBytes += bytes;
            loop.handler.sent(answers - relays, relays, bytes - (long) PREFIX_LENGTH * answers);
        } else {
            loop.handler.lost(answers);
        }
        connection.written();
    }

    /** Whether the kernel has everything. */
    boolean isEmpty() {
        return gathered == null && writes == 0;
    }

    /** A number that grows with every byte that the kernel takes. */
    long progress(final ChannelHandlerContext context) {
        final ChannelOutboundBuffer outbound = context.channel().unsafe().outboundBuffer();
        return sentBytes + (outbound == null ? 0 : outbound.currentProgress());
    }

    /** Counts what was gathered as lost: the connection is gone. */
    void release() {
        if (gathered != null) {
            loop.free(gathered.readableBytes());
            loop.handler.lost(gatheredAnswers);
            gathered.release();
            gathered = null;
            gatheredAnswers = 0;
            gatheredRelays = 0;
        }
    }
}
