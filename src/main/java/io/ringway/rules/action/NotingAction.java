package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.Verdict;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import java.util.function.Consumer;

/** What notes something for the query's way to cache, backend and client, and goes on: {@code SetSkipCacheAction()}, {@code SetECSAction} and their like. */
final class NotingAction extends Action {
    private final Consumer<Decision> note;

    /** {@code note} is made once, and allocates nothing. */
    NotingAction(final Consumer<Decision> note) {
        this.note = note;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        note.accept(decision);
        return Verdict.CONTINUE;
    }
}
