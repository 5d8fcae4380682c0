package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.AnsweringBench.Outcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Random queries in random frames, with dnsjava as the judge of the answers. */
class AnswerOracleTest {
    private static final int QUERIES = 40_000;

    @Test
    void answersQueriesAsDnsjavaWantsThem() throws IOException {
        final int seed = 6891;
        final Random random = new Random(seed);
        final List<FrameKind> kinds = FrameKind.all();
        try (AnsweringBench bench = new AnsweringBench(true)) {
            for (int i = 0; i < QUERIES; i++) {
                final RandomQuery sample = RandomQuery.next(random);
                final Expected expected = new Expected(
                        sample.edns() ? random.nextInt(4096) : random.nextInt(16),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean());
                final byte[] frame = kinds.get(random.nextInt(kinds.size()))
                        .builder()
                        .get()
                        .payload(sample.message())
                        .build();
                final Outcome outcome =
                        bench.send(frame, expected.rcode(), expected.aa(), expected.ad(), expected.ra());
                final String dump =
                        "seed " + seed + ", query " + i + ": " + HexFormat.of().formatHex(frame) + ", " + outcome;
                assertThat(outcome.defect()).as(dump).isEqualTo(PacketDefect.NONE);
                final byte[] answer = PacketChecker.parse(outcome.answerBytes())
                        .answers(PacketChecker.parse(frame))
                        .payload();
                verify(sample, expected, answer, dump);
            }
        }
    }

    private record Expected(int rcode, boolean aa, boolean ad, boolean ra) {}

    private static void verify(final RandomQuery sample, final Expected expected, final byte[] bytes, final String dump)
            throws IOException {
        final Message query = new Message(sample.message());
        final Message answer = new Message(bytes);
        final Header header = answer.getHeader();
        assertThat(header.getID()).as(dump).isEqualTo(query.getHeader().getID()).isEqualTo(sample.id());
        assertThat(header.getOpcode()).as(dump).isEqualTo(query.getHeader().getOpcode());
        assertThat(header.getFlag(Flags.QR)).as(dump).isTrue();
        assertThat(header.getFlag(Flags.AA)).as(dump).isEqualTo(expected.aa());
        assertThat(header.getFlag(Flags.TC)).as(dump).isFalse();
        assertThat(header.getFlag(Flags.RD))
                .as(dump)
                .isEqualTo(query.getHeader().getFlag(Flags.RD));
        assertThat(header.getFlag(Flags.RA)).as(dump).isEqualTo(expected.ra());
        assertThat(bytes[3] & 0x40).as("Z of " + dump).isZero();
        assertThat(header.getFlag(Flags.AD)).as(dump).isEqualTo(expected.ad());
        assertThat(header.getFlag(Flags.CD))
                .as(dump)
                .isEqualTo(query.getHeader().getFlag(Flags.CD));
        assertThat(answer.getRcode()).as(dump).isEqualTo(expected.rcode());
        assertThat(answer.getQuestion()).as(dump).isEqualTo(query.getQuestion());
        final int questionEnd = 12 + sample.question().length;
        assertThat(Arrays.copyOfRange(bytes, 12, questionEnd)).as(dump).isEqualTo(sample.question());
        assertThat(answer.getSection(Section.QUESTION)).as(dump).hasSize(1);
        assertThat(answer.getSection(Section.ANSWER)).as(dump).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY)).as(dump).isEmpty();
        final List<Record> additional = answer.getSection(Section.ADDITIONAL);
        assertThat(additional).as(dump).hasSize(sample.edns() ? 1 : 0);
        final OPTRecord opt = answer.getOPT();
        final OPTRecord asked = query.getOPT();
        assertThat(asked != null).as(dump).isEqualTo(sample.edns());
        assertThat(opt != null).as(dump).isEqualTo(sample.edns());
        assertThat(bytes).as(dump).hasSize(questionEnd + (sample.edns() ? 11 : 0));
        if (opt != null) {
            assertThat(opt.getPayloadSize()).as(dump).isEqualTo(AnsweringBench.PAYLOAD_SIZE);
            assertThat(opt.getVersion()).as(dump).isZero();
            assertThat(opt.getFlags()).as("DO alone of " + dump).isEqualTo(asked.getFlags() & 0x8000);
            assertThat(opt.getOptions()).as(dump).isEmpty();
        }
    }
}
