package io.ringway.rules.log;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;

/** {@code LogAction([filename[, …]])}. */
public final class LogAction extends Action {
    private final LogWriter writer;

    /**
     * Makes the action.
     *
     * @param writer of the same worker.
     */
    public LogAction(final LogWriter writer) {
        this.writer = writer;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        writer.log(datagram, query, decision.nowNs());
        return Verdict.CONTINUE;
    }
}
