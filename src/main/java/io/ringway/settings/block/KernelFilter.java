package io.ringway.settings.block;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the XDP programs are to turn away, as the configuration's {@code newBPFFilter} has it. Changed at the start and in maintenance.
 *
 * <p>Control threads; a lock lets one in at a time.
 */
public final class KernelFilter {
    private final Map<KernelEntry, KernelAction> entries = new LinkedHashMap<>();
    private boolean attached;
    private boolean takesDynamicBlocks;
    private Runnable listener = () -> {};
    private ToLongFunction<KernelEntry> counter = entry -> 0;

    /** A filter without entries, which no program uses yet. */
    public KernelFilter() {}

    /** Has the programs of all interfaces use it. */
    public synchronized void attach() {
        attached = true;
    }

    /** Has the programs use it, and dynamic blocks of clients go there as well. */
    public synchronized void attachWithDynamicBlocks() {
        attached = true;
        takesDynamicBlocks = true;
    }

    /**
     * Whether programs use it.
     *
     * @return false for one that is made and not used.
     */
    public synchronized boolean isAttached() {
        return attached;
    }

    /**
     * Whether dynamic blocks of clients go there.
     *
     * @return whether it is the default filter.
     */
    public synchronized boolean takesDynamicBlocks() {
        return takesDynamicBlocks;
    }

    /**
     * Adds an entry, or changes what it does.
     *
     * @param entry  for whom.
     * @param action what is done.
     */
    public void put(final KernelEntry entry, final KernelAction action) {
        synchronized (this) {
            entries.put(entry, action);
        }
        changed();
    }

    /**
     * Removes an entry.
     *
     * @param entry for whom.
     * @return false when there is none.
     */
    public boolean remove(final KernelEntry entry) {
        final boolean removed;
        synchronized (this) {
            removed = entries.remove(entry) != null;
        }
        changed();
        return removed;
    }

    /** Without the lock: the listener looks at dynamic blocks as well, which have a lock of their own. */
    private void changed() {
        final Runnable told;
        synchronized (this) {
            told = listener;
        }
        told.run();
    }

    /**
     * All entries.
     *
     * @return a copy in the order in which they were added.
     */
    public synchronized Map<KernelEntry, KernelAction> entries() {
        return new LinkedHashMap<>(entries);
    }

    /**
     * How many packets met an entry.
     *
     * @param entry for whom.
     * @return over all interfaces; 0 before the start.
     */
    public long hits(final KernelEntry entry) {
        final ToLongFunction<KernelEntry> asked;
        synchronized (this) {
            asked = counter;
        }
        return asked.applyAsLong(entry);
    }

    /**
     * Says who enters it into the maps of programs.
     *
     * @param changes told after every change.
     * @param hits    counts of the programs.
     */
    public synchronized void enforceBy(final Runnable changes, final ToLongFunction<KernelEntry> hits) {
        listener = changes;
        counter = hits;
    }
}
