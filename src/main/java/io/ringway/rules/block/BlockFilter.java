package io.ringway.rules.block;

import io.ringway.rules.Decision;
import io.ringway.settings.block.BlockAction;
import io.ringway.settings.block.BlockTarget;
import io.ringway.wire.Datagram;
import java.util.HashMap;
import java.util.Map;

/**
 * The dynamic blocks as one worker asks for them. They are an immutable snapshot, which the control thread replaces and the worker's thread takes over with
 * its next batch ({@link #follow}); hits have that thread as their only writer.
 */
public final class BlockFilter {
    private volatile Blocks next = Blocks.NONE;
    private Blocks current = Blocks.NONE;
    private final TrafficRecorder recorder;

    /** A filter without blocks, for a worker with that recorder; null where nothing is recorded. */
    BlockFilter(final TrafficRecorder recorder) {
        this.recorder = recorder;
    }

    /**
     * A filter that never has a block, for a worker that records nothing.
     *
     * @return a new one.
     */
    public static BlockFilter none() {
        return new BlockFilter(null);
    }

    /** A snapshot with one worker's counts. */
    private static final class Blocks {
        static final Blocks NONE = new Blocks(BlockTable.EMPTY, Map.of());

        final BlockTable table;
        final HitCount[] hits;
        final Map<BlockTarget, HitCount> hitsByTarget = new HashMap<>();

        /** A block that stays keeps its count. */
        Blocks(final BlockTable table, final Map<BlockTarget, HitCount> before) {
            this.table = table;
            hits = new HitCount[table.targets.length];
            for (int i = 0; i < hits.length; i++) {
                final HitCount known = before.get(table.targets[i]);
                hits[i] = known == null ? new HitCount() : known;
                hitsByTarget.put(table.targets[i], hits[i]);
            }
        }
    }

    /** How many queries a block met at one worker. */
    private static final class HitCount {
        long count;
    }

    /** Gives the worker other blocks. Control thread. */
    void replace(final BlockTable table) {
        next = new Blocks(table, next.hitsByTarget);
    }

    /** How many queries a block met at this worker. Control thread. */
    long hits(final BlockTarget target) {
        final HitCount hits = next.hitsByTarget.get(target);
        return hits == null ? 0 : hits.count;
    }

    /** Takes over the blocks that were given last; between batches, by the worker's thread. */
    public void follow() {
        current = next;
    }

    /**
     * Whether there is any block, so that {@link #find} may find one.
     *
     * @return false nearly always.
     */
    public boolean isActive() {
        return !current.table.isEmpty();
    }

    /**
     * The block of a query, which is counted.
     *
     * @param datagram the packet.
     * @param decision about its query, begun.
     * @return what becomes of it, null where there is no block.
     */
    public BlockAction find(final Datagram datagram, final Decision decision) {
        final Blocks blocks = current;
        int block = blocks.table.ofClient(datagram.isIpv6(), datagram.sourceHigh(), datagram.sourceLow());
        if (block < 0 && blocks.table.hasNames()) {
            block = blocks.table.ofName(decision.name());
        }
        if (block < 0) {
            return null;
        }
        blocks.hits[block].count++;
        return blocks.table.action(block);
    }

    /**
     * What the worker notes its traffic in.
     *
     * @return null where nothing is recorded.
     */
    public TrafficRecorder recorder() {
        return recorder;
    }
}
