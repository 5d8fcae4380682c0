package io.ringway.stack.tcp.backend;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import io.ringway.stack.tcp.TcpServer;
import io.ringway.xdp.ThreadPriority;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * An event loop with a thread of its own, for queries to backends whose clients are served by other threads.
 *
 * <p>Opened and closed by the control thread.
 */
public final class BackendThread implements AutoCloseable {
    /** A tenth of the weight of an ordinary thread: where it shares a processor with the packet path, that comes first. */
    private static final int NICE = 10;

    private static final int END_S = 5;

    private final BackendLoop loop;
    private final MultiThreadIoEventLoopGroup group;
    private final IoEventLoop eventLoop;
    private final Int2ObjectHashMap<IoRegistration> watched = new Int2ObjectHashMap<>();

    /**
     * A thread that starts with what it is first given to do.
     *
     * @param name what the system calls it.
     * @param loop runs on it, and is closed with it.
     */
    public BackendThread(final String name, final BackendLoop loop) {
        TcpServer.load();
        this.loop = loop;
        group = new MultiThreadIoEventLoopGroup(
                1,
                new ThreadPerTaskExecutor(task -> {
                    final Thread thread = new FastThreadLocalThread(
                            () -> {
                                ThreadPriority.lower(NICE);
                                task.run();
                            },
                            name);
                    thread.setDaemon(true);
                    return thread;
                }),
                EpollIoHandler.newFactory());
        eventLoop = group.next();
        loop.attach(eventLoop);
    }

    /**
     * Runs something on the thread. Any thread.
     *
     * @param task once, soon.
     */
    public void run(final Runnable task) {
        eventLoop.execute(task);
    }

    /**
     * Calls back on its thread whenever a descriptor can be read. Any thread.
     *
     * @param fd       open until {@link #forget} or {@link #close()}.
     * @param readable reads it.
     */
    public void watch(final int fd, final Runnable readable) {
        eventLoop.register(new Watch(new FileDescriptor(fd), readable)).addListener(future -> {
            if (future.isSuccess()) {
                final IoRegistration registration = (IoRegistration) future.getNow();
                watched.put(fd, registration);
                registration.submit(EpollIoOps.EPOLLIN);
            }
        });
    }

    /**
     * Calls back for a descriptor no more. This thread.
     *
     * @param fd may be closed then.
     */
    public void forget(final int fd) {
        final IoRegistration registration = watched.remove(fd);
        if (registration != null) {
            registration.cancel();
        }
    }

    /** A descriptor that somebody else closes. */
    private record Watch(FileDescriptor fd, Runnable readable) implements EpollIoHandle {
        @Override
        public void handle(final IoRegistration registration, final IoEvent event) {
            readable.run();
        }

        @Override
        public void close() {
            // Its descriptor is open for as long as the thread runs.
        }
    }

    /** Closes every connection and ends the thread; queries on their way are told nothing. Repeated calls do nothing. */
    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        eventLoop.submit(loop::close).awaitUninterruptibly();
        if (!group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(END_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a thread of backends did not end within " + END_S + " s");
        }
    }
}
