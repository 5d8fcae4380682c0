package io.ringway.settings.backend;

import java.util.Optional;

/**
 * A pool of servers. Its servers name it in {@link BackendSettings#pools}.
 *
 * @param name   empty for the default pool
 * @param policy its own policy, absent for {@link ForwardingSettings#policy}
 */
public record PoolSettings(String name, Optional<PolicySettings> policy) {}
