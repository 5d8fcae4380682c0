package io.ringway.topology.nic;

import io.ringway.topology.CpuSet;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** How a NIC spreads flows over its queues, as {@code ethtool -x} shows it. Immutable. */
public final class ReceiveSideScaling {
    private final String hashFunction;
    private final byte[] key;
    private final int[] indirection;

    /**
     * What the driver told.
     *
     * @param hashFunction {@code toeplitz}, {@code xor}, {@code crc32}, or empty when it did not say.
     * @param key          the hash's key; empty when it did not say.
     * @param indirection  the queue for each value of the hash's low bits; empty when it did not say.
     */
    public ReceiveSideScaling(final String hashFunction, final byte[] key, final int[] indirection) {
        this.hashFunction = hashFunction;
        this.key = key.clone();
        this.indirection = indirection.clone();
    }

    /**
     * The hash function.
     *
     * @return empty when the driver did not say.
     */
    public String hashFunction() {
        return hashFunction;
    }

    /**
     * The key.
     *
     * @return bytes in hexadecimal, separated by colons; empty when the driver did not say.
     */
    public String keyText() {
        return HexFormat.ofDelimiter(":").formatHex(key);
    }

    /**
     * Whether there is a key of zeros alone, with which every flow has the same hash.
     *
     * @return false also when the key is not known.
     */
    public boolean isKeyZero() {
        return key.length > 0 && Arrays.equals(key, new byte[key.length]);
    }

    /**
     * The size of the indirection table.
     *
     * @return entries, 0 when it is not known.
     */
    public int indirectionSize() {
        return indirection.length;
    }

    /**
     * The queues that the indirection table names.
     *
     * @return numbers of queues, in the form of a set of processors.
     */
    public CpuSet queues() {
        return CpuSet.of(IntStream.of(indirection));
    }
}
