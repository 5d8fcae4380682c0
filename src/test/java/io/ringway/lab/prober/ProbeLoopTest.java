package io.ringway.lab.prober;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringway.stack.TimestampingSocket;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.RealtimeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop over the loopback interface, against a server that echoes every probe as a reply. */
@Timeout(60)
class ProbeLoopTest {
    /** The echoing socket's buffer holds some 270 datagrams: at this rate its thread may be away for a sixth of a second. */
    private static final int RATE = 1_500;

    private static final int WARM_UP = 4_500;
    private static final int COUNTED = 3_000;
    private static final long BYTES_A_PROBE = 32;
    private static final int TIMEOUT_MS = 20_000;

    private static InetSocketAddress loopback(final int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void echo(final DatagramChannel server) {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
        try {
            while (true) {
                buffer.clear();
                final var client = server.receive(buffer);
                buffer.flip();
                buffer.put(2, (byte) (buffer.get(2) | 0x80));
                server.send(buffer, client);
            }
        } catch (final ClosedChannelException e) {
            // The test is over.
            return;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int unusedPort() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open().bind(loopback(0))) {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }
    }

    @Test
    void getsEveryAnswerWithTheKernelsStampWithoutGarbage() throws Exception {
        final ProbeMessage message = new ProbeMessage("example.com");
        final ProbeLedger ledger =
                new ProbeLedger(message, WARM_UP, WARM_UP + COUNTED, TIMEOUT_MS, new SplittableRandom(2_026));
        final RealtimeClock clock = new RealtimeClock();
        try (DatagramChannel server = DatagramChannel.open().bind(loopback(0));
                TimestampingSocket socket = TimestampingSocket.open(
                        NetworkDevice.find("lo").orElseThrow(), loopback(unusedPort()), (InetSocketAddress)
                                server.getLocalAddress())) {
            Thread.ofPlatform().daemon().start(() -> echo(server));
            final ProbeLoop loop = new ProbeLoop(ledger, new SocketSender(socket, message), socket, clock);
            final long timeoutNs = TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
            ledger.schedule(0, clock.nowNs(), ProbeSchedule.even(RATE, WARM_UP));
            loop.run(0, WARM_UP, timeoutNs, ledger::isWarmUpReplied);
            assertThat(ledger.isWarmUpReplied()).isTrue();
            ledger.schedule(WARM_UP, clock.nowNs(), ProbeSchedule.even(RATE, COUNTED));
            final long allocated = allocated(() -> loop.run(WARM_UP, WARM_UP + COUNTED, timeoutNs, ledger::isReplied));
            // Some bytes are the virtual machine's own while it compiles; an object or two for each probe would be
            // more.
            assertThat(allocated).as("bytes for " + COUNTED + " probes").isLessThan(BYTES_A_PROBE * COUNTED);
            assertThat(ledger.answered()).isEqualTo(COUNTED);
            assertThat(ledger.isStamped()).isTrue();
            assertThat(ledger.unmatched() + ledger.duplicates() + ledger.late() + ledger.unsent())
                    .isZero();
            assertThat(ledger.sendLags().getTotalCount()).isEqualTo(COUNTED);
            // The stamp is of the same clock: no answer before its probe.
            assertThat(ledger.latencies().getMinValue()).isPositive();
        }
    }

    private static long allocated(final Runnable run) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long before = threads.getCurrentThreadAllocatedBytes();
        run.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
