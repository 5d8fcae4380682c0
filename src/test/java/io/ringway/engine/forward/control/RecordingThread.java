package io.ringway.engine.forward.control;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.backend.health.LazySamples;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A thread that forwards, played: keeps what it was told, and takes over what is published when the test says so. */
final class RecordingThread implements ForwardingThread {
    /** In order: a word and the server's name; what is published with the names of the servers and their pools. */
    final List<String> told = new ArrayList<>();

    private final Map<Backend, BackendShare> shares = new HashMap<>();
    boolean follows = true;
    boolean refuses;
    boolean tidies;

    @Override
    public void prepare(final Backend backend) {
        if (refuses) {
            throw new SetupException("no sockets left");
        }
        told.add("prepare " + name(backend));
        shares.put(backend, new BackendShare(backend, 1));
    }

    @Override
    public void publish(final ForwardingSettings settings, final List<Backend> backends) {
        final StringBuilder text = new StringBuilder("publish");
        backends.forEach(backend -> text.append(' ').append(name(backend)).append(backend.pools()));
        told.add(text.toString());
    }

    @Override
    public boolean isFollowed() {
        return follows;
    }

    @Override
    public BackendShare share(final Backend backend) {
        return shares.get(backend);
    }

    @Override
    public LazySamples samples(final Backend backend) {
        return new LazySamples(backend.settings().health().lazy());
    }

    @Override
    public void retire(final Backend backend) {
        told.add("retire " + name(backend));
    }

    @Override
    public void release(final Backend backend) {
        told.add("release " + name(backend));
        shares.remove(backend);
    }

    @Override
    public boolean reconnect(final Backend backend) {
        told.add("reconnect " + name(backend));
        return true;
    }

    @Override
    public boolean tidy() {
        final boolean due = tidies;
        tidies = false;
        return due;
    }

    /** What it was told since the last call. */
    List<String> take() {
        final List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    private static String name(final Backend backend) {
        return name(backend.settings());
    }

    private static String name(final BackendSettings server) {
        return server.name();
    }
}
