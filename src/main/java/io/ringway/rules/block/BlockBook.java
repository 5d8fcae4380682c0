package io.ringway.rules.block;

import io.ringway.settings.block.ActiveBlock;
import io.ringway.settings.block.BlockEnforcement;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.DynamicBlock;
import io.ringway.settings.block.RateGroup;
import io.ringway.settings.block.TrafficRates;
import java.util.ArrayList;
import java.util.List;

/**
 * The dynamic blocks of all workers, compiled once for all of them, and what all of them record of their traffic. Control threads, one at a time by a
 * lock.
 */
public final class BlockBook implements BlockEnforcement, TrafficRates {
    private final int ringEntries;
    private final long secret;
    private final List<BlockFilter> filters = new ArrayList<>();
    private BlockTable table = BlockTable.EMPTY;

    /**
     * Without blocks and workers.
     *
     * @param ringEntries queries and responses that each worker records, 0 for none, else a power of two.
     * @param secret      any number that clients cannot know.
     */
    public BlockBook(final int ringEntries, final long secret) {
        this.ringEntries = ringEntries;
        this.secret = secret;
    }

    /**
     * Makes the filter of one more worker.
     *
     * @return used by that worker's thread alone.
     */
    public synchronized BlockFilter newFilter() {
        final BlockFilter filter = new BlockFilter(ringEntries == 0 ? null : new TrafficRecorder(ringEntries));
        filter.replace(table);
        filters.add(filter);
        return filter;
    }

    @Override
    public synchronized void enforce(final List<ActiveBlock> blocks) {
        table = blocks.isEmpty() ? BlockTable.EMPTY : new BlockTable(blocks, secret);
        filters.forEach(filter -> filter.replace(table));
    }

    @Override
    public synchronized long hits(final BlockTarget target) {
        return filters.stream().mapToLong(filter -> filter.hits(target)).sum();
    }

    @Override
    public synchronized List<DynamicBlock> exceeding(final RateGroup group, final long nowNs) {
        final RateMeter meter = new RateMeter(group, nowNs);
        for (final BlockFilter filter : filters) {
            if (filter.recorder() != null) {
                meter.add(filter.recorder());
            }
        }
        return meter.blocks();
    }
}
