package io.ringway.stack.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringway.wire.Memory;
import io.ringway.wire.SocketMessage;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one event loop share: the handler, the buffers, and the round that looks for time-outs.
 *
 * <p>Belongs to the loop's thread.
 */
final class TcpLoop {
    private static final int SWEEP_INTERVAL_MS = 200;
    private static final int MAX_MESSAGE_LENGTH = 65_535;
    /** An answer may be written behind the query's end. */
    private static final int ROOM_BEHIND = 512;

    final TcpLimits limits;
    final Admission admission;
    final MessageHandler handler;
    final PooledByteBufAllocator allocator;
    final ReceiveBuffer receiveBuffer = new ReceiveBuffer();

    private final EventLoop eventLoop;
    private final long bufferBytes;
    private final ByteBuf messages = Unpooled.wrappedBuffer(
            ByteBuffer.allocateDirect(SocketMessage.HEADER_LENGTH + MAX_MESSAGE_LENGTH + ROOM_BEHIND));
    private final long messageAddress =
            MemorySegment.ofBuffer(messages.nioBuffer(0, messages.capacity())).address() + SocketMessage.HEADER_LENGTH;
    private final List<TcpConnection> connections = new ArrayList<>();
    private Future<?> sweeps;
    private long reserved;
    private boolean draining;

    TcpLoop(
            final EventLoop eventLoop,
            final TcpLimits limits,
            final long bufferBytes,
            final Admission admission,
            final PooledByteBufAllocator allocator,
            final MessageHandler handler) {
        this.eventLoop = eventLoop;
        this.limits = limits;
        this.bufferBytes = bufferBytes;
        this.admission = admission;
        this.allocator = allocator;
        this.handler = handler;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    long nowNs() {
        return limits.clock().getAsLong();
    }

    /** Sets aside room for buffered bytes; false when all connections together have as much as they may have. */
    boolean reserve(final long bytes) {
        if (reserved + bytes > bufferBytes) {
            return false;
        }
        reserved += bytes;
        return true;
    }

    void free(final long bytes) {
        reserved -= bytes;
    }

    long reserved() {
        return reserved;
    }

    /** Where messages stand for the handler, with a header that tells client and destination. */
    long messageFrom(final InetSocketAddress client, final InetSocketAddress destination) {
        SocketMessage.putSocketAddress(
                messageAddress + SocketMessage.SOURCE_OFFSET,
                client.getAddress().getAddress(),
                client.getPort());
        SocketMessage.putAddress(
                messageAddress + SocketMessage.DESTINATION_OFFSET,
                destination.getAddress().getAddress());
        // The length of the control message stands beside the port.
        Memory.putInt(messageAddress + SocketMessage.DESTINATION_PORT_OFFSET, 0);
        Memory.putShortBigEndian(messageAddress + SocketMessage.DESTINATION_PORT_OFFSET, destination.getPort());
        Memory.putInt(messageAddress + SocketMessage.FLAGS_OFFSET, SocketMessage.TCP);
        return messageAddress;
    }

    /** Moves a message from what has been received to where the handler finds it. */
    void takeMessage(final ByteBuf source, final int length) {
        source.readBytes(messages, SocketMessage.HEADER_LENGTH, length);
    }

    void add(final TcpConnection connection) {
        connection.index = connections.size();
        connections.add(connection);
        if (sweeps == null) {
            sweeps = eventLoop.scheduleAtFixedRate(
                    this::sweep, SWEEP_INTERVAL_MS, SWEEP_INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
        if (draining) {
            connection.endBehindHeld(EndReason.SHUTDOWN);
        }
    }

    /** A loop without connections has nothing to look for, and sleeps. */
    void remove(final TcpConnection connection) {
        final TcpConnection last = connections.removeLast();
        if (last != connection) {
            connections.set(connection.index, last);
            last.index = connection.index;
        }
        if (connections.isEmpty() && sweeps != null) {
            sweeps.cancel(false);
            sweeps = null;
        }
    }

    /** Looks at every connection once: five times a second, one round in place of a timer for each message. */
    void sweep() {
        final long nowNs = nowNs();
        for (int i = connections.size() - 1; i >= 0; i--) {
            connections.get(i).sweep(nowNs);
        }
    }

    void drain() {
        draining = true;
        for (int i = connections.size() - 1; i >= 0; i--) {
            connections.get(i).endBehindHeld(EndReason.SHUTDOWN);
        }
    }

    boolean isDrained() {
        return connections.stream().allMatch(TcpConnection::isSilent);
    }

    void closeAll() {
        for (int i = connections.size() - 1; i >= 0; i--) {
            connections.get(i).endNow(EndReason.SHUTDOWN);
        }
        handler.ending();
    }
}
