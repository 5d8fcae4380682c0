package io.ringway.config.block;

import io.ringway.config.lua.Diagnostics;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.block.BlockSettings;
import io.ringway.settings.block.DynamicBlocks;
import io.ringway.settings.block.KernelFilter;
import java.util.List;

/** Blocks while the configuration is being evaluated; the objects in it go on to be changed while it runs. */
public final class BlockBuilder {
    private static final int DEFAULT_RING_ENTRIES = 10_000;

    final DynamicBlocks dynamic = new DynamicBlocks(System::nanoTime);

    /** Null while no program uses one. */
    BpfFilterObject attachedFilter;

    /** What each worker records of either kind. */
    int ringEntries = DEFAULT_RING_ENTRIES;

    /** Whether somebody asks for rates. */
    boolean records;

    /** Without blocks. */
    public BlockBuilder() {}

    /**
     * The settings, once the configuration has been evaluated.
     *
     * @param listeners   all of them.
     * @param diagnostics told of a filter that no program uses.
     * @return the settings.
     */
    public BlockSettings build(final List<ListenerSettings> listeners, final Diagnostics diagnostics) {
        if (attachedFilter != null
                && listeners.stream().allMatch(listener -> listener.xsk().isEmpty())) {
            final SourceLocation location = attachedFilter.location();
            diagnostics.warn(
                    location,
                    "newBPFFilter: no addLocal has xskSocket=, so that there is no XDP program to block anything;"
                            + " workers block all the same");
        }
        return new BlockSettings(
                dynamic,
                records ? powerOfTwo(ringEntries) : 0,
                attachedFilter == null ? new KernelFilter() : attachedFilter.filter());
    }

    private static int powerOfTwo(final int atLeast) {
        final int highest = Integer.highestOneBit(atLeast);
        return highest == atLeast ? atLeast : 2 * highest;
    }
}
