package io.ringway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.Answer;
import io.ringway.wire.PacketDefect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Any bytes as a query: what the parser says of them does not depend on what lies around, and agrees with dnsjava wherever dnsjava reads them; what is
 * answered is an answer that dnsjava reads.
 */
public final class WireParsingFuzzer {
    private static final byte[] CLIENT = {(byte) 192, 0, 2, 1};
    private static final int HEADER_LENGTH = 12;
    private static final int POINTER_BITS = 0xC0;
    private static final int REFUSED = 5;
    private static final int DNSSEC_OK = 0x8000;
    private static final MessageInHand HAND = new MessageInHand();
    private static final Answer ANSWER = new Answer(1232);

    private WireParsingFuzzer() {}

    /** What is known of a message; numbers that may not be asked for are 0. */
    private record Facts(
            PacketDefect defect,
            int flags,
            String question,
            int type,
            int questionClass,
            boolean edns,
            int version,
            int payloadSize,
            boolean dnssecOk,
            int recordsEnd) {}

    /**
     * Tries one message.
     *
     * @param data any bytes.
     */
    public static void fuzzerTestOneInput(final byte[] data) {
        final byte[] message = MessageInHand.message(data);
        try {
            final Facts facts = facts(message, 0);
            assertThat(facts(message, 0xFF)).as("other surroundings").isEqualTo(facts);
            assertThat(HAND.message()).as("looked at").isEqualTo(message);
            compare(message, facts);
            answer(message, facts);
        } catch (final AssertionError | RuntimeException | IOException e) {
            throw new AssertionError(e + "\nmessage " + HexFormat.of().formatHex(message), e);
        }
    }

    private static Facts facts(final byte[] message, final int fill) {
        final PacketDefect defect = HAND.take(message, CLIENT, false, fill);
        if (defect != PacketDefect.NONE) {
            return new Facts(defect, 0, "", 0, 0, false, 0, 0, false, 0);
        }
        final var query = HAND.query;
        return new Facts(
                defect,
                query.flags(),
                HexFormat.of().formatHex(HAND.read(query.qnameAddress(), query.qnameLength())),
                query.qtype(),
                query.qclass(),
                query.hasEdns(),
                query.hasEdns() ? query.ednsVersion() : 0,
                query.hasEdns() ? query.ednsPayloadSize() : 0,
                query.dnssecOk(),
                query.recordsEnd());
    }

    private static void compare(final byte[] message, final Facts facts) {
        final Message read = read(message);
        if (read == null) {
            return;
        }
        final Header header = read.getHeader();
        if (header.getFlag(Flags.QR)) {
            assertThat(facts.defect()).isEqualTo(PacketDefect.DNS_RESPONSE);
        } else if (header.getCount(Section.QUESTION) != 1) {
            assertThat(facts.defect())
                    .isEqualTo(
                            header.getCount(Section.QUESTION) == 0
                                    ? PacketDefect.DNS_NO_QUESTION
                                    : PacketDefect.DNS_SEVERAL_QUESTIONS);
        } else if (facts.defect() == PacketDefect.NONE) {
            compareParts(read, facts);
        } else {
            assertThat(facts.defect()).as("dnsjava reads it").isIn(reasons(message, read));
        }
    }

    private static void compareParts(final Message read, final Facts facts) {
        final Record question = read.getQuestion();
        assertThat(facts.question())
                .isEqualTo(HexFormat.of().formatHex(question.getName().toWire()));
        assertThat(facts.type()).isEqualTo(question.getType());
        assertThat(facts.questionClass()).isEqualTo(question.getDClass());
        final List<OPTRecord> opts = opts(read);
        assertThat(opts).hasSize(facts.edns() ? 1 : 0);
        if (facts.edns()) {
            final OPTRecord opt = opts.getFirst();
            assertThat(facts.version()).as("version").isEqualTo(opt.getVersion());
            assertThat(facts.payloadSize()).as("payload size").isEqualTo(opt.getPayloadSize());
            assertThat(facts.dnssecOk()).as("DO").isEqualTo((opt.getFlags() & DNSSEC_OK) != 0);
        }
        assertThat(facts.recordsEnd()).as("end of the records").isEqualTo(read.numBytes());
    }

    /** Why a query that dnsjava reads may be refused all the same. */
    private static List<PacketDefect> reasons(final byte[] message, final Message read) {
        final List<PacketDefect> reasons = new ArrayList<>();
        if (hasPointer(message)) {
            reasons.add(PacketDefect.DNS_QNAME_INVALID);
        }
        final List<OPTRecord> opts = opts(read);
        final boolean plain = opts.stream()
                .allMatch(opt -> read.getSection(Section.ADDITIONAL).contains(opt)
                        && opt.getName().labels() == 1);
        if (opts.size() > 1 || !plain || hasPointedOpt(message)) {
            reasons.add(PacketDefect.DNS_RECORDS_INVALID);
        }
        return reasons;
    }

    private static boolean hasPointer(final byte[] message) {
        int position = HEADER_LENGTH;
        while (message[position] != 0) {
            if ((message[position] & POINTER_BITS) != 0) {
                return true;
            }
            position += message[position] + 1;
        }
        return false;
    }

    /** Whether somewhere stands a pointer, and behind it the type of an OPT record: its name may be the root to dnsjava. */
    private static boolean hasPointedOpt(final byte[] message) {
        for (int i = HEADER_LENGTH; i + 3 < message.length; i++) {
            if ((message[i] & POINTER_BITS) == POINTER_BITS && message[i + 2] == 0 && message[i + 3] == 41) {
                return true;
            }
        }
        return false;
    }

    private static List<OPTRecord> opts(final Message read) {
        final List<OPTRecord> opts = new ArrayList<>();
        for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
            for (final Record record : read.getSection(section)) {
                if (record instanceof final OPTRecord opt) {
                    opts.add(opt);
                }
            }
        }
        return opts;
    }

    /** What dnsjava makes of a message; null where it reads none, less than the counts say, or an update, whose sections mean something else to it. */
    private static Message read(final byte[] message) {
        try {
            final Message read = new Message(message);
            for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
                if (read.getSection(section).size() != unsigned(message, 4 + 2 * section)) {
                    return null;
                }
            }
            return read.getHeader().getOpcode() == Opcode.UPDATE ? null : read;
        } catch (final IOException | RuntimeException e) {
            return null;
        }
    }

    private static int unsigned(final byte[] message, final int offset) {
        return ((message[offset] & 0xFF) << Byte.SIZE) | (message[offset + 1] & 0xFF);
    }

    private static void answer(final byte[] message, final Facts facts) throws IOException {
        switch (facts.defect()) {
            case NONE, DNS_NO_QUESTION, DNS_SEVERAL_QUESTIONS, DNS_RECORDS_INVALID -> {
                ANSWER.write(HAND.datagram, HAND.query, REFUSED, false, false, true, message.length);
                HAND.verifyWalls();
                final byte[] written = HAND.read(ANSWER.frameAddress(), ANSWER.frameLength());
                assertThat(written.length).isLessThanOrEqualTo(message.length);
                final Message read = new Message(written);
                assertThat(read.numBytes()).as("all of the answer").isEqualTo(written.length);
                assertThat(read.getHeader().getFlag(Flags.QR)).isTrue();
                assertThat(read.getHeader().getID()).isEqualTo(unsigned(message, 0));
                assertThat(read.getHeader().getOpcode()).isEqualTo((message[2] & 0x78) >>> 3);
                assertThat(read.getRcode()).isEqualTo(REFUSED);
                if (facts.defect() == PacketDefect.NONE) {
                    final int end = HEADER_LENGTH + facts.question().length() / 2 + 4;
                    assertThat(Arrays.copyOfRange(written, HEADER_LENGTH, end))
                            .isEqualTo(Arrays.copyOfRange(message, HEADER_LENGTH, end));
                    assertThat(read.getOPT() != null).as("an OPT record").isEqualTo(facts.edns());
                }
            }
            default -> {
                // Dropped.
            }
        }
    }
}
