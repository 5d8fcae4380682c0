package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.AnsweringBench.Outcome;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frame around an answer, and the answers to messages that are wrong. */
class AnswerFrameTest {
    private static final byte[] NAME = DnsMessageBuilder.name("www.example.com");
    private static final int QUESTION_LENGTH = NAME.length + 4;

    private final AnsweringBench bench = new AnsweringBench(true);

    @AfterEach
    void leaveTheBench() {
        bench.close();
    }

    private static DnsMessageBuilder question() {
        return new DnsMessageBuilder().question(NAME, 1, 1);
    }

    static Iterable<FrameKind> kinds() {
        return FrameKind.all();
    }

    /** Every length, so that what the answer needs comes as close to what the query gave as it can. */
    @ParameterizedTest
    @MethodSource("kinds")
    void fitsIntoEveryKindOfFrame(final FrameKind kind) {
        final Random random = new Random(14);
        for (int length = 3; length <= 255; length += 1 + random.nextInt(5)) {
            final byte[] name = DnsMessageBuilder.nameOfLength(random, length);
            final DnsMessageBuilder message = new DnsMessageBuilder().question(name, 1, 1);
            answer(kind.builder().get().payload(message.build()), PacketDefect.NONE);
            message.opt(512, 0, true, new byte[0]);
            answer(kind.builder().get().payload(message.build()), PacketDefect.NONE);
        }
        answer(kind.builder().get().payload(new DnsMessageBuilder().build()), PacketDefect.DNS_NO_QUESTION);
    }

    private byte[] answer(final FrameBuilder query, final PacketDefect defect) {
        final byte[] frame = query.build();
        final Outcome outcome = bench.send(frame);
        assertThat(outcome.defect()).as(outcome::toString).isEqualTo(defect);
        return PacketChecker.parse(outcome.answerBytes())
                .answers(PacketChecker.parse(frame))
                .payload();
    }

    @ParameterizedTest
    @MethodSource("ipKinds")
    void keepsEveryDscpAndNoEcn(final FrameKind kind) {
        for (int traffic = 0; traffic < 256; traffic++) {
            final FrameBuilder query = kind.builder().get().traffic(traffic >>> 2, traffic & 3);
            answer(query.payload(question().build()), PacketDefect.NONE);
        }
    }

    static Iterable<FrameKind> ipKinds() {
        return FrameKind.ipKinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void exchangesAnyAddresses(final FrameKind kind) {
        final Random random = new Random(17);
        for (int i = 0; i < 50; i++) {
            final byte[] from = new byte[6];
            final byte[] to = new byte[6];
            random.nextBytes(from);
            random.nextBytes(to);
            final FrameBuilder query = kind.builder().get().macs(from, to);
            final int fromPort = 1 + random.nextInt(65_535);
            final int toPort = random.nextInt(65_536);
            if (kind.name().startsWith("IPv6")) {
                query.from("2001:db8::" + Integer.toHexString(random.nextInt(65_536)), fromPort)
                        .to("fe80::" + Integer.toHexString(random.nextInt(65_536)), toPort);
            } else {
                query.from("198.18.7." + random.nextInt(256), fromPort)
                        .to("203.0." + random.nextInt(256) + ".255", toPort);
            }
            answer(query.timeToLive(random.nextInt(256)).payload(question().build()), PacketDefect.NONE);
        }
    }

    @ParameterizedTest
    @MethodSource("ipKinds")
    void sendsAChecksumOfZeroAsAllOnes(final FrameKind kind) {
        final FrameBuilder query = kind.builder().get();
        final byte[] first = query.payload(question().id(0).build()).build();
        final int checksum =
                PacketChecker.parse(bench.send(first).answerBytes()).udpChecksum();
        // The checksum is what is missing to all ones; as the ID it makes the sum that, and its complement zero.
        final byte[] second = query.payload(question().id(checksum).build()).build();
        final PacketChecker answer = PacketChecker.parse(bench.send(second).answerBytes());
        assertThat(answer.answers(PacketChecker.parse(second)).udpChecksum()).isEqualTo(0xFFFF);
    }

    @Test
    void answersTheLargestDatagrams() {
        final byte[] message = question()
                .opt(512, 0, true, new byte[0])
                .trailing(new byte[65_507 - 12 - QUESTION_LENGTH - 11])
                .build();
        assertThat(answer(FrameBuilder.ipv4().payload(message), PacketDefect.NONE))
                .hasSize(12 + QUESTION_LENGTH + 11);
        assertThat(answer(FrameBuilder.ipv6().vlan(0x8100, 5).payload(message), PacketDefect.NONE))
                .hasSize(12 + QUESTION_LENGTH + 11);
    }

    @Test
    void answersWithoutAQuestionWhereThereIsNone() {
        final byte[] plain = new DnsMessageBuilder().id(0xBEEF).flags(0x7FFF).build();
        assertThat(answer(FrameBuilder.ipv4().payload(plain), PacketDefect.DNS_NO_QUESTION))
                .isEqualTo(bytes(0xBE, 0xEF, 0xF9, 0x95, 0, 0, 0, 0, 0, 0, 0, 0));
        final byte[] edns =
                new DnsMessageBuilder().opt(4096, 0, true, new byte[20]).build();
        assertThat(answer(FrameBuilder.ipv4().payload(edns), PacketDefect.DNS_NO_QUESTION))
                .isEqualTo(bytes(
                        0x47, 0x11, 0x81, 0x85, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 41, 0x04, 0xD0, 0, 0, 0x80, 0, 0, 0));
    }

    @Test
    void answersSeveralQuestionsWithTheHeaderAlone() {
        final byte[] message = question().question(NAME, 28, 1).build();
        assertThat(answer(FrameBuilder.ipv6().payload(message), PacketDefect.DNS_SEVERAL_QUESTIONS))
                .isEqualTo(bytes(0x47, 0x11, 0x81, 0x85, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void answersWrongRecordsWithTheQuestion() {
        final byte[] cut = question().countMore(0, 0, 0, 1).build();
        assertThat(answer(FrameBuilder.ipv4().payload(cut), PacketDefect.DNS_RECORDS_INVALID))
                .hasSize(12 + QUESTION_LENGTH)
                .startsWith(bytes(0x47, 0x11, 0x81, 0x85, 0, 1, 0, 0, 0, 0, 0, 0));
        final byte[] twice = question()
                .opt(512, 0, false, new byte[0])
                .opt(512, 0, false, new byte[0])
                .build();
        assertThat(answer(FrameBuilder.ipv4().payload(twice), PacketDefect.DNS_RECORDS_INVALID))
                .hasSize(12 + QUESTION_LENGTH + 11)
                .startsWith(bytes(0x47, 0x11, 0x81, 0x85, 0, 1, 0, 0, 0, 0, 0, 1));
        final byte[] misplaced = question()
                .record(Section.ANSWER, DnsMessageBuilder.name(""), 41, 512, 0, new byte[0])
                .build();
        assertThat(answer(FrameBuilder.ipv4().payload(misplaced), PacketDefect.DNS_RECORDS_INVALID))
                .hasSize(12 + QUESTION_LENGTH)
                .startsWith(bytes(0x47, 0x11, 0x81, 0x85, 0, 1, 0, 0, 0, 0, 0, 0));
    }

    private static byte[] bytes(final int... numbers) {
        final byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
