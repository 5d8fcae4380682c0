package io.ringway.engine;

import io.ringway.rules.Decision;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.rules.Verdict;
import io.ringway.wire.Answer;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.PacketDefect;

/**
 * Decides about one packet at a time: parses, checks the access control list, walks the rules, and writes the answer where the query is.
 *
 * <p>The same for every way in: frames of AF_XDP, messages of UDP sockets, and messages of TCP connections. What is not answered is counted by
 * its reason.
 *
 * <p>Belongs to the thread of the worker or of the connections that it answers for.
 */
final class Responder {
    private static final int NOERROR = 0;
    private static final int FORMERR = 1;
    private static final int NOTIMP = 4;
    private static final int BADVERS = 16;

    private final boolean framed;
    private final NetmaskGroup acl;
    private final RuleChain rules;
    private final WorkerCounters counters;
    private final Datagram datagram;
    private final DnsQuery query = new DnsQuery();
    private final Decision decision = new Decision();
    private final Answer answer;

    private Responder(
            final boolean framed,
            final boolean verifyChecksums,
            final int udpPayloadSize,
            final NetmaskGroup acl,
            final RuleChain rules,
            final WorkerCounters counters) {
        this.framed = framed;
        this.acl = acl;
        this.rules = rules;
        this.counters = counters;
        datagram = new Datagram(verifyChecksums);
        answer = new Answer(udpPayloadSize);
    }

    /**
     * For Ethernet frames.
     *
     * @param verifyChecksums whether wrong checksums are dropped.
     * @param udpPayloadSize  what OPT records of answers announce, bytes.
     * @param acl             who may ask.
     * @param rules           compiled for this responder alone.
     * @param counters        written by its thread alone.
     */
    static Responder ofFrames(
            final boolean verifyChecksums,
            final int udpPayloadSize,
            final NetmaskGroup acl,
            final RuleChain rules,
            final WorkerCounters counters) {
        return new Responder(true, verifyChecksums, udpPayloadSize, acl, rules, counters);
    }

    /** For messages behind a {@link io.ringway.wire.SocketMessage} header, whose checksums the kernel has verified. */
    static Responder ofMessages(
            final int udpPayloadSize, final NetmaskGroup acl, final RuleChain rules, final WorkerCounters counters) {
        return new Responder(false, false, udpPayloadSize, acl, rules, counters);
    }

    /** Decides about one packet; true when its answer stands at {@link #answerAddress()}. */
    boolean answers(final long address, final int length) {
        PacketDefect defect = framed ? datagram.wrap(address, length) : datagram.wrapMessage(address, length);
        if (defect != PacketDefect.NONE) {
            counters.of(defect).incrementRelease();
            return false;
        }
        if (!acl.matches(datagram)) {
            counters.dropAcl.incrementRelease();
            return false;
        }
        defect = query.wrap(datagram.payloadAddress(), datagram.payloadLength());
        if (defect != PacketDefect.NONE) {
            return answersDefect(defect);
        }
        if (query.ednsVersion() > 0) {
            counters.answeredBadVersion.incrementRelease();
            return writeError(BADVERS);
        }
        final Verdict verdict = rules.evaluate(datagram, query, decision);
        if (verdict == Verdict.ANSWER) {
            counters.answeredByRule.incrementRelease();
            answer.write(datagram, query, decision.rcode(), decision.aa(), decision.ad(), decision.ra());
            return true;
        }
        if (verdict == Verdict.DROP) {
            counters.dropRule.incrementRelease();
        } else {
            counters.dropNoPolicy.incrementRelease();
        }
        return false;
    }

    /** RFC 9619 and RFC 6891 want FORMERR; a message without a question gets NOTIMP, as dnsdist answers it. */
    private boolean answersDefect(final PacketDefect defect) {
        counters.of(defect).incrementRelease();
        final int rcode = switch (defect) {
            case DNS_NO_QUESTION -> NOTIMP;
            case DNS_SEVERAL_QUESTIONS, DNS_RECORDS_INVALID -> FORMERR;
            default -> NOERROR;
        };
        return rcode != NOERROR && writeError(rcode);
    }

    private boolean writeError(final int rcode) {
        answer.write(datagram, query, rcode, false, false, query.recursionDesired());
        return true;
    }

    /** Where the last answer begins: its frame, or its message for a socket. */
    long answerAddress() {
        return answer.frameAddress();
    }

    /** Bytes of the last answer. */
    int answerLength() {
        return answer.frameLength();
    }
}
