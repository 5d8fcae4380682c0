package io.ringway.stack.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import io.ringway.privilege.ThreadCapabilities;
import io.ringway.xdp.ThreadPriority;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Listens for DNS over TCP on some addresses, with some threads that share all connections.
 *
 * <p>Opened and closed by one control thread.
 */
public final class TcpServer implements AutoCloseable {
    /** A tenth of the weight of an ordinary thread. */
    private static final int NICE = 10;

    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int INTERFACE_NAME_LENGTH = 16;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final UnixChannelOption<ByteBuffer> DEVICE;
    private static final UnixChannelOption<Integer> IPV6_ONLY;

    /** Unsent answers of one connection, bytes: above the first no more of its queries are read, until there are fewer than the second. */
    private static final int HIGH_WATER_MARK = 64 * 1024;

    private static final int LOW_WATER_MARK = 32 * 1024;
    /** What the kernel keeps unacknowledged for one connection; left to itself it would keep megabytes. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private static final int PAGE_SIZE = 8192;
    private static final int CHUNK_ORDER = 7;
    private static final int DRAIN_LOOK_MS = 2;
    private static final int THREADS_END_S = 5;

    static {
        NettyDefaults.apply();
        DEVICE = new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, INTERFACE_NAME_LENGTH);
        IPV6_ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY);
    }

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventExecutor> executors = new ArrayList<>();
    private final IdentityHashMap<EventExecutor, TcpLoop> loops = new IdentityHashMap<>();
    private final PooledByteBufAllocator allocator =
            new PooledByteBufAllocator(true, 0, 1, PAGE_SIZE, CHUNK_ORDER, 0, 0, false);
    private final List<Channel> listening = new ArrayList<>();

    /** Where it shares a processor with threads of the packet path, these come first; a refusal is no reason not to serve. */
    private static void givingWay(final Runnable task) {
        ThreadPriority.lower(NICE);
        task.run();
    }

    private TcpServer(final int threads, final TcpLimits limits, final IntFunction<MessageHandler> handlers) {
        final AtomicInteger number = new AtomicInteger();
        group = new MultiThreadIoEventLoopGroup(
                threads,
                new ThreadPerTaskExecutor(task -> {
                    final Thread thread =
                            new FastThreadLocalThread(() -> givingWay(task), "tcp " + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                }),
                EpollIoHandler.newFactory());
        final Admission admission = new Admission(limits);
        int loop = 0;
        for (final EventExecutor executor : group) {
            executors.add(executor);
            loops.put(
                    executor,
                    new TcpLoop(
                            (EventLoop) executor,
                            limits,
                            limits.bufferBytes() / threads,
                            admission,
                            allocator,
                            handlers.apply(loop++)));
        }
    }

    /**
     * Loads Netty and its native library, which takes a while: done early on another thread, it does not hold up {@link #open}.
     *
     * @throws IllegalStateException when the library cannot be loaded.
     */
    public static void load() {
        if (!Epoll.isAvailable()) {
            final Throwable cause = Epoll.unavailabilityCause();
            throw new IllegalStateException(cause.getMessage(), cause);
        }
    }

    /**
     * Listens.
     *
     * @param threads  event loops.
     * @param limits   of all listeners together.
     * @param bindings addresses, none twice.
     * @param handlers makes the handler of each thread, by its number from 0.
     * @return the server, taking connections.
     * @throws TcpBindException when the kernel refuses an address.
     */
    public static TcpServer open(
            final int threads,
            final TcpLimits limits,
            final List<TcpBinding> bindings,
            final IntFunction<MessageHandler> handlers) {
        load();
        final TcpServer server = new TcpServer(threads, limits, handlers);
        try {
            bindings.forEach(server::listen);
            // Ports below 1024 needed one, connections need none.
            server.loops.keySet().forEach(loop -> loop.execute(ThreadCapabilities::dropUnlessRoot));
        } catch (final RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void listen(final TcpBinding binding) {
        final TcpListener listener = new TcpListener(binding);
        final ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group, group)
                .channelFactory(() -> socket(binding))
                .option(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_MARK, HIGH_WATER_MARK))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(final Channel channel) {
                        final TcpLoop loop = loops.get(channel.eventLoop());
                        channel.config().setRecvByteBufAllocator(loop.receiveBuffer);
                        channel.pipeline().addLast(new TcpConnection(loop, listener));
                    }
                });
        final ChannelFuture bound = bootstrap.bind(binding.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TcpBindException(binding, errno(bound.cause()), bound.cause());
        }
        listening.add(bound.channel());
    }

    /** One family each: a socket for IPv6 that takes IPv4 too would be in the way of one for IPv4. */
    private static EpollServerSocketChannel socket(final TcpBinding binding) {
        final boolean ipv6 = binding.address().getAddress() instanceof Inet6Address;
        final EpollServerSocketChannel socket =
                new EpollServerSocketChannel(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        socket.config().setReusePort(binding.reusePort());
        if (ipv6) {
            socket.config().setOption(IPV6_ONLY, 1);
        }
        if (binding.listenQueueSize() > 0) {
            socket.config().setBacklog(binding.listenQueueSize());
        }
        if (binding.fastOpenQueueSize() > 0) {
            socket.config().setOption(ChannelOption.TCP_FASTOPEN, binding.fastOpenQueueSize());
        }
        if (!binding.interfaceName().isEmpty()) {
            final ByteBuffer name = ByteBuffer.allocateDirect(INTERFACE_NAME_LENGTH);
            name.put(0, binding.interfaceName().getBytes(StandardCharsets.UTF_8));
            socket.config().setOption(DEVICE, name);
        }
        return socket;
    }

    private static int errno(final Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof Errors.NativeIoException failure) {
                return -failure.expectedErr();
            }
        }
        return 0;
    }

    /**
     * Where it listens.
     *
     * @return addresses in the order of the bindings, with the ports that the kernel chose.
     */
    public List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    /**
     * Has a thread do something, soon. Any thread, until {@link #close}.
     *
     * @param thread its number from 0.
     * @param task   what it does.
     */
    public void execute(final int thread, final Runnable task) {
        executors.get(thread).execute(task);
    }

    /** Looks for time-outs on every loop now, and waits for that. */
    void sweep() {
        onEveryLoop(TcpLoop::sweep);
    }

    private void onEveryLoop(final java.util.function.Consumer<TcpLoop> task) {
        loops.values()
                .forEach(
                        loop -> loop.eventLoop().submit(() -> task.accept(loop)).awaitUninterruptibly());
    }

    /** Bytes that connections have reserved for what they buffer. */
    long reserved() {
        final long[] sum = new long[1];
        onEveryLoop(loop -> sum[0] += loop.reserved());
        return sum[0];
    }

    /**
     * Takes no more connections and reads no more, waits until every message that was read is answered and sent, and closes.
     *
     * @param timeoutMs milliseconds to wait at most; a client that does not read would keep us for ever.
     * @return whether everything was answered.
     */
    public boolean drain(final int timeoutMs) {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        onEveryLoop(TcpLoop::drain);
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        boolean drained = isDrained();
        while (!drained && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DRAIN_LOOK_MS));
            drained = isDrained();
        }
        return drained;
    }

    private boolean isDrained() {
        final AtomicInteger busy = new AtomicInteger();
        onEveryLoop(loop -> busy.addAndGet(loop.isDrained() ? 0 : 1));
        return busy.get() == 0;
    }

    /** Closes every connection and ends the threads; the handlers are not called afterwards. Repeated calls do nothing. */
    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        onEveryLoop(TcpLoop::closeAll);
        if (!group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(THREADS_END_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the threads of TCP did not end within " + THREADS_END_S + " s");
        }
    }
}
