package io.ringway.stack.tcp.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.PortUnreachableException;

/**
 * One query over UDP, for a backend that does not take TCP: from a socket, and so a port, of its own (RFC 5452). A truncated answer stays truncated.
 *
 * <p>Belongs to its event loop's thread.
 */
final class BackendDatagram extends ChannelInboundHandlerAdapter {
    private final BackendConnections owner;
    private final BackendLoop loop;
    private final BackendQuery query;
    private Channel channel;
    private boolean ended;

    BackendDatagram(final BackendConnections owner, final BackendLoop loop, final BackendQuery query) {
        this.owner = owner;
        this.loop = loop;
        this.query = query;
    }

    void send() {
        query.attempt(loop.nextId(), loop.clock.getAsLong());
        final ChannelFuture future = BackendSocketOptions.datagrams(loop, owner.settings(), this);
        channel = future.channel();
        future.addListener((final ChannelFuture done) -> {
            if (done.isSuccess()) {
                write();
            } else {
                fail();
            }
        });
    }

    private void write() {
        final byte[] header = query.header();
        final ByteBuf payload = loop.allocator.directBuffer(header.length + query.length());
        payload.writeBytes(header);
        query.write(payload);
        channel.writeAndFlush(payload).addListener((final ChannelFuture done) -> {
            if (!done.isSuccess()) {
                fail();
            } else if (!loop.isClosed()) {
                query.sent(loop.clock.getAsLong());
            }
        });
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final DatagramPacket packet = (DatagramPacket) message;
        try {
            if (ended) {
                return;
            }
            final ByteBuf content = packet.content();
            final int length = content.readableBytes();
            final BackendQuery answered = loop.take(content, length, id -> id == query.id() ? query : null);
            if (answered != null) {
                close();
                answered.answered(loop.responseAddress(), length);
            }
        } finally {
            packet.release();
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable failure) {
        if (failure instanceof PortUnreachableException) {
            fail();
        }
    }

    void sweep(final long nowNs, final long timeoutNs) {
        if (!ended && nowNs - query.sinceNs() > timeoutNs) {
            fail();
        }
    }

    private void fail() {
        if (ended) {
            return;
        }
        close();
        if (!loop.isClosed()) {
            query.fail();
        }
    }

    void close() {
        ended = true;
        owner.ended(this);
        BackendSocketOptions.close(channel);
    }
}
