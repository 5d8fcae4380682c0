package io.ringway.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client may do with bytes: messages come whole and in order, answers go whole, in whatever order they are given. */
@Timeout(60)
class TcpFramingTest {
    @Test
    void takesOneByteAtATime() throws Exception {
        try (TcpRig rig = new TcpRig(new RecordingHandler(true), 0);
                TcpClient client = rig.connect()) {
            final byte[] message = TcpClient.message(7, 60);
            final byte[] bytes = TcpClient.framed(message, message);
            for (int i = 0; i < bytes.length; i++) {
                client.send(bytes, i, 1);
            }
            assertThat(client.receive()).isEqualTo(message);
            assertThat(client.receive()).isEqualTo(message);
        }
    }

    @Test
    void takesAMessageSplitAnywhere() throws Exception {
        try (TcpRig rig = new TcpRig(new RecordingHandler(true), 0);
                TcpClient client = rig.connect()) {
            final byte[] first = TcpClient.message(1, 30);
            final byte[] second = TcpClient.message(2, 25);
            final byte[] bytes = TcpClient.framed(first, second);
            for (int split = 1; split < bytes.length; split++) {
                client.send(bytes, 0, split);
                if (split >= 32) {
                    // An answer proves that what came before was read on its own.
                    assertThat(client.receive()).isEqualTo(first);
                }
                client.send(bytes, split, bytes.length - split);
                if (split < 32) {
                    assertThat(client.receive()).isEqualTo(first);
                }
                assertThat(client.receive()).as("split at " + split).isEqualTo(second);
            }
        }
    }

    @Test
    void takesTheLongestMessage() throws Exception {
        try (TcpRig rig = new TcpRig(new RecordingHandler(true), 0);
                TcpClient client = rig.connect()) {
            client.ask(TcpClient.message(3, 65_535));
            client.ask(TcpClient.message(4, 2));
            client.ask(TcpClient.message(5, 65_535));
        }
    }

    @Test
    void answersAThousandPipelinedQueries() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0);
                TcpClient client = rig.connect()) {
            final byte[][] messages = IntStream.range(0, 1_000)
                    .mapToObj(i -> TcpClient.message(i, 20 + i % 50))
                    .toArray(byte[][]::new);
            client.send(TcpClient.framed(messages));
            for (final byte[] message : messages) {
                assertThat(client.receive()).isEqualTo(message);
            }
            TcpRig.await("all counted", () -> handler.sent.get() == 1_000);
            assertThat(handler.lost).hasValue(0);
            TcpRig.await("nothing buffered", () -> rig.server.reserved() == 0);
        }
    }

    @Test
    void answersInTheOrderThatTheHandlerGives() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        try (TcpRig rig = new TcpRig(handler, 5);
                TcpClient client = rig.connect()) {
            client.send(TcpClient.framed(messages(12)));
            final List<RecordingHandler.Waiting> first = take(handler, 5);
            rig.server.sweep();
            assertThat(handler.handled).as("in flight").hasValue(5);
            for (int i = 4; i >= 0; i--) {
                first.get(i).answer();
                assertThat(client.receiveNumber()).isEqualTo(i);
            }
            final Set<Integer> numbers = new HashSet<>();
            for (int i = 5; i < 12; i++) {
                handler.next().answer();
                numbers.add(client.receiveNumber());
            }
            assertThat(numbers).containsExactlyInAnyOrder(5, 6, 7, 8, 9, 10, 11);
        }
    }

    @Test
    void takesOneAfterTheOtherWithoutMaxInFlight() throws Exception {
        for (final int maxInFlight : new int[] {0, 1}) {
            final RecordingHandler handler = new RecordingHandler(false);
            try (TcpRig rig = new TcpRig(handler, maxInFlight);
                    TcpClient client = rig.connect()) {
                client.send(TcpClient.framed(messages(50)));
                for (int i = 0; i < 50; i++) {
                    final RecordingHandler.Waiting waiting = handler.next();
                    rig.server.sweep();
                    assertThat(handler.handled).hasValue(i + 1);
                    assertThat(waiting.first()).isEqualTo(i);
                    waiting.answer();
                    assertThat(client.receiveNumber()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void stopsReadingWhileTheLimitIsReached() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        try (TcpRig rig = new TcpRig(handler, 1);
                TcpClient client = rig.connect()) {
            client.send(TcpClient.framed(TcpClient.message(0, 20)));
            final RecordingHandler.Waiting waiting = handler.next();
            client.send(new byte[200_000]);
            rig.server.sweep();
            assertThat(rig.server.reserved()).isLessThanOrEqualTo(5L * ReceiveBuffer.CAPACITY);
            waiting.answer();
            assertThat(client.receiveNumber()).isZero();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.MALFORMED);
        }
    }

    @Test
    void answersWhatCameBeforeTheClientsEnd() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        try (TcpRig rig = new TcpRig(handler, 2);
                TcpClient client = rig.connect()) {
            client.send(TcpClient.framed(messages(9)));
            client.endOutput();
            for (int i = 0; i < 9; i++) {
                handler.next().answer();
                assertThat(client.receiveNumber()).isEqualTo(i);
                assertThat(handler.failures).isEmpty();
            }
            assertThat(client.isEnded()).isTrue();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.CLIENT);
            TcpRig.await("closed", () -> handler.open.get() == 0);
        }
    }

    @Test
    void countsAnswersOfConnectionsThatAreGone() throws Exception {
        final RecordingHandler handler = new RecordingHandler(false);
        try (TcpRig rig = new TcpRig(handler, 3)) {
            final TcpClient client = rig.connect();
            client.send(TcpClient.framed(messages(3)));
            final List<RecordingHandler.Waiting> unanswered = take(handler, 3);
            client.reset();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.CLIENT);
            unanswered.forEach(RecordingHandler.Waiting::answer);
            TcpRig.await("lost answers", () -> handler.lost.get() == 3);
            assertThat(handler.sent).hasValue(0);
            TcpRig.await("closed", () -> handler.open.get() == 0);
            assertThat(rig.server.reserved()).isZero();
        }
    }

    @Test
    void endsAConnectionThatSendsNoMessages() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0)) {
            for (final byte[] bytes : new byte[][] {{0, 0}, {0, 1, 9}}) {
                try (TcpClient client = rig.connect()) {
                    client.ask(TcpClient.message(1, 40));
                    client.send(bytes);
                    assertThat(client.isEnded()).isTrue();
                    assertThat(handler.nextEnd()).isEqualTo(EndReason.MALFORMED);
                }
                TcpRig.await("closed", () -> handler.open.get() == 0);
                assertThat(handler.ended).as("an end is told once").isEmpty();
            }
        }
    }

    @Test
    void endsAConnectionBehindTheAnswersBeforeADrop() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0);
                TcpClient client = rig.connect()) {
            client.ask(TcpClient.message(1, 40));
            handler.dropping = true;
            client.send(TcpClient.framed(messages(3)));
            assertThat(client.isEnded()).isTrue();
            assertThat(handler.nextEnd()).isEqualTo(EndReason.DROPPED);
            assertThat(handler.handled).hasValue(2);
            assertThat(handler.lost).hasValue(0);
        }
    }

    @Test
    void outlivesAHandlerThatThrows() throws Exception {
        final RecordingHandler handler = new RecordingHandler(true);
        try (TcpRig rig = new TcpRig(handler, 0)) {
            handler.throwing = true;
            try (TcpClient client = rig.connect()) {
                client.send(TcpClient.framed(messages(1)));
                assertThat(client.isEnded()).isTrue();
            }
            assertThat(handler.nextEnd()).isEqualTo(EndReason.FAILED);
            assertThat(handler.failures).hasSize(1);
            assertThat(handler.lost).hasValue(1);
            handler.throwing = false;
            try (TcpClient client = rig.connect()) {
                client.ask(TcpClient.message(2, 30));
            }
        }
    }

    private static byte[][] messages(final int count) {
        return IntStream.range(0, count).mapToObj(i -> TcpClient.message(i, 30)).toArray(byte[][]::new);
    }

    private static List<RecordingHandler.Waiting> take(final RecordingHandler handler, final int count)
            throws InterruptedException {
        final List<RecordingHandler.Waiting> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(handler.next());
        }
        return taken;
    }
}
