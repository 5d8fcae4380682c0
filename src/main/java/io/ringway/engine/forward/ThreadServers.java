package io.ringway.engine.forward;

import io.ringway.backend.Backend;
import io.ringway.backend.BackendShare;
import io.ringway.backend.UnpredictableNumbers;
import io.ringway.backend.health.LazySamples;
import io.ringway.backend.policy.QueryView;
import io.ringway.backend.policy.ServerPools;
import io.ringway.engine.cache.CacheFront;
import io.ringway.engine.forward.control.ForwardingThread;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What one thread that serves TCP knows of the servers. The control thread makes it and publishes snapshots; the thread takes them over.
 */
public final class ThreadServers implements ForwardingThread {
    private final ForwardingSettings settings;
    private final UnpredictableNumbers numbers;
    private final CacheFront cache;
    private final Function<QueryView, ServerPools> poolsFactory;
    private final Map<Integer, LazySamples> samples = new HashMap<>();
    private final Map<Integer, BackendSettings> servers = new HashMap<>();
    private long version;
    private Runnable wakeUp = () -> {};
    private volatile Table latest;
    private volatile Table followed;

    /**
     * A snapshot. Never changes; what is in it is the thread's.
     *
     * @param pools   whom queries may go to
     * @param servers by number of the backend, null for one that is not there
     * @param samples how queries ended, by number of the backend
     * @param version tells snapshots apart
     */
    public record Table(ServerPools pools, List<BackendSettings> servers, List<LazySamples> samples, long version) {}

    /** Servers are prepared next. */
    ThreadServers(
            final ForwardingSettings settings,
            final UnpredictableNumbers numbers,
            final CacheFront cache,
            final Function<QueryView, ServerPools> poolsFactory) {
        this.settings = settings;
        this.numbers = numbers;
        this.cache = cache;
        this.poolsFactory = poolsFactory;
    }

    /**
     * Servers, pools and policies at the start.
     *
     * @return of the configuration.
     */
    public ForwardingSettings settings() {
        return settings;
    }

    /**
     * Numbers that nobody can predict.
     *
     * @return of this thread alone.
     */
    public UnpredictableNumbers numbers() {
        return numbers;
    }

    /**
     * Packet caches as this thread sees them.
     *
     * @return null where no pool has one.
     */
    public CacheFront cache() {
        return cache;
    }

    /**
     * Makes the first snapshot. Control thread.
     *
     * @param view describes this thread's query, for policies in Lua.
     * @return the snapshot, taken over.
     */
    public Table begin(final QueryView view) {
        latest = table(poolsFactory.apply(view));
        followed = latest;
        return latest;
    }

    private Table table(final ServerPools pools) {
        final int length =
                1 + servers.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        final BackendSettings[] byNumber = new BackendSettings[length];
        final LazySamples[] samplesByNumber = new LazySamples[length];
        servers.forEach((number, server) -> byNumber[number] = server);
        samples.forEach((number, of) -> samplesByNumber[number] = of);
        return new Table(
                pools,
                Collections.unmodifiableList(Arrays.asList(byNumber)),
                Collections.unmodifiableList(Arrays.asList(samplesByNumber)),
                ++version);
    }

    /**
     * Says how the thread is made to look for a new snapshot. Control thread, before anything changes.
     *
     * @param alarm has the thread call {@link #followed}, soon.
     */
    public void onChange(final Runnable alarm) {
        wakeUp = alarm;
    }

    /**
     * The snapshot that is to be used. The thread.
     *
     * @return as it was published last.
     */
    public Table latest() {
        return latest;
    }

    /**
     * Tells that a snapshot is used, and none before it any more. The thread.
     *
     * @param table of {@link #latest}.
     */
    public void followed(final Table table) {
        followed = table;
    }

    @Override
    public void prepare(final Backend backend) {
        servers.put(backend.number(), backend.settings());
        if (cache != null && backend.settings().useClientSubnet()) {
            cache.tellSubnets();
        }
        samples.put(
                backend.number(), new LazySamples(backend.settings().health().lazy()));
    }

    @Override
    public void publish(final ForwardingSettings fresh, final List<Backend> backends) {
        latest = table(latest.pools().with(fresh, backends));
        wakeUp.run();
    }

    @Override
    public boolean isFollowed() {
        return followed.version() == latest.version();
    }

    @Override
    public BackendShare share(final Backend backend) {
        return latest.pools().share(backend.number());
    }

    @Override
    public LazySamples samples(final Backend backend) {
        return samples.get(backend.number());
    }

    @Override
    public void retire(final Backend backend) {
        servers.remove(backend.number());
        samples.remove(backend.number());
    }

    @Override
    public void release(final Backend backend) {
        // The thread closes its connections when it takes over the snapshot.
    }

    @Override
    public boolean reconnect(final Backend backend) {
        return false;
    }

    @Override
    public boolean tidy() {
        return false;
    }
}
