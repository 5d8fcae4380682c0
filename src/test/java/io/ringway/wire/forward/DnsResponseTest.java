package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import io.ringway.wire.FrameRoom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each response lies at the edge of an abyss, once with zeros and once with ones in front of it. */
class DnsResponseTest {
    private static final byte[] NAME = DnsMessageBuilder.name("www.Example.com");
    private static final int SEED = 9619;

    private final FrameRoom room = new FrameRoom();
    private final DnsResponse response = new DnsResponse();

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    private ResponseDefect wrap(final byte[] message) {
        final ResponseDefect first = response.wrap(room.place(message, 0, 0), message.length);
        final ResponseDefect second = response.wrap(room.place(message, 0, 0xFF), message.length);
        assertThat(second).as(HexFormat.of().formatHex(message)).isEqualTo(first);
        return second;
    }

    private static DnsMessageBuilder message() {
        return new DnsMessageBuilder().id(0xABCD).flags(0x8180);
    }

    @Test
    void findsHeaderAndQuestion() {
        final byte[] message = message()
                .flags(0x8783)
                .question(NAME, 28, 255)
                .record(Section.ANSWER, 28, new byte[16])
                .build();
        assertThat(wrap(message)).isEqualTo(ResponseDefect.NONE);
        assertThat(response.id()).isEqualTo(0xABCD);
        assertThat(response.flags()).isEqualTo(0x8783);
        assertThat(response.rcode()).isEqualTo(3);
        assertThat(response.isTruncated()).isTrue();
        assertThat(response.hasQuestion()).isTrue();
        assertThat(response.length()).isEqualTo(message.length);
        assertThat(response.message()).isEqualTo(response.questionAddress() - 12);
        assertThat(room.read(response.questionAddress(), response.questionLength()))
                .isEqualTo(Arrays.copyOfRange(message, 12, 12 + NAME.length + 4));
        assertThat(wrap(message().question(NAME, 1, 1).build())).isEqualTo(ResponseDefect.NONE);
        assertThat(response.isTruncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 9, 15})
    void allowsNoQuestionWhereNothingIsAnswered(final int rcode) {
        final boolean allowed = rcode != 0 && rcode != 3;
        assertThat(wrap(message().flags(0x8000 | rcode).build()))
                .isEqualTo(allowed ? ResponseDefect.NONE : ResponseDefect.QUESTION_COUNT);
        if (allowed) {
            assertThat(response.hasQuestion()).isFalse();
            assertThat(response.questionLength()).isZero();
        }
        assertThat(wrap(message().flags(0x8000 | rcode).question(NAME, 1, 1).build()))
                .isEqualTo(ResponseDefect.NONE);
        assertThat(wrap(message()
                        .flags(0x8000 | rcode)
                        .question(NAME, 1, 1)
                        .question(NAME, 1, 1)
                        .build()))
                .isEqualTo(ResponseDefect.QUESTION_COUNT);
    }

    @Test
    void takesNoQuery() {
        assertThat(wrap(message().flags(0x7FFF).question(NAME, 1, 1).build())).isEqualTo(ResponseDefect.NOT_A_RESPONSE);
    }

    @Test
    void survivesCutsAnywhere() {
        final byte[] message = message()
                .question(NAME, 1, 1)
                .record(Section.ANSWER, 1, new byte[4])
                .build();
        for (int length = 0; length <= message.length; length++) {
            final ResponseDefect expected;
            if (length < 12) {
                expected = ResponseDefect.TRUNCATED;
            } else {
                expected = length < 12 + NAME.length + 4 ? ResponseDefect.QUESTION_INVALID : ResponseDefect.NONE;
            }
            assertThat(wrap(Arrays.copyOf(message, length)))
                    .as("%d bytes", length)
                    .isEqualTo(expected);
        }
    }

    @Test
    void takesNamesOfUpTo255BytesAndNoOthers() {
        final Random random = new Random(SEED);
        for (int length = 3; length <= 255; length++) {
            final byte[] name = DnsMessageBuilder.nameOfLength(random, length);
            assertThat(wrap(message().question(name, 1, 1).build())).isEqualTo(ResponseDefect.NONE);
            assertThat(response.questionLength()).isEqualTo(length + 4);
        }
        final byte[] long256 = new byte[256];
        for (int i = 0; i < 255; i += 3) {
            long256[i] = 2;
        }
        assertThat(wrap(message().question(long256, 1, 1).trailing(new byte[9]).build()))
                .isEqualTo(ResponseDefect.QUESTION_INVALID);
        for (final int label : new int[] {0x40, 0x80, 0xC0, 0xFF}) {
            final byte[] name = new byte[300];
            name[0] = (byte) label;
            assertThat(wrap(message().question(name, 1, 1).build())).isEqualTo(ResponseDefect.QUESTION_INVALID);
        }
        assertThat(wrap(message().question(new byte[] {(byte) 0xC0, 12}, 1, 1).build()))
                .as("a compressed question")
                .isEqualTo(ResponseDefect.QUESTION_INVALID);
    }

    @Test
    void survivesRandomDamage() {
        final Random random = new Random(SEED);
        final byte[] right = message()
                .question(NAME, 1, 1)
                .record(Section.ANSWER, 1, new byte[4])
                .opt(1232, 0, true, new byte[0])
                .build();
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            final byte[] message = Arrays.copyOf(right, random.nextInt(right.length + 1));
            for (int times = random.nextInt(4); times > 0 && message.length > 0; times--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            if (wrap(message) == ResponseDefect.NONE) {
                accepted++;
                assertThat(12 + response.questionLength()).isLessThanOrEqualTo(message.length);
            }
            room.verifyCanaries();
        }
        assertThat(accepted).as("accepted responses").isBetween(20_000, 180_000);
    }

    @Test
    void hasLabelsForOperators() {
        assertThat(ResponseDefect.NOT_A_RESPONSE.label()).isEqualTo("not-a-response");
    }
}
