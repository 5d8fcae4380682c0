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
 * Decides about the packets of one listener on one queue: parses, checks the access control list, walks the rules, and writes the answer
 * into the frame that the query came in.
 *
 * <p>Every packet leaves as exactly one event towards the router: an answer, or a free frame whose reason is counted. It takes no packet
 * before the ring back has room for it.
 *
 * <p>Runs on its own thread, or in {@code shared} placement on the router's.
 */
final class Worker implements Stage {
    private static final int NOERROR = 0;
    private static final int FORMERR = 1;
    private static final int NOTIMP = 4;
    private static final int BADVERS = 16;

    private final String name;
    private final FrameConsumer fromRouter;
    private final FrameProducer toRouter;
    private final NetmaskGroup acl;
    private final RuleChain rules;
    private final WorkerCounters counters;
    private final Datagram datagram;
    private final DnsQuery query = new DnsQuery();
    private final Decision decision = new Decision();
    private final Answer answer;

    /**
     * Makes a worker.
     *
     * @param name            for messages: queue and listening address.
     * @param fromRouter      packets.
     * @param toRouter        answers and free frames.
     * @param verifyChecksums whether wrong checksums are dropped.
     * @param udpPayloadSize  what OPT records of answers announce, bytes.
     * @param acl             who may ask.
     * @param rules           compiled for this worker alone.
     * @param counters        written by this worker alone.
     */
    Worker(
            final String name,
            final FrameConsumer fromRouter,
            final FrameProducer toRouter,
            final boolean verifyChecksums,
            final int udpPayloadSize,
            final NetmaskGroup acl,
            final RuleChain rules,
            final WorkerCounters counters) {
        this.name = name;
        this.fromRouter = fromRouter;
        this.toRouter = toRouter;
        this.acl = acl;
        this.rules = rules;
        this.counters = counters;
        datagram = new Datagram(verifyChecksums);
        answer = new Answer(udpPayloadSize);
    }

    @Override
    public int doWork() {
        final int count = fromRouter.available(toRouter.free(Router.BATCH));
        if (count > 0) {
            for (int i = 0; i < count; i++) {
                final FrameEvent event = fromRouter.event(i);
                if (answers(event.address, event.length)) {
                    toRouter.offer(answer.frameAddress(), answer.frameLength());
                } else {
                    toRouter.offer(event.address, 0);
                }
            }
            fromRouter.release(count);
            toRouter.flush();
        }
        return count;
    }

    @Override
    public String roleName() {
        return "worker " + name;
    }

    @Override
    public boolean hasWork() {
        return fromRouter.available(1) > 0;
    }

    @Override
    public boolean transmitLags() {
        return false;
    }

    /** Decides about one packet; true when its answer stands in the frame. */
    boolean answers(final long address, final int length) {
        PacketDefect defect = datagram.wrap(address, length);
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
}
