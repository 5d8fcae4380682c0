package io.ringway.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A soak is as it must be, or says in one line each what is not. */
class SoakResultTest {
    private final Map<String, Long> client =
            new HashMap<>(Map.of("sent", 1_000L, "answered", 985L, "wrong", 0L, "duplicates", 0L, "elapsed-ms", 500L));
    private final Map<String, Long> backends = new HashMap<>(Map.of(
            "received", 1_000L,
            "answered", 985L,
            "dropped", 10L,
            "late", 5L,
            "duplicates", 7L,
            "wrong-id", 3L,
            "wrong-question", 2L,
            "other-backend", 1L,
            "stranger", 1L,
            "other-port", 1L));
    private final Map<CounterDescriptor, Long> counters = new HashMap<>(Map.of(
            CounterDescriptor.RECEIVED, 2_005L,
            CounterDescriptor.FORWARDED, 1_000L,
            CounterDescriptor.RELAYED, 985L,
            CounterDescriptor.TIMED_OUT, 15L,
            CounterDescriptor.DROP_RESPONSE_UNMATCHED, 15L,
            CounterDescriptor.DROP_RESPONSE_SOURCE, 3L,
            CounterDescriptor.DROP_RESPONSE_QUESTION, 2L));

    private SoakResult result(final boolean regular) {
        final List<CountersSnapshot.Entry> entries = new ArrayList<>();
        counters.forEach((descriptor, value) -> entries.add(new CountersSnapshot.Entry(descriptor, "all", value)));
        return new SoakResult(
                new SoakTally("soak_client", client),
                new SoakTally("hostile", backends),
                new CountersSnapshot(1, 0, 0, entries),
                regular);
    }

    @Test
    void isContentWhenEverythingAgrees() {
        assertThat(result(false).faults()).isEmpty();
    }

    @Test
    void doesNotMissWhatTheKernelKeepsAwayFromSockets() {
        counters.put(CounterDescriptor.DROP_RESPONSE_SOURCE, 0L);
        counters.merge(CounterDescriptor.RECEIVED, -3L, Long::sum);
        assertThat(result(true).faults()).isEmpty();
        assertThat(result(false).faults())
                .containsExactly("responses dropped, against the unwanted ones: 17, should be 20");
    }

    @ParameterizedTest
    @CsvSource({"wrong, wrong answers: 1", "duplicates, duplicates at the client: 1"})
    void reportsWhatTheClientSaw(final String count, final String fault) {
        client.put(count, 1L);
        assertThat(result(false).faults()).containsExactly(fault + ", should be 0");
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOCATED_BYTES, 'bytes allocated by packet threads: 8, should be 0'",
        "AGENT_ERRORS, 'errors of agents: 8, should be 0'",
        "RECEIVED, 'ledger residual: 8, should be 0'",
        "TIMED_OUT, 'missing, against time-outs and queries dropped: 15, should be 23'"
    })
    void reportsWhatRingwayCounted(final CounterDescriptor descriptor, final String fault) {
        counters.merge(descriptor, 8L, Long::sum);
        assertThat(result(false).faults()).containsExactly(fault);
    }

    @Test
    void reportsAQueryThatWasLost() {
        client.put("answered", 984L);
        assertThat(result(false).faults())
                .containsExactly(
                        "missing, against time-outs and queries dropped: 16, should be 15",
                        "missing, against what backends did not answer in time: 16, should be 15");
    }

    @Test
    void showsTheSameForPeopleAndForPrograms() {
        assertThat(result(false).table().text())
                .contains("client\n", "backends\n", "ringway\n", "2,000  queries/s", "must be 20");
        assertThat(result(false).table().json())
                .startsWith("{\"client\":{\"queries\":1000,")
                .endsWith("}}");
    }
}
