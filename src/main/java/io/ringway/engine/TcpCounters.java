package io.ringway.engine;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.stack.tcp.EndReason;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The counters of one thread that serves TCP connections, written by it.
 *
 * <p>Bytes are those of DNS messages, without headers of the network and without length prefixes.
 */
final class TcpCounters {
    final AtomicCounter received;
    final AtomicCounter receivedBytes;
    final AtomicCounter answered;
    final AtomicCounter answeredBytes;
    final AtomicCounter relayed;
    final AtomicCounter dropConnectionClosed;
    final AtomicCounter connections;
    final AtomicCounter open;
    final AtomicCounter errors;
    private final AtomicCounter[] byReason;

    TcpCounters(final CountersFile file, final String scope) {
        received = file.counter(CounterDescriptor.RECEIVED, scope);
        receivedBytes = file.counter(CounterDescriptor.RECEIVED_BYTES, scope);
        answered = file.counter(CounterDescriptor.ANSWERED, scope);
        answeredBytes = file.counter(CounterDescriptor.ANSWERED_BYTES, scope);
        relayed = file.counter(CounterDescriptor.RELAYED, scope);
        dropConnectionClosed = file.counter(CounterDescriptor.DROP_CONNECTION_CLOSED, scope);
        connections = file.counter(CounterDescriptor.TCP_CONNECTIONS, scope);
        open = file.counter(CounterDescriptor.TCP_OPEN, scope);
        errors = file.counter(CounterDescriptor.AGENT_ERRORS, scope);
        final EndReason[] reasons = EndReason.values();
        byReason = new AtomicCounter[reasons.length];
        for (final EndReason reason : reasons) {
            final CounterDescriptor descriptor = descriptorOf(reason);
            byReason[reason.ordinal()] = descriptor == null ? null : file.counter(descriptor, scope);
        }
    }

    /** What counts connections that ended so; null where the client ended them, or where something else counts already. */
    static CounterDescriptor descriptorOf(final EndReason reason) {
        return switch (reason) {
            case REFUSED_ACL -> CounterDescriptor.TCP_REFUSED_ACL;
            case REFUSED_PER_CLIENT -> CounterDescriptor.TCP_REFUSED_PER_CLIENT;
            case REFUSED_CONCURRENT -> CounterDescriptor.TCP_REFUSED_CONCURRENT;
            case IDLE -> CounterDescriptor.TCP_CLOSED_IDLE;
            case SLOW_MESSAGE -> CounterDescriptor.TCP_CLOSED_SLOW_MESSAGE;
            case SLOW_READER -> CounterDescriptor.TCP_CLOSED_SLOW_READER;
            case MAX_DURATION -> CounterDescriptor.TCP_CLOSED_MAX_DURATION;
            case MAX_QUERIES -> CounterDescriptor.TCP_CLOSED_MAX_QUERIES;
            case MALFORMED -> CounterDescriptor.TCP_MALFORMED;
            case NO_MEMORY -> CounterDescriptor.TCP_CLOSED_NO_MEMORY;
            case CLIENT, DROPPED, FAILED, SHUTDOWN -> null;
        };
    }

    void count(final EndReason reason) {
        final AtomicCounter counter = byReason[reason.ordinal()];
        if (counter != null) {
            counter.incrementRelease();
        }
    }
}
