package io.ringway.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take too long, too much or too many, by a clock that the test turns. */
@Timeout(60)
class TcpLimitsTest {
    private static final long STEP_NS = TcpRig.RECEIVE_TIMEOUT_NS / 2;

    private static UnaryOperator<TcpLimits> limits(
            final int maxQueries, final long maxDurationNs, final int perClient, final int maxConnections) {
        return plain -> new TcpLimits(
                plain.receiveTimeoutNs(),
                plain.sendTimeoutNs(),
                maxQueries,
                maxDurationNs,
                perClient,
                maxConnections,
                plain.minimumLength(),
                plain.bufferBytes(),
                plain.clock());
    }

    @Test
    void closesIdleConnections() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0);
                TcpClient client = rig.connect()) {
            client.ask(TcpClient.message(1, 30));
            rig.pass(TcpRig.RECEIVE_TIMEOUT_NS);
            client.ask(TcpClient.message(2, 30));
            rig.pass(TcpRig.RECEIVE_TIMEOUT_NS);
            client.ask(TcpClient.message(3, 30));
            rig.pass(TcpRig.RECEIVE_TIMEOUT_NS + 1);
            assertThat(client.isEnded()).isTrue();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.IDLE);
        }
    }

    @Test
    void closesSlowMessagesHoweverOftenTheirBytesCome() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0);
                TcpClient client = rig.connect()) {
            client.ask(TcpClient.message(1, 30));
            final byte[] bytes = TcpClient.framed(TcpClient.message(2, 30));
            client.send(bytes, 0, 5);
            TcpRig.await("bytes held", () -> rig.server.reserved() > 0);
            rig.pass(STEP_NS);
            client.send(bytes, 5, 5);
            rig.pass(STEP_NS);
            assertThat(handler.ended).isEmpty();
            client.send(bytes, 10, 5);
            rig.pass(STEP_NS);
            assertThat(client.isEnded()).isTrue();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.SLOW_MESSAGE);
            TcpRig.await("nothing buffered", () -> rig.server.reserved() == 0);
        }
    }

    @Test
    void waitsForTheHandlerAsLongAsItTakes() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        try (TcpRig rig = new TcpRig(handler, 0);
                TcpClient client = rig.connect()) {
            client.send(TcpClient.framed(TcpClient.message(9, 30)));
            final RecordingHandler.Waiting waiting = handler.next();
            rig.pass(10 * TcpRig.RECEIVE_TIMEOUT_NS);
            waiting.answer();
            assertThat(client.receiveNumber()).isEqualTo(9);
            rig.pass(STEP_NS);
            assertThat(handler.ended).isEmpty();
            rig.pass(STEP_NS + 1);
            assertThat(handler.nextEnd()).isEqualTo(EndReason.IDLE);
        }
    }

    @Test
    void boundsAndClosesSlowReaders() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0);
                TcpClient client = new TcpClient(rig.address(), 4_096)) {
            final byte[] bytes = TcpClient.framed(IntStream.range(0, 30)
                    .mapToObj(i -> TcpClient.message(i, 1_000))
                    .toArray(byte[][]::new));
            final Thread sender = Thread.ofPlatform().daemon().start(() -> sendUntilClosed(client, bytes));
            TcpRig.await("a full queue", () -> rig.server.reserved() > 64 * 1024);
            final long[] most = new long[1];
            int unchanged = 0;
            int handled = -1;
            while (unchanged < 20) {
                rig.server.sweep();
                most[0] = Math.max(most[0], rig.server.reserved());
                unchanged = handled == handler.handled.get() ? unchanged + 1 : 0;
                handled = handler.handled.get();
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(most[0]).as("bytes buffered").isLessThan(256 * 1024);
            for (long passedNs = 0; passedNs < TcpRig.SEND_TIMEOUT_NS; passedNs += STEP_NS) {
                assertThat(handler.ended).isEmpty();
                rig.pass(STEP_NS);
            }
            while (handler.ended.isEmpty()) {
                // The kernel may have passed on some more.
                rig.pass(STEP_NS);
            }
            assertThat(handler.nextEnd()).isEqualTo(EndReason.SLOW_READER);
            TcpRig.await("closed", () -> handler.open.get() == 0);
            assertThat(handler.sent.get() + handler.lost.get()).isEqualTo(handler.handled.get());
            assertThat(handler.lost).hasPositiveValue();
            assertThat(rig.server.reserved()).isZero();
            sender.join(TimeUnit.SECONDS.toMillis(RecordingHandler.TIMEOUT_S));
            assertThat(sender.isAlive()).isFalse();
        }
    }

    private static void sendUntilClosed(final TcpClient client, final byte[] bytes) {
        try {
            while (true) {
                client.send(bytes);
            }
        } catch (final java.io.IOException e) {
            // Closed, as expected.
            return;
        }
    }

    @Test
    void closesWhatTakesMoreThanAllBuffers() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        final UnaryOperator<TcpLimits> small = plain ->
                new TcpLimits(plain.receiveTimeoutNs(), plain.sendTimeoutNs(), 0, 0, 0, 10, 2, 20_000, plain.clock());
        try (TcpRig rig = new TcpRig(handler, 0, 0, small);
                TcpClient greedy = rig.connect();
                TcpClient modest = rig.connect()) {
            greedy.send(TcpClient.framed(TcpClient.message(1, 60_000)), 0, 50_000);
            assertThat(greedy.isEnded()).isTrue();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.NO_MEMORY);
            modest.ask(TcpClient.message(2, 300));
        }
    }

    @Test
    void limitsConnectionsOfOneClient() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0, 0, limits(0, 0, 2, 100));
                TcpClient first = rig.connect();
                TcpClient second = rig.connect()) {
            first.ask(TcpClient.message(1, 30));
            second.ask(TcpClient.message(2, 30));
            expectRefused(rig, handler, EndReason.REFUSED_PER_CLIENT);
            first.end();
            TcpRig.await("a place", () -> handler.open.get() == 1);
            try (TcpClient third = rig.connect()) {
                third.ask(TcpClient.message(3, 30));
            }
        }
    }

    @Test
    void limitsConnectionsOfAListenerAndInAll() throws Exception {
        for (final boolean ofListener : new boolean[] {true, false}) {
            final RecordingHandler handler = new RecordingHandler(true);
            try (TcpRig rig = new TcpRig(handler, 0, ofListener ? 2 : 0, limits(0, 0, 0, ofListener ? 100 : 2));
                    TcpClient first = rig.connect();
                    TcpClient second = rig.connect()) {
                first.ask(TcpClient.message(1, 30));
                second.ask(TcpClient.message(2, 30));
                expectRefused(rig, handler, EndReason.REFUSED_CONCURRENT);
                expectRefused(rig, handler, EndReason.REFUSED_CONCURRENT);
                second.end();
                TcpRig.await("a place", () -> handler.open.get() == 1);
                try (TcpClient third = rig.connect()) {
                    third.ask(TcpClient.message(3, 30));
                }
                first.ask(TcpClient.message(4, 30));
            }
        }
    }

    @Test
    void refusesWhomTheHandlerDoesNotAdmit() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0)) {
            handler.admitting = false;
            expectRefused(rig, handler, EndReason.REFUSED_ACL);
            assertThat(handler.handled).hasValue(0);
            assertThat(handler.open).hasValue(0);
        }
    }

    private static void expectRefused(final TcpRig rig, final RecordingHandler handler, final EndReason reason)
            throws Exception {
        handler.ended.removeIf(other -> !other.isRefusal());
        try (TcpClient client = rig.connect()) {
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(handler.nextEnd()).isEqualTo(reason);
    }

    @Test
    void limitsQueriesOfAConnection() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0, 0, limits(3, 0, 0, 100));
                TcpClient client = rig.connect()) {
            client.send(TcpClient.framed(IntStream.range(0, 500)
                    .mapToObj(i -> TcpClient.message(i, 100))
                    .toArray(byte[][]::new)));
            for (int i = 0; i < 3; i++) {
                assertThat(client.receiveNumber()).isEqualTo(i);
            }
            assertThat(client.isEnded()).isTrue();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.MAX_QUERIES);
            assertThat(handler.handled).hasValue(3);
        }
    }

    @Test
    void limitsTheDurationOfAConnection() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        final long durationNs = 3 * STEP_NS;
        try (TcpRig rig = new TcpRig(handler, 0, 0, limits(0, durationNs, 0, 100));
                TcpClient client = rig.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(TcpClient.framed(TcpClient.message(i, 30)));
                handler.next().answer();
                assertThat(client.receiveNumber()).isEqualTo(i);
                rig.pass(STEP_NS);
            }
            client.send(TcpClient.framed(TcpClient.message(2, 30)));
            final RecordingHandler.Waiting last = handler.next();
            assertThat(handler.ended).isEmpty();
            rig.pass(STEP_NS);
            assertThat(handler.nextEnd()).isEqualTo(EndReason.MAX_DURATION);
            last.answer();
            assertThat(client.receiveNumber()).isEqualTo(2);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void closesClientsThatDoNotEndWhenTheyAreToldTo() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0, 0, limits(1, 0, 0, 100));
                TcpClient client = rig.connect()) {
            client.ask(TcpClient.message(1, 30));
            assertThat(client.isEnded()).isTrue();
            assertThat(handler.open).hasValue(1);
            rig.pass(TcpRig.RECEIVE_TIMEOUT_NS + 1);
            TcpRig.await("closed", () -> handler.open.get() == 0);
        }
    }

    @Test
    void answersWhatHasBeenReadBeforeItEnds() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        try (TcpRig rig = new TcpRig(handler, 2);
                TcpClient client = rig.connect();
                TcpClient idle = rig.connect()) {
            client.send(TcpClient.framed(IntStream.range(0, 4)
                    .mapToObj(i -> TcpClient.message(i, 30))
                    .toArray(byte[][]::new)));
            final List<RecordingHandler.Waiting> first = List.of(handler.next(), handler.next());
            TcpRig.await("both served", () -> handler.open.get() == 2);
            final Thread answering = Thread.ofPlatform().daemon().start(() -> {
                first.forEach(RecordingHandler.Waiting::answer);
                try {
                    handler.next().answer();
                    handler.next().answer();
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(rig.server.drain(20_000)).isTrue();
            for (int i = 0; i < 4; i++) {
                assertThat(client.receiveNumber()).isEqualTo(i);
            }
            assertThat(client.isEnded()).isTrue();
            assertThat(idle.isEnded()).isTrue();
            assertThatThrownBy(rig::connect).isInstanceOf(java.io.IOException.class);
            answering.join();
            rig.end();
            assertThat(handler.open).hasValue(0);
        }
    }

    @Test
    void endsThoughAClientDoesNot() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        try (TcpRig rig = new TcpRig(handler, 0);
                TcpClient client = rig.connect()) {
            client.send(TcpClient.framed(TcpClient.message(0, 30)));
            final RecordingHandler.Waiting never = handler.next();
            assertThat(rig.server.drain(10)).isFalse();
            rig.end();
            assertThat(client.isEnded()).isTrue();
            assertThat(never.exchange().isSettled()).isFalse();
        }
    }

    @Test
    void saysWhichAddressTheKernelRefuses() {
        try (TcpRig rig = new TcpRig(new RecordingHandler(true), 0)) {
            final TcpBinding same = TcpBinding.of(rig.address());
            assertThatThrownBy(() -> open(same)).isInstanceOfSatisfying(TcpBindException.class, e -> {
                assertThat(e.binding()).isEqualTo(same);
                assertThat(e.errno()).isEqualTo(98);
            });
        }
    }

    @Test
    void sharesAPortWithReusePort() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        final TcpBinding any = new TcpBinding(TcpRig.loopback(), true, "lo", 16, 64, 0, 0);
        try (TcpServer first = open(any)) {
            final TcpBinding same = new TcpBinding(first.addresses().getFirst(), true, "", 0, 0, 0, 0);
            try (TcpServer second = open(same);
                    TcpClient client = new TcpClient(second.addresses().getFirst())) {
                client.ask(TcpClient.message(1, 30));
            }
        }
        assertThat(handler.failures).isEmpty();
    }

    private static TcpServer open(final TcpBinding binding) {
        return TcpServer.open(
                2, TcpLimits.ofSeconds(2, 2, 0, 0, 0, 10, 2), List.of(binding), number -> new RecordingHandler(true));
    }
}
