package io.ringway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Sends frames through {@link Datagram}, {@link DnsQuery} and {@link Answer} in a {@link FrameRoom}, several times with different
 * surroundings: what a frame leads to may not depend on them.
 */
public final class AnsweringBench implements AutoCloseable {
    static final int PAYLOAD_SIZE = 1232;

    /**
     * What became of a frame.
     *
     * @param defect the first one.
     * @param answer the answer's frame in hexadecimal, empty when there is none.
     */
    public record Outcome(PacketDefect defect, String answer) {
        byte[] answerBytes() {
            return HexFormat.of().parseHex(answer);
        }
    }

    private final FrameRoom room = new FrameRoom();
    private final Datagram datagram;
    private final DnsQuery query = new DnsQuery();
    private final Answer answer = new Answer(PAYLOAD_SIZE);

    /** Of a parser that verifies checksums, or none. */
    public AnsweringBench(final boolean verifyChecksums) {
        datagram = new Datagram(verifyChecksums);
    }

    /** Answers with a response code and AA, AD and RA. */
    Outcome send(final byte[] frame, final int rcode, final boolean aa, final boolean ad, final boolean ra) {
        try {
            final Outcome outcome = sendOnce(frame, 0, 0, rcode, aa, ad, ra);
            final Outcome other = sendOnce(frame, 0, 0xFF, rcode, aa, ad, ra);
            final Outcome elsewhere = sendOnce(frame, 1 + frame.length % 61, 0x41, rcode, aa, ad, ra);
            if (!outcome.equals(other) || !outcome.equals(elsewhere)) {
                throw new AssertionError("depends on what lies around:\n" + outcome + "\n" + other + "\n" + elsewhere);
            }
            return outcome;
        } catch (final AssertionError | InternalError | RuntimeException e) {
            throw new AssertionError(e + "\nframe " + HexFormat.of().formatHex(frame), e);
        }
    }

    /** Answers with REFUSED. */
    public Outcome send(final byte[] frame) {
        return send(frame, 5, false, false, true);
    }

    private Outcome sendOnce(
            final byte[] frame,
            final int gap,
            final int fill,
            final int rcode,
            final boolean aa,
            final boolean ad,
            final boolean ra) {
        final long address = room.place(frame, gap, fill);
        final PacketDefect defect = wrap(address, frame.length);
        final boolean answered = switch (defect) {
            case NONE, DNS_NO_QUESTION, DNS_SEVERAL_QUESTIONS, DNS_RECORDS_INVALID -> true;
            default -> false;
        };
        if (!Arrays.equals(frame, room.read(address, frame.length))) {
            throw new AssertionError("looking at the frame changed it");
        }
        if (answered) {
            answer.write(datagram, query, rcode, aa, ad, ra, datagram.payloadLength());
        }
        room.verifyCanaries();
        return new Outcome(
                defect,
                answered ? HexFormat.of().formatHex(room.read(answer.frameAddress(), answer.frameLength())) : "");
    }

    private PacketDefect wrap(final long address, final int length) {
        final PacketDefect defect = datagram.wrap(address, length);
        return defect == PacketDefect.NONE ? query.wrap(datagram.payloadAddress(), datagram.payloadLength()) : defect;
    }

    /**
     * Holds an answer with REFUSED to its query, if there is one.
     *
     * @param frame   the query's frame.
     * @param outcome what became of it.
     * @param context for messages.
     */
    public static void verifyAnswer(final byte[] frame, final Outcome outcome, final String context) {
        if (outcome.answer().isEmpty()) {
            return;
        }
        final String dump = context + ": " + HexFormat.of().formatHex(frame) + ", " + outcome;
        final PacketChecker query = PacketChecker.parse(frame);
        final byte[] asked = query.payload();
        final byte[] answer =
                PacketChecker.parse(outcome.answerBytes()).answers(query).payload();
        assertThat(answer.length).as(dump).isLessThanOrEqualTo(asked.length);
        assertThat(Arrays.copyOf(answer, 2)).as(dump).isEqualTo(Arrays.copyOf(asked, 2));
        assertThat(answer[2] & 0xFF).as("QR, opcode and RD of " + dump).isEqualTo(0x80 | (asked[2] & 0x79));
        assertThat(answer[3] & 0xFF).as("RA, CD and REFUSED of " + dump).isEqualTo(0x85 | (asked[3] & 0x10));
        final int end = answer.length - (answer[11] == 1 ? 11 : 0);
        assertThat(Arrays.copyOfRange(answer, 12, end)).as(dump).isEqualTo(Arrays.copyOfRange(asked, 12, end));
    }

    @Override
    public void close() {
        room.close();
    }
}
