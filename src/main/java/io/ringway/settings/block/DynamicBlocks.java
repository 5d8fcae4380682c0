package io.ringway.settings.block;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The dynamic blocks of the process: added by the configuration, at its start or in its maintenance, and gone when their time is over.
 *
 * <p>Control threads; a lock lets one in at a time. No packet waits for it: who enforces blocks is given a list, and makes of it what its threads can read.
 */
public final class DynamicBlocks {
    /** The most blocks at a time: as many as the maps of an XDP program take. */
    public static final int MAX_BLOCKS = 65_536;

    private final LongSupplier clock;
    private final Map<BlockTarget, ActiveBlock> blocks = new LinkedHashMap<>();
    private final List<BlockEnforcement> enforcements = new ArrayList<>();
    private BlockAction usualAction = BlockAction.DROP;
    private TrafficRates rates = TrafficRates.NONE;

    /**
     * No blocks.
     *
     * @param clock nanoseconds, as {@link System#nanoTime()}.
     */
    public DynamicBlocks(final LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Has somebody enforce the blocks, those that there are first.
     *
     * @param enforcement told of every change.
     */
    public synchronized void enforceBy(final BlockEnforcement enforcement) {
        enforcements.add(enforcement);
        enforcement.enforce(inForce());
    }

    /**
     * Says where rates are known.
     *
     * @param traffic asked by {@link #apply}.
     */
    public synchronized void measureBy(final TrafficRates traffic) {
        rates = traffic;
    }

    /**
     * Changes what becomes of queries whose block says nothing of it; {@link BlockAction#DROP} at first.
     *
     * @param action for blocks that are there already, too.
     */
    public synchronized void usualAction(final BlockAction action) {
        usualAction = action;
        blocks.replaceAll((target, active) -> active(active.block(), active.untilNs()));
        enforce();
    }

    private ActiveBlock active(final DynamicBlock block, final long untilNs) {
        return new ActiveBlock(block, block.action().orElse(usualAction), untilNs);
    }

    /**
     * Adds blocks. Of two for the same target the one that ends later stays, and a warning never takes the place of more than a warning.
     *
     * @param fresh blocks.
     * @return those whose target had none, or a mere warning, before; what is above {@link #MAX_BLOCKS} is left out.
     */
    public synchronized List<DynamicBlock> add(final List<DynamicBlock> fresh) {
        final long nowNs = clock.getAsLong();
        final List<DynamicBlock> added = new ArrayList<>();
        boolean changed = removeEnded(nowNs);
        for (final DynamicBlock block : fresh) {
            final long untilNs = nowNs + TimeUnit.SECONDS.toNanos(block.seconds());
            final ActiveBlock known = blocks.get(block.target());
            if (known == null ? blocks.size() >= MAX_BLOCKS : !takesPlaceOf(known, block, untilNs)) {
                continue;
            }
            if (known == null || (known.block().warning() && !block.warning())) {
                added.add(block);
            }
            blocks.put(block.target(), active(block, untilNs));
            changed = true;
        }
        if (changed) {
            enforce();
        }
        return added;
    }

    private static boolean takesPlaceOf(final ActiveBlock known, final DynamicBlock fresh, final long untilNs) {
        return known.block().warning() == fresh.warning()
                ? untilNs - known.untilNs() > 0
                : known.block().warning();
    }

    /**
     * Blocks whoever is above a rate now.
     *
     * @param group the rates.
     * @return the blocks that are new.
     */
    public synchronized List<DynamicBlock> apply(final RateGroup group) {
        return add(rates.exceeding(group, clock.getAsLong()));
    }

    /** Removes all blocks. */
    public synchronized void clear() {
        if (!blocks.isEmpty()) {
            blocks.clear();
            enforce();
        }
    }

    /** Removes the blocks whose time is over; a few times a second. */
    public synchronized void expire() {
        if (removeEnded(clock.getAsLong())) {
            enforce();
        }
    }

    private boolean removeEnded(final long nowNs) {
        return blocks.values().removeIf(active -> active.untilNs() - nowNs <= 0);
    }

    private void enforce() {
        final List<ActiveBlock> inForce = inForce();
        enforcements.forEach(enforcement -> enforcement.enforce(inForce));
    }

    private List<ActiveBlock> inForce() {
        return blocks.values().stream()
                .filter(active -> !active.block().warning())
                .toList();
    }

    /**
     * The blocks now.
     *
     * @return in the order in which they were added first, warnings among them.
     */
    public synchronized List<BlockStatus> list() {
        expire();
        final long nowNs = clock.getAsLong();
        return blocks.values().stream()
                .map(active -> new BlockStatus(
                        active,
                        TimeUnit.NANOSECONDS.toSeconds(active.untilNs() - nowNs + TimeUnit.SECONDS.toNanos(1) - 1),
                        enforcements.stream()
                                .mapToLong(enforcement ->
                                        enforcement.hits(active.block().target()))
                                .sum()))
                .toList();
    }
}
