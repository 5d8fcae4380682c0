package io.ringway.engine.lifecycle;

import io.ringway.settings.block.KernelAction;
import io.ringway.settings.block.KernelEntry;
import io.ringway.xdp.BlockKey;
import io.ringway.xdp.BlockMap;
import io.ringway.xdp.BpfMap;
import io.ringway.xdp.XdpMaps;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The filter maps of one interface's XDP program. In maps that outlive this process, entries of ours are remembered in a journal, and those of others are left
 * alone. Control thread.
 */
final class InterfaceBlocks {
    private final Map<BlockMap, BpfMap> maps;
    private final Map<BlockMap, DestinationJournal> journals = new EnumMap<>(BlockMap.class);

    private InterfaceBlocks(final Map<BlockMap, BpfMap> maps) {
        this.maps = maps;
    }

    /** Those of our own program, which go with it. */
    static InterfaceBlocks own(final XdpMaps maps) {
        return new InterfaceBlocks(maps.blocks());
    }

    /** Those that somebody pinned, as far as there are any; what dead processes left in them is removed. */
    static InterfaceBlocks pinned(final XdpMaps maps, final Path stateFolder) {
        final InterfaceBlocks blocks = new InterfaceBlocks(maps.blocks());
        maps.blocks().forEach((kind, map) -> blocks.journals.put(kind, new DestinationJournal(stateFolder, map)));
        return blocks;
    }

    /** Whether the program has any. */
    boolean isThere() {
        return !maps.isEmpty();
    }

    private static BlockKey key(final KernelEntry entry) {
        return switch (entry) {
            case KernelEntry.Source source ->
                BlockKey.ofSource(
                        source.clients().network().address(),
                        source.clients().network().prefixLength());
            case KernelEntry.Question question ->
                BlockKey.ofQuestion(question.name().folded(), question.type());
        };
    }

    /** Puts an entry, or another action into one of ours; nothing happens where the program has no such map. */
    void put(final KernelEntry entry, final KernelAction action) {
        final BlockKey key = key(entry);
        final byte[] value = BlockKey.value(action.ordinal());
        if (journals.containsKey(key.map())) {
            journals.get(key.map()).remove(key.bytes());
            journals.get(key.map()).add(key.bytes(), value);
        } else if (maps.containsKey(key.map())) {
            maps.get(key.map()).put(key.bytes(), value);
        }
    }

    /** Removes an entry of ours. */
    void remove(final KernelEntry entry) {
        final BlockKey key = key(entry);
        if (journals.containsKey(key.map())) {
            journals.get(key.map()).remove(key.bytes());
        } else if (maps.containsKey(key.map())) {
            maps.get(key.map()).removeKey(key.bytes());
        }
    }

    /** How many packets an entry met here. */
    long hits(final KernelEntry entry) {
        final BlockKey key = key(entry);
        return Optional.ofNullable(maps.get(key.map()))
                .flatMap(map -> map.value(key.bytes(), BlockKey.VALUE_LENGTH))
                .map(BlockKey::counter)
                .orElse(0L);
    }

    /** The journals of maps that outlive this process; to be closed before the maps are. */
    Iterable<DestinationJournal> journals() {
        return journals.values();
    }
}
