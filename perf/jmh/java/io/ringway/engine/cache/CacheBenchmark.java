package io.ringway.engine.cache;

import io.ringway.cache.CacheKey;
import io.ringway.cache.CacheWriter;
import io.ringway.cache.PacketCache;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.cache.PacketCacheSettings;
import io.ringway.wire.Answer;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.xdp.AnonymousMemory;
import java.lang.foreign.Arena;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Queries for random names of those that the cache has, {@code xxxxxxxx.example. A}, all as likely, and answers whose TTLs are counted down.
 *
 * <p>With {@code -t 2 -p sharing=shared,private} two threads have one cache, or one each of half the size.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheBenchmark {
    private static final int FRAME_SIZE = 2048;
    private static final int HEADROOM = 256;
    private static final int HEADERS = 42;
    private static final int CAPACITY = 1_472;
    private static final int ONE_INSERT_IN = 16;
    private static final long SECOND_NS = 1_000_000_000;

    /** Ethernet, IPv4, UDP without a checksum, {@code 00000000.example. A} with RD. */
    private static final byte[] QUERY = HexFormat.of()
            .parseHex("020000000001020000000002" + "0800"
                    + "4500003e000040004011b6abc0000202c0000201"
                    + "9c400035002a0000"
                    + "123401000001000000000000" + "08303030303030303007" + "6578616d706c65" + "00" + "00010001");

    private static final byte[] RECORD = HexFormat.of().parseHex("c00c0001000100000e100004cb007107");
    private static final int[] NO_OPTIONS = {};
    private static final int LENGTH = QUERY.length - HEADERS;

    /** The cache of all threads. */
    @State(Scope.Benchmark)
    public static class Shared {
        private AnonymousMemory memory;
        private PacketCache cache;

        /** Makes it when it is first asked for. */
        synchronized PacketCache cache(final int entries) {
            if (cache == null) {
                memory = new AnonymousMemory(PacketCache.bytes(settings(entries)));
                cache = new PacketCache(settings(entries), memory.address());
            }
            return cache;
        }

        /** Frees it. */
        @TearDown(Level.Trial)
        public void free() {
            if (memory != null) {
                memory.close();
                memory = null;
                cache = null;
            }
        }
    }

    /** Names that are asked for. */
    @Param({"1000", "1000000"})
    private int names;

    /** Whether threads have one cache or one each. */
    @Param("shared")
    private String sharing;

    private final Datagram datagram = new Datagram(true);
    private final DnsQuery query = new DnsQuery();
    private final DnsResponse response = new DnsResponse();
    private final Answer answer = new Answer(1232);
    private final Arena arena = Arena.ofShared();
    private final long frame = arena.allocate(2 * FRAME_SIZE, FRAME_SIZE).address() + HEADROOM;
    private final long other = frame + FRAME_SIZE;
    private AnonymousMemory memory;
    private CacheFront front;
    private final CacheKey key = new CacheKey(24, 56);
    private CacheWriter writer;
    private long nowNs;
    private long random = 88_172_645_463_325_252L;

    private static PacketCacheSettings settings(final int entries) {
        return PacketCacheSettings.of(new SourceLocation("benchmark", 1), entries + entries / 8);
    }

    /**
     * Fills the cache.
     *
     * @param shared of all threads.
     */
    @Setup
    public void prepare(final Shared shared) {
        random += Thread.currentThread().threadId() << 17;
        final PacketCache cache;
        if ("shared".equals(sharing)) {
            cache = shared.cache(names);
        } else {
            memory = new AnonymousMemory(PacketCache.bytes(settings(names)));
            cache = new PacketCache(settings(names), memory.address());
        }
        front = new CacheFront(new PacketCache[] {cache}, 1, 1232, false, 24, 56);
        writer = new CacheWriter(cache);
        for (int i = 0; i < QUERY.length; i++) {
            Memory.putByte(frame + i, QUERY[i]);
            Memory.putByte(other + i, QUERY[i]);
        }
        for (int i = 0; i < RECORD.length; i++) {
            Memory.putByte(other + QUERY.length + i, RECORD[i]);
        }
        Memory.putShortBigEndian(other + HEADERS + 2, 0x8180);
        Memory.putShortBigEndian(other + HEADERS + 6, 1);
        for (int i = 0; i < names; i++) {
            // Where another thread fills the same cache, an insert may be left out.
            while (!ask(i)) {
                insert(i);
            }
        }
        nowNs += 3 * SECOND_NS;
        int hits = 0;
        for (int i = 0; i < names; i++) {
            hits += ask(i) ? 1 : 0;
        }
        if (hits < names * 0.98) {
            throw new IllegalStateException("of " + names + " names only " + hits + " are there");
        }
    }

    /** Frees the thread's own cache. */
    @TearDown
    public void free() {
        if (memory != null) {
            memory.close();
        }
        arena.close();
    }

    private int next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) (((random >>> 32) * names) >>> 32);
    }

    /** Eight hexadecimal digits. */
    private static long digits(final int number) {
        long spread = Integer.toUnsignedLong(number);
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFFL;
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FFL;
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0FL;
        return spread + 0x6161_6161_6161_6161L;
    }

    private void writeQuery(final int name) {
        Memory.putLong(frame + HEADERS, 0x0000_0100_0001_3412L);
        Memory.putInt(frame + HEADERS + 8, 0);
        Memory.putLong(frame + HEADERS + 13, digits(name));
    }

    private boolean ask(final int name) {
        for (int i = 0; i < HEADERS; i++) {
            Memory.putByte(frame + i, QUERY[i]);
        }
        return lookUp(name);
    }

    private boolean lookUp(final int name) {
        writeQuery(name);
        if (datagram.wrap(frame, QUERY.length) != PacketDefect.NONE
                || query.wrap(datagram.payloadAddress(), datagram.payloadLength()) != PacketDefect.NONE) {
            throw new IllegalStateException("the benchmark's query is wrong");
        }
        final int length = front.answer(datagram, query, 0, CAPACITY, nowNs);
        if (length > 0) {
            answer.enclose(datagram, length);
        }
        return length > 0;
    }

    private void insert(final int name) {
        writeQuery(name);
        datagram.wrap(frame, QUERY.length);
        query.wrap(datagram.payloadAddress(), datagram.payloadLength());
        key.wrap(datagram, query, 0, NO_OPTIONS, false);
        Memory.putLong(other + HEADERS + 13, digits(name));
        response.wrap(other + HEADERS, LENGTH + RECORD.length);
        writer.insert(key.address(), key.length(), response, CacheWriter.USUAL_FAILURE_TTL, nowNs);
    }

    /**
     * A frame with a query becomes one with an answer: parsed, looked up, headers and checksums written.
     *
     * @return whether it was there.
     */
    @Benchmark
    public boolean hit() {
        Memory.copy(other, frame, HEADERS);
        return lookUp(next());
    }

    /**
     * The same without the cache, to be subtracted.
     *
     * @return bytes of the answer.
     */
    @Benchmark
    public int noCache() {
        Memory.copy(other, frame, HEADERS);
        writeQuery(next());
        if (datagram.wrap(frame, QUERY.length) != PacketDefect.NONE
                || query.wrap(datagram.payloadAddress(), datagram.payloadLength()) != PacketDefect.NONE) {
            throw new IllegalStateException("the benchmark's query is wrong");
        }
        answer.enclose(datagram, LENGTH + RECORD.length);
        return answer.frameLength();
    }

    /**
     * Hits, and instead of one in sixteen a response that takes the place of an older one.
     *
     * @return whether it was there.
     */
    @Benchmark
    public boolean hitsAndInserts() {
        Memory.copy(other, frame, HEADERS);
        final int name = next();
        if ((random & (ONE_INSERT_IN - 1)) != 0) {
            return lookUp(name);
        }
        nowNs += 1;
        insert(name);
        return true;
    }
}
