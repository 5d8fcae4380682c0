package io.ringway.engine;

import io.ringway.rules.ResponseRules;
import io.ringway.wire.Answer;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/**
 * What an answer passes that stands where its query was: the rules for such answers, and then the network headers are written around it. Answers that a
 * rule drops are counted.
 *
 * <p>Belongs to the responder's thread.
 */
final class ResponseGate {
    private final ResponseRules rules;
    private final Answer answer;
    private final WorkerCounters counters;

    ResponseGate(final ResponseRules rules, final Answer answer, final WorkerCounters counters) {
        this.rules = rules;
        this.answer = answer;
        this.counters = counters;
    }

    /** Lets an answer of the packet cache pass, of so many bytes; false when it is dropped. */
    boolean passesHit(final Datagram datagram, final DnsQuery query, final int length) {
        if (!rules.hasForHits()) {
            answer.enclose(datagram, length);
            return true;
        }
        return encloses(datagram, rules.passesHit(datagram, query, length));
    }

    /** Lets an answer of our own pass, of so many bytes; false when it is dropped. */
    boolean passesSelfAnswered(final Datagram datagram, final DnsQuery query, final int length) {
        if (!rules.hasForSelfAnswered()) {
            answer.enclose(datagram, length);
            return true;
        }
        return encloses(datagram, rules.passesSelfAnswered(datagram, query, length));
    }

    private boolean encloses(final Datagram datagram, final boolean passed) {
        if (rules.isChangeRefused()) {
            counters.responseChangesRefused.incrementRelease();
        }
        if (passed) {
            answer.enclose(datagram, rules.length());
        } else {
            counters.dropResponseRule.incrementRelease();
        }
        return passed;
    }
}
