package io.ringway.backend.policy;

import io.ringway.settings.backend.PolicySettings;

/** The query that a server is being chosen for, as a Lua policy sees it. Asked for by {@link LuaPolicyAdapter} alone, during a choice. */
@FunctionalInterface
public interface QueryView {
    /**
     * Describes the query that the worker has in its hands. May allocate.
     *
     * @return name, type, class and client.
     */
    PolicySettings.Query query();
}
