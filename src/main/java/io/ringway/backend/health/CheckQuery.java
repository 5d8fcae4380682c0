package io.ringway.backend.health;

import io.ringway.settings.backend.HealthCheckFunction.Question;
import io.ringway.settings.backend.HealthCheckSettings;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What one check asks, and what counts as its answer (RFC 1035, section 4.1).
 *
 * <pre>
 *   +----------+-------------+---------+---------+---------+---------+
 *   |    ID    | flags: RD,  | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT |   0
 *   |          | CD if asked |    1    |    0    |    0    |    0    |
 *   +----------+-------------+---------+---------+---------+---------+
 *   |       QNAME, QTYPE, QCLASS                                     |  12
 *   +----------------------------------------------------------------+
 * </pre>
 */
final class CheckQuery {
    static final int SERVFAIL = 2;

    private static final int HEADER_LENGTH = 12;
    private static final int FLAGS_OFFSET = 2;
    private static final int QDCOUNT_OFFSET = 4;
    private static final int TYPE_AND_CLASS_LENGTH = 4;
    private static final int QR = 0x8000;
    private static final int RD = 0x0100;
    private static final int CD = 0x0010;
    private static final int RCODE_MASK = 0x000F;
    private static final int NXDOMAIN = 3;
    private static final int REFUSED = 5;
    private static final String[] RCODES = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};

    private final byte[] message;
    private final boolean mustResolve;

    private CheckQuery(final byte[] message, final boolean mustResolve) {
        this.message = message;
        this.mustResolve = mustResolve;
    }

    /**
     * Makes the query of a check, by {@code checkFunction} where there is one.
     *
     * @param settings what is asked.
     * @param id       fresh.
     * @return the query.
     * @throws RuntimeException what the function throws; {@link IllegalArgumentException} when the name is none.
     */
    static CheckQuery of(final HealthCheckSettings settings, final int id) {
        final Question usual =
                new Question(settings.name(), settings.type(), settings.qclass(), RD | (settings.setCd() ? CD : 0));
        final Question question =
                settings.function().map(function -> function.choose(usual)).orElse(usual);
        final byte[] name = QueryName.encode(question.name());
        final byte[] message = ByteBuffer.allocate(HEADER_LENGTH + name.length + TYPE_AND_CLASS_LENGTH)
                .putShort((short) id)
                .putShort((short) question.flags())
                .putShort((short) 1)
                .position(HEADER_LENGTH)
                .put(name)
                .putShort((short) question.type())
                .putShort((short) question.qclass())
                .array();
        return new CheckQuery(message, settings.mustResolve());
    }

    /** The bytes of the message. */
    byte[] message() {
        return message.clone();
    }

    /**
     * Why a message is not the answer to this query.
     *
     * @param answer from its position to its limit, left as it is.
     * @return for people; empty when it is the answer. An answer SERVFAIL may come without the question, as some servers send it.
     */
    Optional<String> mismatch(final ByteBuffer answer) {
        final int start = answer.position();
        if (answer.remaining() < HEADER_LENGTH) {
            return Optional.of("a message of %d bytes, less than a header".formatted(answer.remaining()));
        }
        if (answer.getShort(start) != ByteBuffer.wrap(message).getShort(0)) {
            return Optional.of("an answer with another ID");
        }
        if ((answer.getShort(start + FLAGS_OFFSET) & QR) == 0) {
            return Optional.of("a message that is no answer");
        }
        final int questions = answer.getShort(start + QDCOUNT_OFFSET) & 0xFFFF;
        if (questions == 0 && rcode(answer) == SERVFAIL) {
            return Optional.empty();
        }
        if (questions == 0) {
            return Optional.of(rcodeName(rcode(answer)) + " without the question");
        }
        if (answer.remaining() < message.length) {
            return Optional.of("an answer that ends within its question");
        }
        return isQuestion(answer) ? Optional.empty() : Optional.of("an answer to another question");
    }

    /** Names in any case; lengths of labels are not letters. */
    private boolean isQuestion(final ByteBuffer answer) {
        final int name = message.length - TYPE_AND_CLASS_LENGTH;
        for (int i = HEADER_LENGTH; i < message.length; i++) {
            final byte theirs = answer.get(answer.position() + i);
            if (i < name ? lower(theirs) != lower(message[i]) : theirs != message[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lower(final byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }

    /**
     * Whether an answer means that the backend is well: any but SERVFAIL, and with {@code mustResolve} any but NXDOMAIN and REFUSED as well.
     *
     * @param answer one without a {@link #mismatch}.
     * @return what the check ends with.
     */
    Outcome judge(final ByteBuffer answer) {
        final int rcode = rcode(answer);
        final String name = rcodeName(rcode);
        if (rcode == SERVFAIL) {
            return Outcome.failure(name);
        }
        if (mustResolve && (rcode == NXDOMAIN || rcode == REFUSED)) {
            return Outcome.failure(name + ", and mustResolve is set");
        }
        return Outcome.success("it answers, " + name);
    }

    private static int rcode(final ByteBuffer answer) {
        return answer.getShort(answer.position() + FLAGS_OFFSET) & RCODE_MASK;
    }

    private static String rcodeName(final int rcode) {
        return rcode < RCODES.length ? RCODES[rcode] : "RCODE " + rcode;
    }
}
