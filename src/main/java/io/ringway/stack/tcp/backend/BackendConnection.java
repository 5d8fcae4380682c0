package io.ringway.stack.tcp.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * One connection to a backend: queries go out one behind the other, each with an ID of its own (RFC 7766, section 7), and are answered in any
 * order.
 *
 * <p>Belongs to its event loop's thread.
 */
final class BackendConnection extends ChannelInboundHandlerAdapter {
    private static final int PREFIX_LENGTH = Short.BYTES;

    /** Whether it stands among those that take queries. */
    boolean listed;

    private final BackendConnections owner;
    private final BackendLoop loop;
    private final byte[] header;
    private final Int2ObjectHashMap<BackendQuery> inFlight = new Int2ObjectHashMap<>();
    private final List<BackendQuery> unsent = new ArrayList<>();
    private Channel channel;
    private ByteBuf held;
    private boolean active;
    private boolean retiring;

    /** The transfer whose messages come now, and whether they wait for its client; null when there is none. */
    private BackendQuery transfer;

    private boolean heldUp;
    private boolean ended;
    private int writes;
    private long progressNs;
    private long idleSinceNs;

    /** Not connected; {@code header} goes in front of everything. */
    BackendConnection(final BackendConnections owner, final BackendLoop loop, final byte[] header) {
        this.owner = owner;
        this.loop = loop;
        this.header = header;
    }

    void connect() {
        final ChannelFuture future = BackendSocketOptions.connect(loop, owner.settings(), this);
        channel = future.channel();
        future.addListener((final ChannelFuture done) -> {
            if (!done.isSuccess() && !active) {
                end();
            }
        });
    }

    /** Whether it takes another query of a client with that header. */
    boolean takes(final byte[] ofClient) {
        return hasRoom() && Arrays.equals(header, ofClient);
    }

    boolean hasRoom() {
        return !ended
                && !retiring
                && transfer == null
                && inFlight.size() < owner.settings().tcp().maxInFlight();
    }

    boolean isActive() {
        return active && !ended;
    }

    boolean isIdle() {
        return inFlight.isEmpty();
    }

    long idleSinceNs() {
        return idleSinceNs;
    }

    void send(final BackendQuery query) {
        int id = loop.nextId();
        while (inFlight.containsKey(id)) {
            id = loop.nextId();
        }
        query.attempt(id, loop.clock.getAsLong());
        inFlight.put(id, query);
        if (query.isTransfer()) {
            transfer = query;
        }
        if (active) {
            write(query);
        } else {
            unsent.add(query);
        }
    }

    private void write(final BackendQuery query) {
        final ByteBuf framed = loop.allocator.directBuffer(PREFIX_LENGTH + query.length());
        framed.writeShort(query.length());
        query.write(framed);
        write(framed, query);
    }

    private void write(final ByteBuf bytes, final BackendQuery query) {
        if (writes++ == 0) {
            progressNs = loop.clock.getAsLong();
        }
        channel.writeAndFlush(bytes).addListener((final ChannelFuture future) -> {
            writes--;
            progressNs = loop.clock.getAsLong();
            if (!future.isSuccess()) {
                close();
            } else if (query != null && !loop.isClosed()) {
                query.sent(progressNs);
            }
        });
    }

    @Override
    public void channelActive(final ChannelHandlerContext context) {
        if (ended) {
            close();
            return;
        }
        active = true;
        if (header.length > 0) {
            write(loop.allocator.directBuffer(header.length).writeBytes(header), null);
        }
        unsent.forEach(this::write);
        unsent.clear();
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final ByteBuf received = (ByteBuf) message;
        if (held == null) {
            held = received;
        } else {
            held.discardReadBytes();
            held.writeBytes(received);
            received.release();
        }
        while (!ended && held.readableBytes() >= PREFIX_LENGTH) {
            final int length = held.getUnsignedShort(held.readerIndex());
            if (held.readableBytes() < PREFIX_LENGTH + length) {
                return;
            }
            held.skipBytes(PREFIX_LENGTH);
            take(length);
        }
        if (held != null && !held.isReadable()) {
            held.release();
            held = null;
        }
    }

    private void take(final int length) {
        final BackendQuery query = loop.take(held, length, inFlight::get);
        if (query == null) {
            return;
        }
        if (!query.isCompleteWith(loop.response())) {
            takePart(query, length);
            return;
        }
        remove(query);
        query.answered(loop.responseAddress(), length);
        if (!ended) {
            owner.hasRoomAgain(this);
        }
    }

    /** What nobody wants cannot be called off but by an end of the connection, which the transfer has for itself. */
    private void takePart(final BackendQuery query, final int length) {
        query.waitsSince(loop.clock.getAsLong());
        if (!query.answeredInPart(loop.responseAddress(), length)) {
            remove(query);
            close();
        } else if (!heldUp && query.isHeldUp(this::resume)) {
            heldUp = true;
            channel.config().setAutoRead(false);
        }
    }

    private void resume() {
        heldUp = false;
        if (transfer != null) {
            transfer.waitsSince(loop.clock.getAsLong());
        }
        if (!ended) {
            channel.config().setAutoRead(true);
        }
    }

    private void remove(final BackendQuery query) {
        inFlight.remove(query.id());
        if (query.isTransfer()) {
            transfer = null;
        }
        if (inFlight.isEmpty()) {
            idleSinceNs = loop.clock.getAsLong();
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context) {
        end();
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable failure) {
        // A reset and the like: what waits goes elsewhere when the connection is gone.
        close();
    }

    void close() {
        retiring = true;
        BackendSocketOptions.close(channel);
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (held != null) {
            held.release();
            held = null;
        }
        final List<BackendQuery> left = new ArrayList<>(inFlight.values());
        inFlight.clear();
        unsent.clear();
        transfer = null;
        if (!loop.isClosed()) {
            owner.ended(this, active, left);
        }
    }

    /** Gives up the queries whose time is over, and with the first of them the connection: it takes no more. */
    void sweep(final long nowNs, final long sendTimeoutNs, final long receiveTimeoutNs) {
        if (!active || ended) {
            return;
        }
        if (writes > 0 && nowNs - progressNs > sendTimeoutNs) {
            close();
            return;
        }
        final List<BackendQuery> late = new ArrayList<>();
        for (final BackendQuery query : inFlight.values()) {
            // It is not the backend that keeps a client waiting who does not read.
            if (!heldUp && nowNs - query.sinceNs() > receiveTimeoutNs) {
                late.add(query);
            }
        }
        for (final BackendQuery query : late) {
            retiring = true;
            remove(query);
            query.fail();
        }
        if (retiring && inFlight.isEmpty()) {
            close();
        }
    }
}
