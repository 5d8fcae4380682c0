package io.ringway.stack.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * One connection: reads while it may have more unanswered queries and its client reads the answers, and ends in order.
 *
 * <p>The end in order has three steps: it takes no more messages ({@link #finish}); when every message is answered and the kernel has every
 * answer, it says so to the client; when the client has said the same, it closes. In between what comes is read and thrown away, since
 * closing a socket that has unread bytes would reset the connection, and with it answers that are still on their way.
 *
 * <p>Belongs to its event loop's thread.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {
    /** Place in the loop's list. */
    int index;

    private final TcpLoop loop;
    private final TcpListener listener;
    private final MessageFramer framer;
    private final AnswerQueue answers;

    private ChannelHandlerContext context;
    private InetSocketAddress client;
    private InetSocketAddress destination;
    private boolean admitted;
    private boolean reading;
    private boolean stalled;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean finishing;
    private boolean closed;
    private EndReason behindHeld;
    private int inFlight;
    private int queries;

    /** Who waits for the client to read; none for most connections. */
    private List<Runnable> heldUp = List.of();

    private long openedNs;
    private long messageNs;
    private long finishingNs;
    private long progressNs;
    private long progress;

    TcpConnection(final TcpLoop loop, final TcpListener listener) {
        this.loop = loop;
        this.listener = listener;
        framer = new MessageFramer(this, loop);
        answers = new AnswerQueue(this, loop);
    }

    @Override
    public void channelActive(final ChannelHandlerContext active) {
        context = active;
        final SocketChannel channel = (SocketChannel) active.channel();
        client = channel.remoteAddress();
        destination = channel.localAddress();
        if (client == null || destination == null) {
            // It was gone before it could be looked at.
            close(active);
            return;
        }
        EndReason refusal = null;
        if (!loop.handler.admits(loop.messageFrom(client, destination))) {
            refusal = EndReason.REFUSED_ACL;
        } else {
            refusal = loop.admission.enter(
                    client.getAddress(),
                    listener.connections(),
                    listener.binding().maxConnections());
        }
        if (refusal != null) {
            loop.handler.ended(refusal);
            close(active);
            return;
        }
        admitted = true;
        openedNs = loop.nowNs();
        messageNs = openedNs;
        progressNs = openedNs;
        loop.add(this);
        loop.handler.opened();
        active.fireChannelActive();
    }

    @Override
    public void channelRead(final ChannelHandlerContext active, final Object message) {
        final ByteBuf received = (ByteBuf) message;
        try {
            if (admitted && !finishing) {
                reading = true;
                framer.feed(received);
            }
        } finally {
            received.release();
        }
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext active) {
        reading = false;
        if (admitted) {
            settle();
        }
    }

    @Override
    public void channelWritabilityChanged(final ChannelHandlerContext active) {
        if (admitted && !reading && stalled) {
            settle();
        }
        if (active.channel().isWritable()) {
            resume();
        }
    }

    private void resume() {
        final List<Runnable> resumed = heldUp;
        heldUp = List.of();
        resumed.forEach(Runnable::run);
    }

    @Override
    public void userEventTriggered(final ChannelHandlerContext active, final Object event) {
        if (admitted && event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (outputEnded) {
                close(active);
            } else {
                endBehindHeld(EndReason.CLIENT);
            }
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext active, final Throwable failure) {
        // A reset, a route that is gone, and the like are the client's end.
        if (!(failure instanceof IOException)) {
            loop.handler.failed(failure);
            if (admitted) {
                finish(EndReason.FAILED);
            }
        }
        close(active);
    }

    @Override
    public void channelInactive(final ChannelHandlerContext active) {
        if (!admitted || closed) {
            return;
        }
        closed = true;
        if (!finishing) {
            finishing = true;
            loop.handler.ended(EndReason.CLIENT);
        }
        framer.release();
        answers.release();
        loop.remove(this);
        loop.admission.leave(client.getAddress(), listener.connections());
        loop.handler.closed();
        resume();
    }

    /** Whether another message may be handed over now. */
    boolean takesMessages() {
        return !finishing
                && inFlight < listener.maxInFlight()
                && context.channel().isWritable();
    }

    boolean isFinishing() {
        return finishing;
    }

    EventLoop eventLoop() {
        return context.channel().eventLoop();
    }

    /** Hands the message over that the loop has taken. */
    void handle(final int length) {
        queries++;
        inFlight++;
        messageNs = loop.nowNs();
        final TcpExchange exchange = new TcpExchange(this);
        try {
            loop.handler.handle(exchange, loop.messageFrom(client, destination), length);
        } catch (final RuntimeException e) {
            loop.handler.failed(e);
            if (!exchange.isSettled()) {
                exchange.abandon();
            }
        }
        if (queries == loop.limits.maxQueriesPerConnection()) {
            finish(EndReason.MAX_QUERIES);
        }
    }

    void answer(final long address, final int length, final boolean relayed) {
        inFlight--;
        if (!adds(address, length, relayed)) {
            return;
        }
        if (!reading) {
            settle();
        } else if (answers.isDue()) {
            answers.send(context);
        }
    }

    /** One of several messages of an answer, whose last one is yet to come; false when the connection is gone. */
    boolean answerPart(final long address, final int length) {
        if (!adds(address, length, true)) {
            return false;
        }
        if (!reading || answers.isDue()) {
            answers.send(context);
        }
        return true;
    }

    boolean isHeldUp(final Runnable resume) {
        if (closed || context.channel().isWritable()) {
            return false;
        }
        heldUp = Stream.concat(heldUp.stream(), Stream.of(resume)).toList();
        return true;
    }

    private boolean adds(final long address, final int length, final boolean relayed) {
        if (closed) {
            loop.handler.lost(1);
            return false;
        }
        if (answers.isEmpty()) {
            progressNs = loop.nowNs();
        }
        messageNs = loop.nowNs();
        if (answers.add(address, length, relayed)) {
            return true;
        }
        loop.handler.lost(1);
        endNow(EndReason.NO_MEMORY);
        return false;
    }

    void drop(final EndReason reason) {
        inFlight--;
        finish(reason);
        if (!reading) {
            settle();
        }
    }

    void abandon() {
        loop.handler.lost(1);
        drop(EndReason.FAILED);
    }

    /** The kernel has taken answers, or will not. */
    void written() {
        progressNs = loop.nowNs();
        if (finishing && !reading) {
            endOutputWhenSilent();
        }
    }

    /** Takes no more messages, and ends behind the answers to those that it took. */
    void finish(final EndReason reason) {
        if (finishing || closed) {
            return;
        }
        finishing = true;
        finishingNs = loop.nowNs();
        loop.handler.ended(reason);
        framer.release();
    }

    /** Reads no more, and finishes when everything that has been read is handed over. */
    void endBehindHeld(final EndReason reason) {
        if (behindHeld == null) {
            behindHeld = reason;
        }
        if (!reading && !closed) {
            settle();
        }
    }

    /** Closes at once. */
    void endNow(final EndReason reason) {
        finish(reason);
        close(context);
    }

    /** What is due after messages were handed over or answers came: sends, goes on with what is held, and reads on or stops reading. */
    private void settle() {
        answers.send(context);
        while (stalled && takesMessages() && framer.isHolding()) {
            reading = true;
            framer.feed(Unpooled.EMPTY_BUFFER);
            reading = false;
            answers.send(context);
            stalled = !takesMessages();
        }
        if (!finishing) {
            stalled = !takesMessages();
            if (!stalled && behindHeld != null) {
                finish(behindHeld);
            }
        }
        if (!inputEnded && context.channel().isActive()) {
            context.channel().config().setAutoRead(finishing || (!stalled && behindHeld == null));
        }
        if (finishing) {
            endOutputWhenSilent();
        }
    }

    /** Whether no answer is due any more. */
    boolean isSilent() {
        return finishing && inFlight == 0 && answers.isEmpty();
    }

    /** Closing cannot fail in a way that anybody could mend. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void close(final ChannelHandlerContext open) {
        open.close();
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // A connection that cannot be ended in order is closed by the next sweeps.
    private void endOutputWhenSilent() {
        if (!isSilent() || outputEnded || closed) {
            return;
        }
        outputEnded = true;
        finishingNs = loop.nowNs();
        if (inputEnded) {
            close(context);
        } else {
            ((SocketChannel) context.channel()).shutdownOutput();
        }
    }

    /** Ends what takes too long. */
    void sweep(final long nowNs) {
        if (closed) {
            return;
        }
        if (!answers.isEmpty()) {
            final long now = answers.progress(context);
            if (now != progress) {
                progress = now;
                progressNs = nowNs;
            } else if (nowNs - progressNs > loop.limits.sendTimeoutNs()) {
                endNow(EndReason.SLOW_READER);
                return;
            }
        }
        if (finishing) {
            if (isSilent() && nowNs - finishingNs > loop.limits.receiveTimeoutNs()) {
                close(context);
            }
        } else if (loop.limits.maxDurationNs() > 0 && nowNs - openedNs >= loop.limits.maxDurationNs()) {
            finish(EndReason.MAX_DURATION);
            settle();
        } else if (stalled) {
            // It is not the client that keeps us waiting for its next message.
            messageNs = nowNs;
        } else if (nowNs - messageNs > loop.limits.receiveTimeoutNs()) {
            if (framer.isHolding()) {
                endNow(EndReason.SLOW_MESSAGE);
            } else if (inFlight == 0 && answers.isEmpty()) {
                endNow(EndReason.IDLE);
            }
        }
    }
}
