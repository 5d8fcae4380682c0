package io.ringway.engine.forward;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import org.agrona.concurrent.status.AtomicCounter;

/** The counters of one forwarder, written by its worker's thread. */
final class ForwardCounters {
    final AtomicCounter dropOutstandingFull;
    final AtomicCounter dropResponseInvalid;
    final AtomicCounter dropResponseUnmatched;
    final AtomicCounter dropResponseSource;
    final AtomicCounter dropResponseQuestion;
    final AtomicCounter dropResponseRule;
    final AtomicCounter responseChangesRefused;
    final AtomicCounter timedOut;
    final AtomicCounter outstanding;
    final AtomicCounter responsesOtherThread;
    final AtomicCounter relayedTruncated;

    ForwardCounters(final CountersFile file, final String scope) {
        dropOutstandingFull = file.counter(CounterDescriptor.DROP_OUTSTANDING_FULL, scope);
        dropResponseInvalid = file.counter(CounterDescriptor.DROP_RESPONSE_INVALID, scope);
        dropResponseUnmatched = file.counter(CounterDescriptor.DROP_RESPONSE_UNMATCHED, scope);
        dropResponseSource = file.counter(CounterDescriptor.DROP_RESPONSE_SOURCE, scope);
        dropResponseQuestion = file.counter(CounterDescriptor.DROP_RESPONSE_QUESTION, scope);
        dropResponseRule = file.counter(CounterDescriptor.DROP_RESPONSE_RULE, scope);
        responseChangesRefused = file.counter(CounterDescriptor.RESPONSE_CHANGES_REFUSED, scope);
        timedOut = file.counter(CounterDescriptor.TIMED_OUT, scope);
        outstanding = file.counter(CounterDescriptor.OUTSTANDING, scope);
        responsesOtherThread = file.counter(CounterDescriptor.RESPONSES_OTHER_THREAD, scope);
        relayedTruncated = file.counter(CounterDescriptor.RELAYED_TRUNCATED, scope);
    }
}
