package io.ringway.stack.tcp.backend;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.Memory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An event loop with the ways to one backend, whose clock the test may turn, and queries that tell what became of them. */
final class BackendRig implements AutoCloseable {
    static final BackendTcpSettings TCP = new BackendTcpSettings(5, 30, 30, 5, 16);
    static final int UDP_TIMEOUT_MS = 2_000;

    private static final int TIMEOUT_S = 20;

    /** What became of a query: its answer, or why there is none. */
    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(int number, byte[] answer, BackendFailure failure) {}

    final LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    final AtomicInteger forwarded = new AtomicInteger();
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger invalid = new AtomicInteger();
    final AtomicInteger unmatched = new AtomicInteger();
    final AtomicInteger questionDiffers = new AtomicInteger();

    private final AtomicLong aheadNs = new AtomicLong();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BackendLoop loop;
    private final BackendConnections backend;

    BackendRig(final InetSocketAddress address, final BackendTcpSettings tcp, final int maxSockets) {
        final Random random = new Random(1);
        loop = new BackendLoop(
                () -> System.nanoTime() + aheadNs.get(), () -> random.nextInt(0x1_0000), new ResponseListener() {
                    @Override
                    public void received() {
                        received.incrementAndGet();
                    }

                    @Override
                    public void invalid() {
                        invalid.incrementAndGet();
                    }

                    @Override
                    public void unmatched() {
                        unmatched.incrementAndGet();
                    }

                    @Override
                    public void questionDiffers() {
                        questionDiffers.incrementAndGet();
                    }
                });
        backend = new BackendConnections(loop, settings(address, tcp), maxSockets);
        loop.attach(group.next());
    }

    private static BackendSettings settings(final InetSocketAddress address, final BackendTcpSettings tcp) {
        return new BackendSettings(
                SourceLocation.COMMAND_LINE,
                address,
                new UUID(0, 1),
                "scripted",
                List.of(BackendSettings.DEFAULT_POOL),
                1,
                1,
                0,
                1,
                BackendSource.ANY,
                UDP_TIMEOUT_MS,
                0,
                tcp,
                false,
                false,
                false,
                false,
                false,
                0,
                List.of(),
                HealthCheckSettings.DEFAULT,
                List.of(),
                Optional.empty());
    }

    /** The query of a number: its question has the number, and its ID is always the same. */
    static byte[] query(final int number) {
        return new DnsMessageBuilder()
                .id(7)
                .question(DnsMessageBuilder.name("q" + number + ".example"), 1, 1)
                .build();
    }

    void send(final int number) {
        send(number, new byte[0]);
    }

    void send(final int number, final byte[] header) {
        final byte[] message = query(number);
        group.next()
                .execute(() -> backend.send(new BackendQuery(message, message.length - 12, header) {
                    @Override
                    protected void forwarded() {
                        forwarded.incrementAndGet();
                    }

                    @Override
                    protected void answered(final long address, final int length) {
                        final byte[] answer = new byte[length];
                        for (int i = 0; i < length; i++) {
                            answer[i] = (byte) Memory.byteAt(address + i);
                        }
                        outcomes.add(new Outcome(number, answer, null));
                    }

                    @Override
                    protected boolean answeredInPart(final long address, final int length) {
                        answered(address, length);
                        return true;
                    }

                    @Override
                    protected void failed(final BackendFailure why) {
                        outcomes.add(new Outcome(number, new byte[0], why));
                    }
                }));
    }

    Outcome next() throws InterruptedException {
        final Outcome next = outcomes.poll(TIMEOUT_S, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no query was answered and none failed");
        }
        return next;
    }

    /**
     * Lets time go by; the next round sees it. On the event loop: a server has a query before the loop has noted when it went out, and would note
     * the later time.
     */
    void pass(final long seconds) {
        group.next()
                .submit(() -> aheadNs.addAndGet(TimeUnit.SECONDS.toNanos(seconds)))
                .awaitUninterruptibly();
    }

    @Override
    public void close() {
        group.next().submit(loop::close).awaitUninterruptibly();
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
