package io.ringway.settings.block;

import java.util.List;

/** What is known of the traffic of late. Control threads, one at a time. */
@FunctionalInterface
public interface TrafficRates {
    /** Where nothing is recorded. */
    TrafficRates NONE = (group, nowNs) -> List.of();

    /**
     * The clients above a rate.
     *
     * @param group the rates.
     * @param nowNs the time now, as {@link System#nanoTime()}.
     * @return a block for each of them.
     */
    List<DynamicBlock> exceeding(RateGroup group, long nowNs);
}
