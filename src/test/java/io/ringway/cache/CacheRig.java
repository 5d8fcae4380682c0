package io.ringway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.SourceLocation;
import io.ringway.settings.cache.PacketCacheSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.SocketMessage;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ResponseDefect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;

/** One cache, one thread's view of it, and a clock that is set by hand. */
public final class CacheRig {
    static final int CAPACITY = 65_535;
    private static final int HEADROOM = 256;
    private static final int ROOM = HEADROOM + 2 * 65_536;

    private final Arena arena = Arena.ofAuto();

    /** What the cache's memory is of, kept as long as the rig. */
    private final Arena cacheArena;

    private final MemorySegment frame = arena.allocate(ROOM, 64);
    private final MemorySegment other = arena.allocate(ROOM, 64);
    private final Datagram datagram = new Datagram(false);
    private final DnsQuery query = new DnsQuery();
    private final DnsResponse response = new DnsResponse();
    private final int[] skipOptions;
    final PacketCache cache;
    final CacheKey key = new CacheKey(24, 56);
    final CacheReader reader;
    final CacheWriter writer;
    final CacheMaintenance maintenance;

    /** Begins close to where a nanosecond clock overflows. */
    long nowNs = Long.MAX_VALUE - 1_000_000_000L;

    boolean withSubnet;
    String client = "192.0.2.1";
    int limit = CAPACITY;

    CacheRig(final PacketCacheSettings settings) {
        this(settings, Arena.ofAuto());
    }

    private CacheRig(final PacketCacheSettings settings, final Arena cacheArena) {
        this(cacheOf(settings, cacheArena), cacheArena);
    }

    /** The cache's memory lives as long as the arena, which the rig keeps. */
    CacheRig(final PacketCache cache, final Arena cacheArena) {
        this.cache = cache;
        this.cacheArena = cacheArena;
        skipOptions = cache.settings().skipOptions().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        reader = new CacheReader(cache, 1232);
        writer = new CacheWriter(cache);
        maintenance = new CacheMaintenance(cache, () -> nowNs);
    }

    /** A rig with room for so many answers. */
    public static CacheRig ofEntries(final int maxEntries) {
        return new CacheRig(settings(maxEntries));
    }

    static PacketCacheSettings settings(final int maxEntries) {
        return PacketCacheSettings.of(new SourceLocation("test", 1), maxEntries);
    }

    /** The memory lives as long as the arena. */
    static PacketCache cacheOf(final PacketCacheSettings settings, final Arena arena) {
        return new PacketCache(
                settings, arena.allocate(PacketCache.bytes(settings), 64).address());
    }

    /** Puts the clock forward. */
    public void passSeconds(final double seconds) {
        nowNs += (long) (seconds * 1e9);
    }

    /** Forgets everything. */
    public void clear() {
        maintenance.expunge(0);
    }

    /** Whether the query's answer may be kept; its key stands in {@link #key}. */
    boolean wraps(final byte[] message, final int pool, final boolean tcp) {
        frame.asSlice(0, HEADROOM).fill((byte) 0);
        MemorySegment.copy(message, 0, frame, ValueLayout.JAVA_BYTE, HEADROOM, message.length);
        final long address = frame.address() + HEADROOM;
        SocketMessage.putSocketAddress(
                address + SocketMessage.SOURCE_OFFSET,
                InetAddress.ofLiteral(client).getAddress(),
                4711);
        frame.set(ValueLayout.JAVA_INT, HEADROOM + SocketMessage.FLAGS_OFFSET, tcp ? SocketMessage.TCP : 0);
        datagram.wrapMessage(address, message.length);
        assertThat(query.wrap(address, message.length)).isEqualTo(PacketDefect.NONE);
        return key.wrap(datagram, query, pool, skipOptions, withSubnet);
    }

    /** The answer to a query, null when there is none; then the query has been found as it was. */
    public byte[] ask(final byte[] message, final int pool, final boolean tcp) {
        return ask(message, pool, tcp, false);
    }

    byte[] askStale(final byte[] message) {
        return ask(message, 0, false, true);
    }

    private byte[] ask(final byte[] message, final int pool, final boolean tcp, final boolean stale) {
        assertThat(cacheArena.scope().isAlive()).isTrue();
        if (!wraps(message, pool, tcp)) {
            return null;
        }
        final long address = frame.address() + HEADROOM;
        final int most = Math.max(limit, message.length);
        frame.set(ValueLayout.JAVA_LONG_UNALIGNED, HEADROOM + most, 0x5A5A_5A5A_5A5A_5A5AL);
        final int length = stale
                ? reader.answerStale(key, address, message.length, most, nowNs)
                : reader.answer(key, address, message.length, most, nowNs);
        assertThat(frame.get(ValueLayout.JAVA_LONG_UNALIGNED, HEADROOM + most))
                .as("behind the room")
                .isEqualTo(0x5A5A_5A5A_5A5A_5A5AL);
        if (length == CacheReader.MISS) {
            assertThat(frame.asSlice(HEADROOM, message.length).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(message);
            return null;
        }
        return frame.asSlice(HEADROOM, length).toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] ask(final byte[] message) {
        return ask(message, 0, false);
    }

    /** Whether the answer is kept. */
    public boolean insert(final byte[] message, final byte[] answer, final int pool, final boolean tcp) {
        if (!wraps(message, pool, tcp)) {
            return false;
        }
        MemorySegment.copy(answer, 0, other, ValueLayout.JAVA_BYTE, HEADROOM, answer.length);
        return response.wrap(other.address() + HEADROOM, answer.length) == ResponseDefect.NONE
                && writer.insert(key.address(), key.length(), response, CacheWriter.USUAL_FAILURE_TTL, nowNs);
    }

    boolean insert(final byte[] message, final byte[] answer) {
        return insert(message, answer, 0, false);
    }
}
