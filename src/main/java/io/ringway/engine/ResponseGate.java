package io.ringway.engine;

import io.ringway.rules.Decision;
import io.ringway.rules.ResponseRules;
import io.ringway.rules.RuleChain;
import io.ringway.rules.block.TrafficRecorder;
import io.ringway.wire.Answer;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/**
 * Writes answers where their queries are: of our own, or of the packet cache. They pass the rules for such answers, get the network headers around
 * them, and are recorded for dynamic blocks. Answers that a rule drops are counted.
 *
 * <p>Belongs to the responder's thread.
 */
final class ResponseGate {
    private final ResponseRules rules;

    /** Null where nothing is recorded. */
    private final TrafficRecorder recorder;

    private final Answer answer;
    private final WorkerCounters counters;
    private final Datagram datagram;
    private final DnsQuery query;
    private final Decision decision;

    /** {@code datagram}, {@code query} and {@code decision} are the responder's, of the packet in hand. */
    ResponseGate(
            final RuleChain rules,
            final int udpPayloadSize,
            final WorkerCounters counters,
            final Datagram datagram,
            final DnsQuery query,
            final Decision decision) {
        this.rules = rules.responses();
        recorder = rules.blocks().recorder();
        answer = new Answer(udpPayloadSize);
        this.counters = counters;
        this.datagram = datagram;
        this.query = query;
        this.decision = decision;
    }

    /** Records the query in hand. */
    void recordQuery() {
        if (recorder != null) {
            recorder.query(datagram, query, decision.nowNs());
        }
    }

    /** Has the next answer truncated. */
    void truncate() {
        answer.truncate();
    }

    /** Writes what rules for queries decided; false when a rule for answers drops it. */
    boolean answersByRule(final int capacity) {
        for (int i = 0; i < decision.recordSets(); i++) {
            answer.addRecords(decision.records(i), decision.firstRecord(i), decision.recordType(i));
        }
        if (decision.isTruncated()) {
            answer.truncate();
        }
        return passesSelfAnswered(answer.compose(
                datagram, query, decision.rcode(), decision.aa(), decision.ad(), decision.ra(), capacity));
    }

    /** Writes that no server can be asked; false when a rule for answers drops it. */
    boolean answersWithoutServer(final int rcode, final int capacity) {
        return passesSelfAnswered(composeError(rcode, capacity));
    }

    /** Writes what no rule decides about: what is wrong with the query, or that its client is blocked. */
    void answerError(final int rcode, final int capacity) {
        answer.enclose(datagram, composeError(rcode, capacity));
        record();
    }

    private int composeError(final int rcode, final int capacity) {
        return answer.compose(datagram, query, rcode, false, false, query.recursionDesired(), capacity);
    }

    /** Lets an answer of the packet cache pass, of so many bytes; false when it is dropped. */
    boolean passesHit(final int length) {
        if (!rules.hasForHits()) {
            answer.enclose(datagram, length);
            record();
            return true;
        }
        return encloses(rules.passesHit(datagram, query, length));
    }

    private boolean passesSelfAnswered(final int length) {
        if (!rules.hasForSelfAnswered()) {
            answer.enclose(datagram, length);
            record();
            return true;
        }
        return encloses(rules.passesSelfAnswered(datagram, query, length));
    }

    private boolean encloses(final boolean passed) {
        if (rules.isChangeRefused()) {
            counters.responseChangesRefused.incrementRelease();
        }
        if (passed) {
            answer.enclose(datagram, rules.length());
            record();
        } else {
            counters.dropResponseRule.incrementRelease();
        }
        return passed;
    }

    private void record() {
        if (recorder != null) {
            final long message = query.message();
            recorder.response(datagram, message, (int) (address() + length() - message), decision.nowNs());
        }
    }

    /** Where the last answer begins: its frame, or its message for a socket. */
    long address() {
        return answer.frameAddress();
    }

    /** Bytes of the last answer. */
    int length() {
        return answer.frameLength();
    }

    /** What OPT records of answers announce, bytes. */
    int udpPayloadSize() {
        return answer.udpPayloadSize();
    }

    /** Null where nothing is recorded. */
    TrafficRecorder recorder() {
        return recorder;
    }
}
