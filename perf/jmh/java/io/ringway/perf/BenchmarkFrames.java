package io.ringway.perf;

import io.ringway.wire.Memory;
import java.lang.foreign.Arena;
import java.util.HexFormat;

/** Queries in native memory, as the benchmarks parse and answer them. */
public final class BenchmarkFrames {
    /** Bytes of {@link #plainQuery}. */
    public static final int PLAIN_QUERY_LENGTH = 71;

    private static final int FRAME_SIZE = 2048;

    /** Ethernet, IPv4, UDP, {@code example.com. A} with RD; both checksums are right. */
    private static final byte[] PLAIN_QUERY = HexFormat.of()
            .parseHex("020000000001020000000002" + "0800"
                    + "45000039000040004011b6b0c0000202c0000201"
                    + "9c4000350025fd88"
                    + "123401000001000000000000" + "076578616d706c6503636f6d0000010001");

    private BenchmarkFrames() {}

    /**
     * A plain A query alone in a frame.
     *
     * @param arena owns the memory.
     * @return address of its first byte.
     */
    public static long plainQuery(final Arena arena) {
        final long address = arena.allocate(FRAME_SIZE, FRAME_SIZE).address();
        write(address);
        return address;
    }

    /**
     * Writes the query again, since an answer replaces it.
     *
     * @param address of its first byte.
     */
    public static void write(final long address) {
        for (int i = 0; i < PLAIN_QUERY.length; i++) {
            Memory.putByte(address + i, PLAIN_QUERY[i]);
        }
    }
}
