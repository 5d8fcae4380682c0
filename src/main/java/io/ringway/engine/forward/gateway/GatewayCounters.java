package io.ringway.engine.forward.gateway;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.stack.tcp.backend.ResponseListener;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The counters of a gateway, written by its thread. The workers count queries, and the responses that they get; here count as {@code received} those
 * that they do not get, each with the reason.
 */
final class GatewayCounters implements ResponseListener {
    private final AtomicCounter received;
    private final AtomicCounter dropSendFailed;
    private final AtomicCounter dropResponseInvalid;
    private final AtomicCounter dropResponseUnmatched;
    private final AtomicCounter dropResponseQuestion;
    private final AtomicCounter relayedTruncated;

    GatewayCounters(final CountersFile file, final String scope) {
        received = file.counter(CounterDescriptor.RECEIVED, scope);
        dropSendFailed = file.counter(CounterDescriptor.DROP_SEND_FAILED, scope);
        dropResponseInvalid = file.counter(CounterDescriptor.DROP_RESPONSE_INVALID, scope);
        dropResponseUnmatched = file.counter(CounterDescriptor.DROP_RESPONSE_UNMATCHED, scope);
        dropResponseQuestion = file.counter(CounterDescriptor.DROP_RESPONSE_QUESTION, scope);
        relayedTruncated = file.counter(CounterDescriptor.RELAYED_TRUNCATED, scope);
    }

    /** A response was cut. */
    void truncated() {
        relayedTruncated.incrementRelease();
    }

    /** The worker had no room for a response. */
    void dropped() {
        drop(dropSendFailed);
    }

    private void drop(final AtomicCounter reason) {
        received.incrementRelease();
        reason.incrementRelease();
    }

    /** What becomes of it decides whether it counts here. */
    @Override
    public void received() {}

    @Override
    public void invalid() {
        drop(dropResponseInvalid);
    }

    @Override
    public void unmatched() {
        drop(dropResponseUnmatched);
    }

    @Override
    public void questionDiffers() {
        drop(dropResponseQuestion);
    }
}
