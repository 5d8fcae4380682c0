package io.ringway.config;

import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.RunningServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notes what maintenance asks for, and tells the same of every server: up, 7 outstanding, 8 µs, 9 time-outs. */
final class RecordingServers implements RunningServers {
    final List<String> calls = new ArrayList<>();
    ForwardingSettings policies;

    /** Thrown by the next {@link #add}. */
    SetupException refusal;

    @Override
    public void add(final BackendSettings server) {
        if (refusal != null) {
            throw refusal;
        }
        calls.add("add " + server.displayName());
    }

    @Override
    public void remove(final UUID id) {
        calls.add("remove " + last(id));
    }

    private static String last(final UUID id) {
        return id.toString().substring(35);
    }

    @Override
    public void mode(final UUID id, final HealthCheckSettings.Mode mode, final Optional<Boolean> up) {
        calls.add(
                "mode " + last(id) + " " + mode + up.map(status -> " " + status).orElse(""));
    }

    @Override
    public void order(final UUID id, final int order) {
        calls.add("order " + last(id) + " " + order);
    }

    @Override
    public void weight(final UUID id, final int weight) {
        calls.add("weight " + last(id) + " " + weight);
    }

    @Override
    public void qps(final UUID id, final int qps) {
        calls.add("qps " + last(id) + " " + qps);
    }

    @Override
    public void pools(final UUID id, final List<String> pools) {
        calls.add("pools " + last(id) + " " + pools);
    }

    @Override
    public void policies(final ForwardingSettings settings) {
        policies = settings;
        calls.add("policies " + settings.poolNames());
    }

    @Override
    public boolean isUp(final UUID id) {
        return true;
    }

    @Override
    public int outstanding(final UUID id) {
        return 7;
    }

    @Override
    public double latencyUs(final UUID id) {
        return 8;
    }

    @Override
    public long timeouts(final UUID id) {
        return 9;
    }
}
