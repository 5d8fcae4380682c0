package io.ringway.rules.block;

import io.ringway.rules.names.NameTable;
import io.ringway.settings.DomainName;
import io.ringway.settings.block.ActiveBlock;
import io.ringway.settings.block.BlockAction;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.BlockTarget.Clients;
import io.ringway.settings.block.BlockTarget.Names;
import io.ringway.wire.FoldedName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks compiled for look-ups: the most specific one decides, and one of a client goes before one of a name. Immutable; any thread.
 */
final class BlockTable {
    /** Stands for no block. */
    static final int NONE = -1;

    /** Without any block. */
    static final BlockTable EMPTY = new BlockTable(List.of(), 0);

    final BlockTarget[] targets;
    private final BlockAction[] actions;
    private final ClientTable clients;
    private final NameTable names;

    /** By the number that {@link #names} has of a name; empty without any. */
    private final int[] blockOfName;

    /**
     * Compiles blocks.
     *
     * @param blocks at most one for each target.
     * @param secret any number that clients cannot know.
     */
    BlockTable(final List<ActiveBlock> blocks, final long secret) {
        targets = new BlockTarget[blocks.size()];
        actions = new BlockAction[blocks.size()];
        final Map<Clients, Integer> networks = new HashMap<>();
        final Map<DomainName, Integer> suffixes = new HashMap<>();
        for (int i = 0; i < targets.length; i++) {
            targets[i] = blocks.get(i).block().target();
            actions[i] = blocks.get(i).action();
            switch (targets[i]) {
                case Clients network -> networks.put(network, i);
                case Names name -> suffixes.put(name.suffix(), i);
            }
        }
        clients = new ClientTable(networks, secret);
        names = new NameTable(suffixes.keySet());
        blockOfName = new int[suffixes.isEmpty() ? 0 : names.numbers()];
        final FoldedName folded = new FoldedName();
        final MemorySegment scratch = Arena.ofAuto().allocate(2L * DomainName.MAX_LENGTH, Long.BYTES);
        for (final Map.Entry<DomainName, Integer> suffix : suffixes.entrySet()) {
            final byte[] wire = suffix.getKey().folded();
            MemorySegment.copy(wire, 0, scratch, ValueLayout.JAVA_BYTE, 0, wire.length);
            folded.fold(scratch.address(), wire.length);
            blockOfName[names.longestSuffixOf(folded)] = suffix.getValue();
        }
    }

    /** Whether there is no block at all. */
    boolean isEmpty() {
        return actions.length == 0;
    }

    /** Whether there is a block of a name, so that {@link #ofName} may find one. */
    boolean hasNames() {
        return blockOfName.length > 0;
    }

    /** The block of a client by its address, as {@link ClientTable#find} takes it; its number, or {@link #NONE}. */
    int ofClient(final boolean ipv6, final long high, final long low) {
        return clients.find(ipv6, high, low);
    }

    /** The block of a query's name; its number, or {@link #NONE}. */
    int ofName(final FoldedName name) {
        final int suffix = names.longestSuffixOf(name);
        return suffix == NameTable.NONE ? NONE : blockOfName[suffix];
    }

    /** What becomes of a query that a block is for. */
    BlockAction action(final int block) {
        return actions[block];
    }
}
