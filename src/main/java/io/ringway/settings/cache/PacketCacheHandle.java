package io.ringway.settings.cache;

import java.util.Optional;

/** Where a cache object of the dialect finds its cache once that runs. Any thread. */
public final class PacketCacheHandle {
    private volatile PacketCacheControl control;

    /** Of a cache that does not run yet. */
    public PacketCacheHandle() {}

    /**
     * Says that the cache runs, or has ended.
     *
     * @param running the cache, null when it has ended.
     */
    public void attach(final PacketCacheControl running) {
        control = running;
    }

    /**
     * The cache that runs.
     *
     * @return absent before the start and after the end.
     */
    public Optional<PacketCacheControl> control() {
        return Optional.ofNullable(control);
    }
}
