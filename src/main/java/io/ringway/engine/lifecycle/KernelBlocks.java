package io.ringway.engine.lifecycle;

import io.ringway.settings.block.ActiveBlock;
import io.ringway.settings.block.BlockAction;
import io.ringway.settings.block.BlockEnforcement;
import io.ringway.settings.block.BlockSettings;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.KernelAction;
import io.ringway.settings.block.KernelEntry;
import io.ringway.settings.block.KernelFilter;
import io.ringway.xdp.NativeException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the filter maps of all XDP programs as the configuration's BPF filter says, and with dynamic blocks of clients whose action a program knows: Drop
 * and Truncate. Where both have something for the same clients, the filter counts. All other blocks are the workers' alone.
 *
 * <p>Control threads; a lock lets one in at a time.
 */
final class KernelBlocks implements BlockEnforcement {
    private static final Logger LOG = LoggerFactory.getLogger(KernelBlocks.class);

    private final KernelFilter filter;
    private final List<InterfaceBlocks> interfaces;
    private final Map<KernelEntry, KernelAction> installed = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private List<ActiveBlock> dynamic = List.of();
    private boolean ended;

    private KernelBlocks(final KernelFilter filter, final List<InterfaceBlocks> interfaces) {
        this.filter = filter;
        this.interfaces = List.copyOf(interfaces);
    }

    /**
     * Enters what there is, and whatever comes later.
     *
     * @param settings   filter and dynamic blocks.
     * @param interfaces the maps of every interface.
     */
    static KernelBlocks start(final BlockSettings settings, final List<InterfaceBlocks> interfaces) {
        final KernelBlocks blocks = new KernelBlocks(settings.kernel(), interfaces);
        settings.kernel().enforceBy(blocks::update, blocks::hits);
        blocks.update();
        if (settings.kernel().takesDynamicBlocks()) {
            settings.dynamic().enforceBy(blocks);
        }
        return blocks;
    }

    @Override
    public synchronized void enforce(final List<ActiveBlock> blocks) {
        dynamic = blocks;
        update();
    }

    /** Makes the maps what they should be. */
    private synchronized void update() {
        if (ended) {
            return;
        }
        final Map<KernelEntry, KernelAction> wanted = new LinkedHashMap<>();
        for (final ActiveBlock active : dynamic) {
            if (active.block().target() instanceof final BlockTarget.Clients clients) {
                if (active.action() == BlockAction.DROP) {
                    wanted.put(new KernelEntry.Source(clients), KernelAction.DROP);
                } else if (active.action() == BlockAction.TRUNCATE) {
                    wanted.put(new KernelEntry.Source(clients), KernelAction.TRUNCATE);
                }
            }
        }
        wanted.putAll(filter.entries());
        for (final KernelEntry entry : List.copyOf(installed.keySet())) {
            if (!wanted.containsKey(entry)) {
                installed.remove(entry);
                interfaces.forEach(each -> attempt(() -> each.remove(entry)));
            }
        }
        wanted.forEach((entry, action) -> {
            if (installed.put(entry, action) != action) {
                interfaces.forEach(each -> attempt(() -> each.put(entry, action)));
            }
        });
    }

    /** A map that is full, or gone with its interface, must not keep the others from what they are told. */
    private void attempt(final Runnable change) {
        try {
            change.run();
        } catch (final NativeException | UncheckedIOException e) {
            if (reported.add(String.valueOf(e.getMessage()))) {
                LOG.warn("the XDP program does not block all that it should; workers do: {}", e.getMessage());
            }
        }
    }

    @Override
    public long hits(final BlockTarget target) {
        return target instanceof final BlockTarget.Clients clients ? hits(new KernelEntry.Source(clients)) : 0;
    }

    private synchronized long hits(final KernelEntry entry) {
        if (ended || !installed.containsKey(entry)) {
            return 0;
        }
        long hits = 0;
        for (final InterfaceBlocks each : interfaces) {
            hits += each.hits(entry);
        }
        return hits;
    }

    /** Leaves the maps alone from now on: they go. */
    synchronized void end() {
        ended = true;
    }
}
