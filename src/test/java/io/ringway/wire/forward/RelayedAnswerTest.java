package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.FrameKind;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.RandomQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses of every kind become answers to clients of every kind, in place and elsewhere; each is taken apart from scratch. */
class RelayedAnswerTest {
    private static final int SEED = 2181;
    private static final int MTU = 1500;
    private static final int CAPACITY = 1700;

    private final ForwardRoom queryRoom = new ForwardRoom();
    private final ForwardRoom responseRoom = new ForwardRoom();
    private final ForwardRoom recordRoom = new ForwardRoom();
    private final long record = recordRoom.frame(new byte[ClientRecord.LENGTH], 0);
    private final RelayedAnswer answer = new RelayedAnswer(1232);
    private final DnsResponse response = new DnsResponse();
    private final Random random = new Random(SEED);

    @AfterEach
    void leaveTheRooms() {
        queryRoom.close();
        responseRoom.close();
        recordRoom.close();
    }

    static List<ForwardClient> clients() {
        return ForwardClient.all();
    }

    static List<ForwardClient> framedClients() {
        return ForwardClient.all().stream().filter(ForwardClient::isFramed).toList();
    }

    /** A response with the query's question, the backend's own flags and anything behind, of at most 512 bytes. */
    private byte[] responseTo(final RandomQuery query) {
        final byte[] behind = new byte[random.nextInt(512 - 12 - query.question().length)];
        random.nextBytes(behind);
        return new DnsMessageBuilder()
                .id(random.nextInt(1 << 16))
                .flags(0x8000 | random.nextInt(0x8000))
                .rawQuestion(query.question())
                .countMore(1, random.nextInt(5), random.nextInt(5), random.nextInt(5))
                .trailing(behind)
                .build();
    }

    private static byte[] withId(final byte[] message, final int id) {
        final byte[] changed = message.clone();
        changed[0] = (byte) (id >>> 8);
        changed[1] = (byte) id;
        return changed;
    }

    private void receive(final Datagram datagram, final FrameBuilder frame, final byte[] message) {
        final byte[] bytes = frame.payload(message).build();
        assertThat(datagram.wrap(responseRoom.frame(bytes, 0), bytes.length)).isEqualTo(PacketDefect.NONE);
        assertThat(response.wrap(datagram.payloadAddress(), datagram.payloadLength()))
                .isEqualTo(ResponseDefect.NONE);
    }

    @ParameterizedTest
    @MethodSource("framedClients")
    void answersInTheFrameOfTheResponse(final ForwardClient client) {
        final List<FrameKind> kinds = FrameKind.all();
        for (int i = 0; i < 60; i++) {
            final RandomQuery query = RandomQuery.next(random);
            final byte[] asked = client.ask(queryRoom, query.message(), record);
            final byte[] message = responseTo(query);
            final Datagram datagram = new Datagram(i % 3 > 0);
            receive(datagram, kinds.get(random.nextInt(kinds.size())).builder().get(), message);
            answer.write(datagram, response, record, MTU);
            final byte[] sent = responseRoom.read(answer.frameAddress(), answer.frameLength());
            assertThat(client.payload(sent, asked)).isEqualTo(withId(message, query.id()));
            assertThat(answer.isTruncated()).isFalse();
            responseRoom.verifyCanaries();
            recordRoom.verifyCanaries();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void answersInAnotherPlace(final ForwardClient client) {
        final List<FrameKind> kinds = FrameKind.all();
        for (int i = 0; i < 60; i++) {
            final RandomQuery query = RandomQuery.next(random);
            final byte[] asked = client.ask(queryRoom, query.message(), record);
            final byte[] message = responseTo(query);
            final Datagram datagram = new Datagram(i % 3 > 0);
            final boolean socket = i % 4 == 0;
            if (socket) {
                final long address = responseRoom.socketMessage(message, 0, "192.0.2.9", 53, "192.0.2.1", 999, false);
                datagram.wrapMessage(address, message.length);
                response.wrap(address, message.length);
            } else {
                receive(
                        datagram,
                        kinds.get(random.nextInt(kinds.size())).builder().get(),
                        message);
            }
            final long target = queryRoom.frame(new byte[CAPACITY], 0);
            if (i % 5 == 0) {
                answer.copyInto(response, record, target, CAPACITY, MTU);
            } else {
                answer.copyInto(datagram, response, record, target, CAPACITY, MTU);
            }
            final byte[] sent = queryRoom.read(answer.frameAddress(), answer.frameLength());
            assertThat(client.payload(sent, asked)).isEqualTo(withId(message, query.id()));
            assertThat(responseRoom.read(response.message(), message.length))
                    .as("the response")
                    .isEqualTo(message);
            queryRoom.verifyCanaries();
        }
    }

    /** The same address as the query: the frame was held meanwhile. */
    @ParameterizedTest
    @MethodSource("clients")
    void answersInTheFrameOfTheQuery(final ForwardClient client) {
        final RandomQuery query = RandomQuery.next(random);
        final byte[] asked = client.ask(queryRoom, query.message(), record);
        final byte[] message = new DnsMessageBuilder()
                .flags(0x8182)
                .rawQuestion(query.question())
                .countMore(1, 0, 0, 0)
                .build();
        final Datagram datagram = new Datagram(true);
        receive(datagram, FrameBuilder.ipv6(), message);
        final int headers = asked.length - query.message().length;
        // A place whose old headers are other ones, and remain in front where the new ones are shorter.
        final byte[] held = Arrays.copyOf(asked, headers + 600);
        final long target = queryRoom.frame(held, 0) + headers;
        answer.copyInto(datagram, response, record, target, 600, MTU);
        final byte[] sent = queryRoom.read(answer.frameAddress(), answer.frameLength());
        assertThat(client.payload(sent, asked)).isEqualTo(withId(message, query.id()));
    }
}
