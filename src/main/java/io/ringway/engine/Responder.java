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
    private static final int MAX_TCP_MESSAGE = 65_535;

    /** IP and UDP headers. */
    private static final int HEADERS_IPV4 = 28;

    private static final int HEADERS_IPV6 = 48;

    /** The kernel sends fragments where it must. */
    private static final int NO_MTU = 65_535;

    private final boolean framed;
    private final int frameSize;
    private final int mtu;
    private final NetmaskGroup acl;
    private final RuleChain rules;
    private final WorkerCounters counters;
    private final Datagram datagram;
    private final DnsQuery query = new DnsQuery();
    private final Decision decision = new Decision();
    private final Answer answer;

    private Responder(
            final boolean framed,
            final int frameSize,
            final int mtu,
            final boolean verifyChecksums,
            final int udpPayloadSize,
            final NetmaskGroup acl,
            final RuleChain rules,
            final WorkerCounters counters) {
        this.framed = framed;
        this.frameSize = frameSize;
        this.mtu = mtu;
        this.acl = acl;
        this.rules = rules;
        this.counters = counters;
        datagram = new Datagram(verifyChecksums);
        answer = new Answer(udpPayloadSize);
    }

    /**
     * For Ethernet frames.
     *
     * @param frameSize       bytes of a frame, which begins at a multiple of that.
     * @param mtu             the longest IP packet that the link takes, bytes.
     * @param verifyChecksums whether wrong checksums are dropped.
     * @param udpPayloadSize  what OPT records of answers announce, bytes.
     * @param acl             who may ask.
     * @param rules           compiled for this responder alone.
     * @param counters        written by its thread alone.
     */
    static Responder ofFrames(
            final int frameSize,
            final int mtu,
            final boolean verifyChecksums,
            final int udpPayloadSize,
            final NetmaskGroup acl,
            final RuleChain rules,
            final WorkerCounters counters) {
        return new Responder(true, frameSize, mtu, verifyChecksums, udpPayloadSize, acl, rules, counters);
    }

    /** For messages behind a {@link io.ringway.wire.SocketMessage} header, whose checksums the kernel has verified. */
    static Responder ofMessages(
            final int udpPayloadSize, final NetmaskGroup acl, final RuleChain rules, final WorkerCounters counters) {
        return new Responder(false, SocketPipeline.FRAME_SIZE, NO_MTU, false, udpPayloadSize, acl, rules, counters);
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
            return writeAnswer();
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

    private boolean writeAnswer() {
        for (int i = 0; i < decision.recordSets(); i++) {
            answer.addRecords(decision.records(i), decision.firstRecord(i));
        }
        answer.write(datagram, query, decision.rcode(), decision.aa(), decision.ad(), decision.ra(), capacity());
        return true;
    }

    private boolean writeError(final int rcode) {
        answer.write(datagram, query, rcode, false, false, query.recursionDesired(), capacity());
        return true;
    }

    /** How long a message may be where the query is: as the frame has room, and as one packet of the link takes. */
    private int capacity() {
        if (datagram.isTcp()) {
            return MAX_TCP_MESSAGE;
        }
        final long payload = datagram.payloadAddress();
        final int room = (int) (frameSize - (payload & (frameSize - 1)));
        return Math.min(room, mtu - (datagram.isIpv6() ? HEADERS_IPV6 : HEADERS_IPV4));
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
