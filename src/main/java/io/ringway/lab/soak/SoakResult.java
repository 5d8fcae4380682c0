package io.ringway.lab.soak;

import io.ringway.lab.Table;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of a soak: the client's counts, the backends' and Ringway's, and whether they agree.
 *
 * @param client   of {@code native/soak_client.c}
 * @param backends of {@code native/hostile.c}
 * @param counters Ringway's, at rest
 * @param regular  whether backends were asked through sockets, where the kernel itself keeps answers of wrong sources away
 */
public record SoakResult(SoakTally client, SoakTally backends, CountersSnapshot counters, boolean regular) {
    private static final List<CounterDescriptor> RESPONSE_DROPS = List.of(
            CounterDescriptor.DROP_RESPONSE_INVALID,
            CounterDescriptor.DROP_RESPONSE_UNMATCHED,
            CounterDescriptor.DROP_RESPONSE_SOURCE,
            CounterDescriptor.DROP_RESPONSE_QUESTION);
    private static final List<CounterDescriptor> LOST_IN_KERNEL = List.of(
            CounterDescriptor.XSK_RX_DROPPED,
            CounterDescriptor.XSK_RX_RING_FULL,
            CounterDescriptor.XSK_RX_FILL_RING_EMPTY,
            CounterDescriptor.SOCKET_RECEIVE_BUFFER_FULL);

    /** Queries without an answer. */
    private long missing() {
        return client.count("sent") - client.count("answered");
    }

    /** Queries that no backend answered in time, by intent. */
    private long unanswered() {
        return backends.count("dropped") + backends.count("late");
    }

    /** Responses that Ringway dropped. */
    private long responsesDropped() {
        return sum(RESPONSE_DROPS);
    }

    /** Queries that Ringway dropped. */
    private long queriesDropped() {
        return counters.sumOfDrops() - responsesDropped();
    }

    /** Responses that no client may get, as far as they reach Ringway. */
    private long unwanted() {
        return backends.count("duplicates")
                + backends.count("late")
                + backends.count("wrong-id")
                + backends.count("wrong-question")
                + (regular ? 0 : wrongSources());
    }

    private long wrongSources() {
        return backends.count("other-backend") + backends.count("stranger") + backends.count("other-port");
    }

    private long sum(final List<CounterDescriptor> descriptors) {
        return descriptors.stream().mapToLong(counters::sum).sum();
    }

    /**
     * What is not as it must be.
     *
     * @return one line each; empty for a soak that shows what it should.
     */
    public List<String> faults() {
        final List<String> faults = new ArrayList<>();
        requireEqual(faults, "wrong answers", client.count("wrong"), 0);
        requireEqual(faults, "duplicates at the client", client.count("duplicates"), 0);
        requireEqual(faults, "ledger residual", counters.unaccounted(), 0);
        requireEqual(faults, "bytes allocated by packet threads", counters.sum(CounterDescriptor.ALLOCATED_BYTES), 0);
        requireEqual(faults, "errors of agents", counters.sum(CounterDescriptor.AGENT_ERRORS), 0);
        requireEqual(
                faults,
                "missing, against time-outs and queries dropped",
                missing(),
                counters.sum(CounterDescriptor.TIMED_OUT) + queriesDropped());
        requireEqual(faults, "missing, against what backends did not answer in time", missing(), unanswered());
        requireEqual(faults, "responses dropped, against the unwanted ones", responsesDropped(), unwanted());
        return List.copyOf(faults);
    }

    private static void requireEqual(
            final List<String> faults, final String what, final long actual, final long expected) {
        if (actual != expected) {
            faults.add(what + ": " + actual + ", should be " + expected);
        }
    }

    /**
     * Everything that was counted.
     *
     * @return to be printed.
     */
    public Table table() {
        final Table table = new Table();
        final long elapsedMs = Math.max(1, client.count("elapsed-ms"));
        table.section("client")
                .count("queries", client.count("sent"), "")
                .count("answered", client.count("answered"), "each with its own nonce")
                .count("missing", missing(), "must be dropped + late of the backends")
                .count("wrong", client.count("wrong"), "must be 0")
                .count("duplicates", client.count("duplicates"), "must be 0")
                .measure("time", elapsedMs / 1e3, 1, "s")
                .measure("rate", client.count("sent") * 1e3 / elapsedMs, 0, "queries/s");
        table.section("backends")
                .count("received", backends.count("received"), "")
                .count("answered", backends.count("answered"), "right, in time")
                .count("dropped", backends.count("dropped"), "never answered")
                .count("late", backends.count("late"), "after the time-out")
                .count("duplicates", backends.count("duplicates"), "")
                .count("forged, wrong ID", backends.count("wrong-id"), "")
                .count("forged, wrong question", backends.count("wrong-question"), "")
                .count("forged, wrong source", wrongSources(), "another backend, a stranger, another port");
        table.section("ringway")
                .count("timed out", counters.sum(CounterDescriptor.TIMED_OUT), "must be what is missing")
                .count("queries dropped", queriesDropped(), "must be 0");
        addEach(
                table,
                Stream.of(CounterDescriptor.values())
                        .filter(CounterDescriptor::isDrop)
                        .filter(drop -> !RESPONSE_DROPS.contains(drop) && counters.sum(drop) > 0)
                        .toList());
        table.count("responses dropped", responsesDropped(), "must be " + unwanted());
        addEach(table, RESPONSE_DROPS);
        table.count("lost in rings and buffers", sum(LOST_IN_KERNEL), "must be 0");
        addEach(table, LOST_IN_KERNEL);
        table.count("ledger residual", counters.unaccounted(), "must be 0")
                .count(
                        "allocated",
                        counters.sum(CounterDescriptor.ALLOCATED_BYTES),
                        "bytes by packet threads; must be 0")
                .count("responses elsewhere", counters.sum(CounterDescriptor.RESPONSES_OTHER_THREAD), "of all threads");
        return table;
    }

    private void addEach(final Table table, final List<CounterDescriptor> descriptors) {
        for (final CounterDescriptor descriptor : descriptors) {
            table.count("  " + descriptor.label(), counters.sum(descriptor), "");
        }
    }
}
