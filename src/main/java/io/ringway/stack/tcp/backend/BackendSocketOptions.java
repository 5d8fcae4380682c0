package io.ringway.stack.tcp.backend;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.ringway.settings.backend.BackendSettings;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Opens sockets to a backend as its settings say: source, interface, code point, time-out of the connection. */
final class BackendSocketOptions {
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int INTERFACE_NAME_LENGTH = 16;
    private static final int DSCP_SHIFT = 2;
    private static final int RECEIVE_BYTES = 16 * 1024;
    private static final int MAX_DATAGRAM = 65_535;
    private static final UnixChannelOption<ByteBuffer> DEVICE =
            new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, INTERFACE_NAME_LENGTH);

    private BackendSocketOptions() {}

    /** Begins to connect; the handler hears of it, and the future when it fails. */
    static ChannelFuture connect(final BackendLoop loop, final BackendSettings settings, final ChannelHandler handler) {
        final Bootstrap bootstrap = new Bootstrap()
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        TimeUnit.SECONDS.toMillis(settings.tcp().connectTimeoutS()));
        if (settings.source().address().isPresent()) {
            // The kernel chooses the port when it knows the destination, so that one source has as many ports for each.
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        return open(bootstrap, loop, settings, handler);
    }

    /** A datagram socket with a port that the kernel chooses at random, which takes datagrams of the backend alone. */
    static ChannelFuture datagrams(
            final BackendLoop loop, final BackendSettings settings, final ChannelHandler handler) {
        final boolean ipv6 = settings.address().getAddress() instanceof Inet6Address;
        final Bootstrap bootstrap = new Bootstrap()
                .channelFactory(
                        () -> new EpollDatagramChannel(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
        return open(bootstrap, loop, settings, handler);
    }

    private static ChannelFuture open(
            final Bootstrap bootstrap,
            final BackendLoop loop,
            final BackendSettings settings,
            final ChannelHandler handler) {
        bootstrap
                .group(loop.eventLoop())
                .option(ChannelOption.ALLOCATOR, loop.allocator)
                .handler(handler);
        if (settings.dscp() != 0) {
            bootstrap.option(ChannelOption.IP_TOS, settings.dscp() << DSCP_SHIFT);
        }
        final String device = settings.source().interfaceName();
        if (!device.isEmpty()) {
            final ByteBuffer name = ByteBuffer.allocateDirect(INTERFACE_NAME_LENGTH);
            name.put(0, device.getBytes(StandardCharsets.UTF_8));
            bootstrap.option(DEVICE, name);
        }
        return settings.source()
                .address()
                .map(address -> bootstrap.connect(settings.address(), new InetSocketAddress(address, 0)))
                .orElseGet(() -> bootstrap.connect(settings.address()));
    }

    /** Closing cannot fail in a way that anybody could mend. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void close(final Channel channel) {
        channel.close();
    }
}
