package io.ringway.topology.placement;

import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A queue that is to be served, with the workers on it.
 *
 * @param xsk       the queue
 * @param listeners each of which becomes a worker; none on a queue that only backends are reached through
 */
public record QueueRequest(XskSettings xsk, List<ListenerSettings> listeners) {
    /** Copies the list. */
    public QueueRequest {
        listeners = List.copyOf(listeners);
    }

    /**
     * Every queue that is used. Where servers may come at run time, any may be used later.
     *
     * @param settings what the operator asked for.
     * @return in the order in which listeners, then backends name them.
     */
    public static List<QueueRequest> of(final Settings settings) {
        final Map<XskSettings, List<ListenerSettings>> listeners = new LinkedHashMap<>();
        for (final ListenerSettings listener : settings.listeners()) {
            listener.xsk()
                    .ifPresent(xsk -> listeners
                            .computeIfAbsent(xsk, key -> new ArrayList<>())
                            .add(listener));
        }
        for (final BackendSettings backend : settings.forwarding().backends()) {
            backend.xsks().forEach(xsk -> listeners.computeIfAbsent(xsk, key -> new ArrayList<>()));
        }
        if (settings.maintenance().isPresent()) {
            settings.xsks().forEach(xsk -> listeners.computeIfAbsent(xsk, key -> new ArrayList<>()));
        }
        return listeners.entrySet().stream()
                .map(entry -> new QueueRequest(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** How messages and counters name it, {@code enp1s0/3}. */
    String scope() {
        return xsk.interfaceName() + "/" + xsk.queueId();
    }

    /** Routers and workers. */
    int stages() {
        return 1 + listeners.size();
    }
}
