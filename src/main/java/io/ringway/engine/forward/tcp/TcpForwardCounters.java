package io.ringway.engine.forward.tcp;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.stack.tcp.backend.BackendFailure;
import io.ringway.stack.tcp.backend.ResponseListener;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The counters of one forwarder, written by its thread. A query is {@code forwarded} when it left for the first time; a response is
 * {@code received}, and either dropped here or {@code relayed} where its client's connection is.
 */
final class TcpForwardCounters implements ResponseListener {
    private final AtomicCounter received;
    private final AtomicCounter forwarded;
    private final AtomicCounter dropSendFailed;
    private final AtomicCounter dropOutstandingFull;
    private final AtomicCounter dropResponseInvalid;
    private final AtomicCounter dropResponseUnmatched;
    private final AtomicCounter dropResponseQuestion;
    private final AtomicCounter dropResponseRule;
    private final AtomicCounter responseChangesRefused;
    private final AtomicCounter timedOut;
    private final AtomicCounter outstanding;

    TcpForwardCounters(final CountersFile file, final String scope) {
        received = file.counter(CounterDescriptor.RECEIVED, scope);
        forwarded = file.counter(CounterDescriptor.FORWARDED, scope);
        dropSendFailed = file.counter(CounterDescriptor.DROP_SEND_FAILED, scope);
        dropOutstandingFull = file.counter(CounterDescriptor.DROP_OUTSTANDING_FULL, scope);
        dropResponseInvalid = file.counter(CounterDescriptor.DROP_RESPONSE_INVALID, scope);
        dropResponseUnmatched = file.counter(CounterDescriptor.DROP_RESPONSE_UNMATCHED, scope);
        dropResponseQuestion = file.counter(CounterDescriptor.DROP_RESPONSE_QUESTION, scope);
        dropResponseRule = file.counter(CounterDescriptor.DROP_RESPONSE_RULE, scope);
        responseChangesRefused = file.counter(CounterDescriptor.RESPONSE_CHANGES_REFUSED, scope);
        timedOut = file.counter(CounterDescriptor.TIMED_OUT, scope);
        outstanding = file.counter(CounterDescriptor.OUTSTANDING, scope);
    }

    void forwarded() {
        forwarded.incrementRelease();
    }

    /** A rule dropped a response. */
    void droppedByRule() {
        dropResponseRule.incrementRelease();
    }

    /** A response could not be changed as a rule says. */
    void changeRefused() {
        responseChangesRefused.incrementRelease();
    }

    /** Queries without an answer become more or fewer. */
    void outstanding(final int change) {
        outstanding.getAndAddRelease(change);
    }

    void failed(final BackendFailure why) {
        switch (why) {
            case FULL -> dropOutstandingFull.incrementRelease();
            case NOT_SENT -> dropSendFailed.incrementRelease();
            case UNANSWERED -> timedOut.incrementRelease();
        }
    }

    @Override
    public void received() {
        received.incrementRelease();
    }

    @Override
    public void invalid() {
        dropResponseInvalid.incrementRelease();
    }

    @Override
    public void unmatched() {
        dropResponseUnmatched.incrementRelease();
    }

    @Override
    public void questionDiffers() {
        dropResponseQuestion.incrementRelease();
    }
}
