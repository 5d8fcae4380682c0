package io.ringway.stack.tcp.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.backend.BackendTcpSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries to a backend on the loopback interface that does what the test says. */
@Timeout(60)
class BackendConnectionsTest {
    private static final int TC = 0x02;

    private static BackendTcpSettings withMaxInFlight(final int max) {
        return new BackendTcpSettings(5, 30, 30, 5, max);
    }

    private static void assertAnswered(final BackendRig rig, final int... numbers) throws InterruptedException {
        final List<Integer> answered = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            final BackendRig.Outcome outcome = rig.next();
            assertThat(outcome.failure()).as("failure of " + outcome.number()).isNull();
            assertQuestion(outcome);
            answered.add(outcome.number());
        }
        assertThat(answered)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(numbers).boxed().toList());
    }

    /** Everything behind the flags is the query's own. */
    private static void assertQuestion(final BackendRig.Outcome outcome) {
        final byte[] query = BackendRig.query(outcome.number());
        assertThat(Arrays.copyOfRange(outcome.answer(), 4, outcome.answer().length))
                .as("answer to " + outcome.number())
                .isEqualTo(Arrays.copyOfRange(query, 4, query.length));
    }

    @Test
    void sendsSeveralOverOneConnectionWithIdsOfTheirOwnAndTakesAnswersInAnyOrder() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend(true, 0);
                BackendRig rig = new BackendRig(server.address(), BackendRig.TCP, 10)) {
            final List<ScriptedBackend.Arrival> arrivals = new ArrayList<>();
            final Set<Integer> ids = new HashSet<>();
            for (int i = 0; i < 16; i++) {
                rig.send(i);
            }
            for (int i = 0; i < 16; i++) {
                arrivals.add(server.nextOverTcp());
                ids.add(arrivals.getLast().id());
            }
            assertThat(server.connections).hasValue(1);
            assertThat(ids).hasSize(16);
            Collections.reverse(arrivals);
            for (final ScriptedBackend.Arrival arrival : arrivals) {
                arrival.answer();
            }
            for (int i = 15; i >= 0; i--) {
                assertAnswered(rig, i);
            }
            assertThat(rig.forwarded).hasValue(16);
            assertThat(rig.received).hasValue(16);
        }
    }

    @Test
    void keepsToMaxInFlightAndReusesConnections() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend(true, 0);
                BackendRig rig = new BackendRig(server.address(), withMaxInFlight(1), 2)) {
            for (int i = 0; i < 4; i++) {
                rig.send(i);
            }
            final ScriptedBackend.Arrival first = server.nextOverTcp();
            final ScriptedBackend.Arrival second = server.nextOverTcp();
            assertThat(first.connection()).isNotEqualTo(second.connection());
            // The other two wait: there may be two connections with one query each.
            first.answer();
            final ScriptedBackend.Arrival third = server.nextOverTcp();
            assertThat(third.connection()).isEqualTo(first.connection());
            second.answer();
            final ScriptedBackend.Arrival fourth = server.nextOverTcp();
            assertThat(fourth.connection()).isEqualTo(second.connection());
            third.answer();
            fourth.answer();
            assertAnswered(rig, 0, 1, 2, 3);
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void sendsAgainWhatAClosedConnectionLeft() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend(true, 0);
                BackendRig rig = new BackendRig(server.address(), BackendRig.TCP, 10)) {
            rig.send(1);
            final ScriptedBackend.Arrival first = server.nextOverTcp();
            first.answer();
            assertAnswered(rig, 1);
            // Closed between queries: the next one may or may not notice, and is answered in either case.
            first.hangUp();
            rig.send(2);
            server.nextOverTcp().answer();
            assertAnswered(rig, 2);
            rig.send(3);
            rig.send(4);
            server.nextOverTcp();
            server.nextOverTcp().hangUp();
            server.nextOverTcp().answer();
            server.nextOverTcp().answer();
            assertAnswered(rig, 3, 4);
            assertThat(rig.forwarded).hasValue(4);
        }
    }

    @Test
    void givesUpAfterAsManyConnectionsAsItMay() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend(true, 0);
                BackendRig rig = new BackendRig(server.address(), new BackendTcpSettings(5, 30, 30, 2, 1), 10)) {
            rig.send(1);
            for (int i = 0; i < 3; i++) {
                server.nextOverTcp().hangUp();
            }
            assertThat(rig.next().failure()).isEqualTo(BackendFailure.UNANSWERED);
            assertThat(server.connections).hasValue(3);
            assertThat(rig.forwarded).hasValue(1);
        }
    }

    @Test
    void dropsWhatAnswersNothingAndWaitsOn() throws Exception {
        for (final boolean tcp : new boolean[] {true, false}) {
            try (ScriptedBackend server = new ScriptedBackend(tcp, 0);
                    BackendRig rig = new BackendRig(server.address(), BackendRig.TCP, 10)) {
                rig.send(1);
                final ScriptedBackend.Arrival arrival = tcp ? server.nextOverTcp() : server.nextOverUdp();
                final byte[] wrongId = arrival.response();
                wrongId[1] ^= 1;
                arrival.send(wrongId);
                final byte[] wrongQuestion = arrival.response();
                wrongQuestion[14] ^= 0x20;
                arrival.send(wrongQuestion);
                arrival.send(arrival.message());
                arrival.send(new byte[] {1, 2, 3});
                arrival.answer();
                assertAnswered(rig, 1);
                assertThat(rig.unmatched).as("unmatched, TCP " + tcp).hasValue(1);
                assertThat(rig.questionDiffers).as("question, TCP " + tcp).hasValue(1);
                assertThat(rig.invalid).as("invalid, TCP " + tcp).hasValue(2);
                assertThat(rig.received).as("received, TCP " + tcp).hasValue(5);
            }
        }
    }

    @Test
    void takesAnErrorWithoutAQuestion() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend(true, 0);
                BackendRig rig = new BackendRig(server.address(), BackendRig.TCP, 10)) {
            rig.send(1);
            final ScriptedBackend.Arrival arrival = server.nextOverTcp();
            final byte[] error = Arrays.copyOf(arrival.response(), 12);
            error[3] = 5;
            error[5] = 0;
            arrival.send(error);
            assertThat(rig.next().answer()).isEqualTo(error);
        }
    }

    @Test
    void goesOverUdpWhereTcpIsRefusedAndPassesTruncationOn() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend(false, 0);
                BackendRig rig = new BackendRig(server.address(), BackendRig.TCP, 10)) {
            final Set<Integer> ids = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                rig.send(i);
                final ScriptedBackend.Arrival arrival = server.nextOverUdp();
                ids.add(arrival.id());
                final byte[] truncated = arrival.response();
                truncated[2] |= TC;
                arrival.send(truncated);
                final BackendRig.Outcome outcome = rig.next();
                assertThat(outcome.answer()).isEqualTo(truncated);
            }
            assertThat(ids).hasSize(8);
            assertThat(rig.forwarded).hasValue(8);
        }
    }

    @Test
    void givesUpWhatIsNotAnsweredInTimeAndTakesNoLateAnswer() throws Exception {
        for (final boolean tcp : new boolean[] {true, false}) {
            try (ScriptedBackend server = new ScriptedBackend(tcp, 0);
                    BackendRig rig = new BackendRig(server.address(), BackendRig.TCP, 10)) {
                rig.send(1);
                final ScriptedBackend.Arrival arrival = tcp ? server.nextOverTcp() : server.nextOverUdp();
                rig.pass(31);
                assertThat(rig.next().failure()).as("TCP " + tcp).isEqualTo(BackendFailure.UNANSWERED);
                // The connection that was too slow is not used again.
                rig.send(2);
                final ScriptedBackend.Arrival next = tcp ? server.nextOverTcp() : server.nextOverUdp();
                assertThat(next.connection()).isEqualTo(tcp ? 2 : 0);
                assertThat(arrival.connection()).isEqualTo(tcp ? 1 : 0);
                next.answer();
                assertAnswered(rig, 2);
            }
        }
    }

    @Test
    void failsWhereNobodyIs() throws Exception {
        final InetSocketAddress nobody;
        try (ScriptedBackend gone = new ScriptedBackend(false, 0)) {
            nobody = gone.address();
        }
        try (BackendRig rig = new BackendRig(nobody, BackendRig.TCP, 10)) {
            rig.send(1);
            assertThat(rig.next().failure()).isEqualTo(BackendFailure.UNANSWERED);
        }
    }

    @Test
    void givesEachClientWithAProxyHeaderAConnectionOfItsOwn() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend(true, 4);
                BackendRig rig = new BackendRig(server.address(), BackendRig.TCP, 10)) {
            for (int i = 0; i < 6; i++) {
                rig.send(i, new byte[] {1, 2, 3, (byte) (i % 2)});
            }
            for (int i = 0; i < 6; i++) {
                final ScriptedBackend.Arrival arrival = server.nextOverTcp();
                final byte[] message = Arrays.copyOfRange(arrival.message(), 4, arrival.message().length);
                final int number = message[14] - '0';
                assertThat(arrival.message()).startsWith(1, 2, 3, number % 2);
                message[2] |= (byte) 0x80;
                arrival.send(message);
            }
            assertAnswered(rig, 0, 1, 2, 3, 4, 5);
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void givesFiveHundredQueriesTheirOwnAnswersWhateverTheOrder() throws Exception {
        final Random random = new Random(20_261_124);
        try (ScriptedBackend server = new ScriptedBackend(true, 0);
                BackendRig rig = new BackendRig(server.address(), withMaxInFlight(7), 20)) {
            final int[] numbers = new int[500];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i;
                rig.send(i);
            }
            final List<ScriptedBackend.Arrival> held = new ArrayList<>();
            int answered = 0;
            while (answered < numbers.length) {
                // No more than what may be in flight is held, so that the next ones come.
                if (held.size() < Math.min(60, numbers.length - answered)) {
                    held.add(server.nextOverTcp());
                } else {
                    held.remove(random.nextInt(held.size())).answer();
                    answered++;
                }
            }
            assertAnswered(rig, numbers);
            assertThat(rig.forwarded).hasValue(500);
            assertThat(server.connections.get()).isLessThanOrEqualTo(20);
        }
    }
}
