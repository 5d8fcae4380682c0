package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameKind;
import io.ringway.wire.RandomQuery;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses of every kind become answers to clients of every kind; each is taken apart from scratch. */
class RelayedAnswerTest {
    private static final int SEED = 2181;
    private static final int MTU = 1500;

    private final RelayRig rig = new RelayRig();
    private final Random random = new Random(SEED);

    @AfterEach
    void leave() {
        rig.close();
    }

    static List<ForwardClient> clients() {
        return ForwardClient.all();
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

    @ParameterizedTest
    @MethodSource("clients")
    void answersWhereTheResponseIs(final ForwardClient client) {
        final List<FrameKind> kinds = FrameKind.all();
        for (int i = 0; i < 60; i++) {
            final RandomQuery query = RandomQuery.next(random);
            final byte[] asked = rig.ask(client, query.message());
            final byte[] message = responseTo(query);
            final byte[] answer = i % 4 == 0
                    ? rig.relayOfSocket(client, asked, message, MTU)
                    : rig.relay(
                            client,
                            asked,
                            new Datagram(i % 3 > 0),
                            kinds.get(random.nextInt(kinds.size())).builder().get(),
                            message,
                            MTU);
            assertThat(answer).isEqualTo(withId(message, query.id()));
            assertThat(rig.answer.isTruncated()).isFalse();
        }
    }
}
