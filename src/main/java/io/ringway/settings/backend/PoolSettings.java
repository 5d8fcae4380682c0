package io.ringway.settings.backend;

import io.ringway.settings.cache.PacketCacheSettings;
import java.util.Optional;

/**
 * A pool of servers. Its servers name it in {@link BackendSettings#pools}.
 *
 * @param name   empty for the default pool
 * @param policy its own policy, absent for {@link ForwardingSettings#policy}
 * @param cache  where its answers are kept, if anywhere; pools may have one together
 */
public record PoolSettings(String name, Optional<PolicySettings> policy, Optional<PacketCacheSettings> cache) {
    /**
     * A pool without a cache.
     *
     * @param name   empty for the default pool.
     * @param policy its own policy, if it has one.
     */
    public PoolSettings(final String name, final Optional<PolicySettings> policy) {
        this(name, policy, Optional.empty());
    }
}
