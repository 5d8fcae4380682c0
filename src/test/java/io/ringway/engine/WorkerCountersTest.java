package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CounterScope;
import io.ringway.wire.PacketDefect;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Holds the reasons for drops and their counters together. */
class WorkerCountersTest {
    @Test
    void countsEveryDefectWithACounterOfItsOwn() {
        final EnumSet<CounterDescriptor> used = EnumSet.noneOf(CounterDescriptor.class);
        for (final PacketDefect defect : EnumSet.complementOf(EnumSet.of(PacketDefect.NONE))) {
            final CounterDescriptor descriptor = WorkerCounters.descriptorOf(defect);
            assertThat(used.add(descriptor))
                    .as("%s has a counter of its own", defect)
                    .isTrue();
            assertThat(descriptor.scope()).isEqualTo(CounterScope.WORKER);
            assertThat(descriptor.label())
                    .isEqualTo(
                            descriptor.isDrop()
                                    ? "drop-" + defect.label()
                                    : "answered-" + defect.label().replace("dns-", ""));
        }
    }
}
