package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsMessageBuilder.Section;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link DnsQuery} says about messages, right ones and each kind of wrong. */
class DnsQueryTest {
    private static final int SEED = 1035;
    private static final byte[] NAME = DnsMessageBuilder.name("www.example.com");
    private static final byte[] ROOT = DnsMessageBuilder.name("");

    private final FrameRoom room = new FrameRoom();
    private final DnsQuery query = new DnsQuery();

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    private void expect(final byte[] message, final PacketDefect expected) {
        for (final int fill : new int[] {0, 0xFF}) {
            assertThat(query.wrap(room.place(message, 0, fill), message.length))
                    .as(() -> message.length + " bytes " + HexFormat.of().formatHex(message))
                    .isEqualTo(expected);
        }
    }

    private void expect(final DnsMessageBuilder message, final PacketDefect expected) {
        expect(message.build(), expected);
    }

    private static DnsMessageBuilder question() {
        return new DnsMessageBuilder().question(NAME, 28, 1);
    }

    @Test
    void findsEverythingInRandomQueries() {
        final Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            final RandomQuery sample = RandomQuery.next(random);
            final byte[] message = sample.message();
            expect(message, PacketDefect.NONE);
            final String dump =
                    "seed " + SEED + ", query " + i + ": " + HexFormat.of().formatHex(message);
            final int nameLength = sample.question().length - 4;
            assertThat(query.id()).as(dump).isEqualTo(sample.id());
            assertThat(query.opcode()).as(dump).isEqualTo(sample.flags() >>> 11);
            assertThat(query.recursionDesired()).as(dump).isEqualTo((sample.flags() & 0x100) != 0);
            assertThat(query.checkingDisabled()).as(dump).isEqualTo((sample.flags() & 0x10) != 0);
            assertThat(query.questionCount()).as(dump).isEqualTo(1);
            assertThat(query.questionEnd()).as(dump).isEqualTo(12 + sample.question().length);
            assertThat(room.read(query.qnameAddress(), query.qnameLength()))
                    .as(dump)
                    .isEqualTo(Arrays.copyOf(sample.question(), nameLength));
            assertThat((query.qtype() << 16) | query.qclass())
                    .as(dump)
                    .isEqualTo(ByteBuffer.wrap(sample.question()).getInt(nameLength));
            assertThat(query.hasEdns()).as(dump).isEqualTo(sample.edns());
            assertThat(query.ednsVersion()).as(dump).isEqualTo(sample.version());
            assertThat(query.dnssecOk()).as(dump).isEqualTo(sample.dnssecOk());
            assertThat(query.ednsPayloadSize()).as(dump).isEqualTo(sample.payloadSize());
        }
    }

    @Test
    void cutsAnywhere() {
        final int nameEnd = 12 + NAME.length;
        final byte[] message = question()
                .record(Section.ANSWER, 1, new byte[4])
                .record(Section.AUTHORITY, NAME, 2, 1, 60, new byte[9])
                .opt(4096, 0, true, new byte[12])
                .record(Section.ADDITIONAL, 1, new byte[0])
                .build();
        for (int length = 0; length <= message.length; length++) {
            final PacketDefect expected;
            if (length < 12) {
                expected = PacketDefect.DNS_TRUNCATED;
            } else if (length < nameEnd) {
                expected = PacketDefect.DNS_QNAME_INVALID;
            } else if (length < nameEnd + 4) {
                expected = PacketDefect.DNS_QUESTION_TRUNCATED;
            } else {
                expected = length < message.length ? PacketDefect.DNS_RECORDS_INVALID : PacketDefect.NONE;
            }
            expect(Arrays.copyOf(message, length), expected);
        }
    }

    @Test
    void refusesResponses() {
        final Random random = new Random(SEED);
        for (int i = 0; i < 1000; i++) {
            expect(question().flags(0x8000 | random.nextInt(0x8000)), PacketDefect.DNS_RESPONSE);
        }
    }

    @Test
    void takesOneQuestionOnly() {
        expect(new DnsMessageBuilder(), PacketDefect.DNS_NO_QUESTION);
        assertThat(query.questionEnd()).isEqualTo(12);
        assertThat(query.qnameLength()).isZero();
        expect(new DnsMessageBuilder().trailing(new byte[20]), PacketDefect.DNS_NO_QUESTION);
        expect(new DnsMessageBuilder().countMore(0, 1, 0, 0), PacketDefect.DNS_NO_QUESTION);
        expect(question().question(NAME, 1, 1), PacketDefect.DNS_SEVERAL_QUESTIONS);
        expect(question().countMore(1, 0, 0, 0), PacketDefect.DNS_SEVERAL_QUESTIONS);
        expect(new DnsMessageBuilder().countMore(0xFFFF, 0, 0, 0), PacketDefect.DNS_SEVERAL_QUESTIONS);
    }

    @Test
    void findsEdnsWithoutAQuestion() {
        expect(new DnsMessageBuilder().opt(1400, 3, true, new byte[0]), PacketDefect.DNS_NO_QUESTION);
        assertThat(query.hasEdns()).isTrue();
        assertThat(query.ednsVersion()).isEqualTo(3);
        assertThat(query.dnssecOk()).isTrue();
        assertThat(query.ednsPayloadSize()).isEqualTo(1400);
    }

    @Test
    void takesNamesUpTo255Bytes() {
        final Random random = new Random(SEED);
        for (int length = 3; length <= 300; length++) {
            final byte[] name = DnsMessageBuilder.nameOfLength(random, length);
            final byte[] message = new DnsMessageBuilder()
                    .question(name, 1, 1)
                    .trailing(new byte[300])
                    .build();
            expect(message, length <= 255 ? PacketDefect.NONE : PacketDefect.DNS_QNAME_INVALID);
        }
        expect(new DnsMessageBuilder().question(ROOT, 2, 1), PacketDefect.NONE);
        assertThat(query.qnameLength()).isEqualTo(1);
    }

    @Test
    void takesLabelsUpTo63Bytes() {
        for (int label = 1; label < 256; label++) {
            final byte[] name = new byte[label + 2];
            Arrays.fill(name, 1, 1 + label, (byte) 'a');
            name[0] = (byte) label;
            expect(
                    new DnsMessageBuilder().question(name, 1, 1).trailing(new byte[300]),
                    label <= 63 ? PacketDefect.NONE : PacketDefect.DNS_QNAME_INVALID);
        }
    }

    @Test
    void followsNoPointerInTheQuestion() {
        // To itself, to the header, to the label before, forwards, and out of the message.
        for (final int target : new int[] {12, 0, 11, 16, 22, 0x3FFF}) {
            final byte[] pointer = {(byte) (0xC0 | (target >>> 8)), (byte) target};
            expect(new DnsMessageBuilder().question(pointer, 1, 1), PacketDefect.DNS_QNAME_INVALID);
            final byte[] behindLabel = {3, 'w', 'w', 'w', pointer[0], pointer[1]};
            expect(new DnsMessageBuilder().question(behindLabel, 1, 1), PacketDefect.DNS_QNAME_INVALID);
        }
        expect(
                new DnsMessageBuilder().countMore(1, 0, 0, 0).rawQuestion(new byte[] {(byte) 0xC0}),
                PacketDefect.DNS_QNAME_INVALID);
    }

    @Test
    void takesPointersInRecordsWithoutFollowingThem() {
        for (final int target : new int[] {12, 0, 33, 0x3FFF}) {
            final byte[] pointer = {(byte) (0xC0 | (target >>> 8)), (byte) target};
            final byte[] behindLabel = {3, 'w', 'w', 'w', pointer[0], pointer[1]};
            expect(question().record(Section.ANSWER, pointer, 1, 1, 0, new byte[4]), PacketDefect.NONE);
            expect(question().record(Section.AUTHORITY, behindLabel, 1, 1, 0, new byte[4]), PacketDefect.NONE);
        }
    }

    @Test
    void refusesRecordsWithWrongNames() {
        final Random random = new Random(SEED);
        expect(record(DnsMessageBuilder.nameOfLength(random, 255)), PacketDefect.NONE);
        expect(record(DnsMessageBuilder.nameOfLength(random, 256)), PacketDefect.DNS_RECORDS_INVALID);
        for (int label = 64; label < 0xC0; label++) {
            final byte[] name = new byte[label + 2];
            name[0] = (byte) label;
            expect(record(name), PacketDefect.DNS_RECORDS_INVALID);
        }
    }

    private static DnsMessageBuilder record(final byte[] name) {
        return question()
                .record(Section.ADDITIONAL, name, 65_280, 1, 0, new byte[3])
                .trailing(new byte[99]);
    }

    @Test
    void refusesRecordsThatAreMissing() {
        expect(question().countMore(0, 1, 0, 0), PacketDefect.DNS_RECORDS_INVALID);
        expect(question().countMore(0, 0, 1, 0), PacketDefect.DNS_RECORDS_INVALID);
        expect(question().countMore(0, 0, 0, 1), PacketDefect.DNS_RECORDS_INVALID);
        expect(question().countMore(0, 0xFFFF, 0xFFFF, 0xFFFF), PacketDefect.DNS_RECORDS_INVALID);
        // 65535 bytes of zeros are 5957 whole records of type 0 with root names, and then some; no more are believed.
        final byte[] zeros = new byte[65_535 - 33];
        expect(question().countMore(0, 0, 0, zeros.length / 11).trailing(zeros), PacketDefect.NONE);
        expect(question().countMore(0, 0, 0, zeros.length / 11 + 1).trailing(zeros), PacketDefect.DNS_RECORDS_INVALID);
    }

    @Test
    void takesOneOptRecordInItsPlace() {
        final byte[] none = {};
        expect(question().opt(1232, 0, false, none), PacketDefect.NONE);
        expect(question().opt(1232, 0, false, none).opt(1232, 0, false, none), PacketDefect.DNS_RECORDS_INVALID);
        assertThat(query.hasEdns()).isTrue();
        expect(question().record(Section.ANSWER, ROOT, 41, 1232, 0, none), PacketDefect.DNS_RECORDS_INVALID);
        assertThat(query.hasEdns()).isFalse();
        expect(question().record(Section.AUTHORITY, ROOT, 41, 1232, 0, none), PacketDefect.DNS_RECORDS_INVALID);
        assertThat(query.hasEdns()).isFalse();
        expect(question().record(Section.ADDITIONAL, NAME, 41, 1232, 0, none), PacketDefect.DNS_RECORDS_INVALID);
        expect(question().record(Section.ADDITIONAL, 41, none), PacketDefect.DNS_RECORDS_INVALID);
    }

    @Test
    void forgetsTheLastMessage() {
        expect(question().opt(4000, 7, true, new byte[4]), PacketDefect.NONE);
        expect(new byte[3], PacketDefect.DNS_TRUNCATED);
        assertThat(query.hasEdns()).isFalse();
        assertThat(query.ednsPayloadSize()).isEqualTo(512);
        assertThat(query.ednsVersion()).isZero();
        assertThat(query.dnssecOk()).isFalse();
        assertThat(query.qnameLength()).isZero();
    }
}
