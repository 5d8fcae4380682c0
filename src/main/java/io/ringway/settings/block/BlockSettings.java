package io.ringway.settings.block;

/**
 * Everything about blocks.
 *
 * @param dynamic     those that come and go
 * @param ringEntries how many queries and responses each worker records for rates: 0 for none, else a power of two
 * @param kernel      what XDP programs turn away
 */
public record BlockSettings(DynamicBlocks dynamic, int ringEntries, KernelFilter kernel) {
    /**
     * Without any block, recording nothing.
     *
     * @return new, since blocks may be added.
     */
    public static BlockSettings none() {
        return new BlockSettings(new DynamicBlocks(System::nanoTime), 0, new KernelFilter());
    }
}
