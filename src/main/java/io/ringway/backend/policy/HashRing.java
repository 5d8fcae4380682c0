package io.ringway.backend.policy;

import io.ringway.backend.BackendShare;
import io.ringway.backend.NameHash;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Points of servers on a ring of 64-bit hashes; a name belongs to the server of the first point at or after its hash.
 *
 * <p>A server has as many points as its weight says, times a power of two that is chosen so that there are at most 16,384 in all and at most 1,024
 * for a weight of 1. Its first points are the same whatever that factor is, so that a factor that changes with the weights moves few names. Where
 * they lie follows from the server's address and port alone, so that all workers, all machines and all starts agree; of several servers with one
 * address, in the pool's order, each has its own.
 *
 * <p>A point, its sign turned round so that sorting as signed numbers sorts the hashes as unsigned ones:
 * <pre>
 *    63                                             16 15           0
 *   +-------------------------------------------------+--------------+
 *   |                high 48 bits of the hash         |    server    |
 *   +-------------------------------------------------+--------------+
 * </pre>
 *
 * <p>Belongs to one thread. Made for one array of servers; {@link #follow} takes over weights that have changed, without allocating.
 */
final class HashRing {
    private static final int MAX_POINTS = 1 << 14;
    private static final int MAX_SHIFT = 10;
    private static final int BUCKET_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(MAX_POINTS);
    private static final int SERVER_BITS = 16;
    private static final int SERVER_MASK = (1 << SERVER_BITS) - 1;

    private final BackendShare[] servers;
    private final long[] keys;
    private final int[] weights;
    private final long[] points;
    private final int[] starts = new int[MAX_POINTS];
    private int size;

    /**
     * A ring with the points of all servers.
     *
     * @param servers up to 65,536.
     */
    HashRing(final BackendShare[] servers) {
        if (servers.length > 1 << SERVER_BITS) {
            throw new IllegalArgumentException(servers.length + " servers are above " + (1 << SERVER_BITS));
        }
        this.servers = servers;
        keys = keys(servers);
        weights = new int[servers.length];
        points = new long[MAX_POINTS + servers.length];
        build();
    }

    private static long[] keys(final BackendShare[] servers) {
        final long[] keys = new long[servers.length];
        for (int i = 0; i < servers.length; i++) {
            final InetSocketAddress address = servers[i].backend().settings().address();
            long key = address.getPort();
            for (final byte part : address.getAddress().getAddress()) {
                key = NameHash.mix((key << Byte.SIZE) ^ (key >>> (Long.SIZE - Byte.SIZE)) ^ (part & 0xFF));
            }
            for (int other = 0; other < i; other++) {
                if (servers[other].backend().settings().address().equals(address)) {
                    key = NameHash.mix(key);
                }
            }
            keys[i] = key;
        }
        return keys;
    }

    /** Makes the points anew when a weight has changed: a millisecond or so, once for each change. */
    void follow() {
        for (int i = 0; i < servers.length; i++) {
            if (servers[i].backend().weight() != weights[i]) {
                build();
                return;
            }
        }
    }

    private void build() {
        long sum = 0;
        for (int i = 0; i < servers.length; i++) {
            weights[i] = servers[i].backend().weight();
            sum += weights[i];
        }
        int shift = MAX_SHIFT;
        while (shifted(sum, shift) > MAX_POINTS) {
            shift--;
        }
        size = 0;
        for (int i = 0; i < servers.length; i++) {
            final long count = Math.max(1, shifted(weights[i], shift));
            for (long point = 0; point < count; point++) {
                final long hash = NameHash.mix(keys[i] + point);
                points[size] = ((hash & ~SERVER_MASK) | i) ^ Long.MIN_VALUE;
                size++;
            }
        }
        Arrays.sort(points, 0, size);
        index();
    }

    private static long shifted(final long weight, final int shift) {
        return shift >= 0 ? weight << shift : weight >> -shift;
    }

    /** Notes for each bucket of hashes where its points begin, so that a look-up passes over one point or so. */
    private void index() {
        int point = 0;
        for (int bucket = 0; bucket < starts.length; bucket++) {
            final long start = ((long) bucket << BUCKET_SHIFT) ^ Long.MIN_VALUE;
            while (point < size && points[point] < start) {
                point++;
            }
            starts[bucket] = point;
        }
    }

    /**
     * The first point at or after a hash. Not by binary search, whose steps are a dozen branches that cannot be predicted.
     *
     * @param hash 64 bits.
     * @return its position.
     */
    int first(final long hash) {
        final long wanted = (hash & ~SERVER_MASK) ^ Long.MIN_VALUE;
        int point = starts[(int) (hash >>> BUCKET_SHIFT)];
        while (point < size && points[point] < wanted) {
            point++;
        }
        return point == size ? 0 : point;
    }

    /** The position after another; after the last comes the first. */
    int next(final int point) {
        return point + 1 == size ? 0 : point + 1;
    }

    /** The index of the server that a point belongs to. */
    int server(final int point) {
        return (int) points[point] & SERVER_MASK;
    }
}
