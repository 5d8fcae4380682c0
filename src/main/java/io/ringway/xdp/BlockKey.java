package io.ringway.xdp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A key of one of the maps of blocks.
 *
 * <pre>
 *  addr-v4   0          4     addr-v6   0                16
 *           +----------+               +------------------+
 *           | IPv4, of |               |      IPv6        |
 *           | the host |               +------------------+
 *           +----------+
 *  cidr4     0        4        8     cidr6     0        4                20
 *           +--------+--------+               +--------+-----------------+
 *           | length |  IPv4  |               | length |      IPv6       |
 *           +--------+--------+               +--------+-----------------+
 *  qnames    0                        255 256    258
 *           +---------------------------+-+------+
 *           | name, zeros behind it     |0| type |
 *           +---------------------------+-+------+
 * </pre>
 *
 * <p>Addresses are in network byte order but for {@code addr-v4}; that one, lengths of prefixes and types are in the machine's. A value is a counter of 64
 * bits and a byte for the action, sixteen bytes in all. A name is in wire format with letters in lower case.
 *
 * @param map   which map
 * @param bytes the key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BlockKey(BlockMap map, byte[] bytes) {
    /** Bytes of a value. */
    public static final int VALUE_LENGTH = 16;

    /** The type that stands for every type. */
    public static final int ANY_TYPE = 65_535;

    private static final int NAME_LENGTH = 255;
    private static final int IPV4_LENGTH = 4;

    /**
     * The key of a network of sources.
     *
     * @param network      bits behind the prefix are clear.
     * @param prefixLength bits; all of them make it an address.
     * @return the key.
     */
    public static BlockKey ofSource(final InetAddress network, final int prefixLength) {
        final byte[] address = network.getAddress();
        final boolean ipv4 = address.length == IPV4_LENGTH;
        if (prefixLength == address.length * Byte.SIZE) {
            return ipv4
                    ? new BlockKey(BlockMap.ADDRESS_V4, reversed(address))
                    : new BlockKey(BlockMap.ADDRESS_V6, address);
        }
        return new BlockKey(
                ipv4 ? BlockMap.NETWORK_V4 : BlockMap.NETWORK_V6,
                ByteBuffer.allocate(Integer.BYTES + address.length)
                        .order(ByteOrder.nativeOrder())
                        .putInt(prefixLength)
                        .put(address)
                        .array());
    }

    /** Between network byte order and the machine's. */
    private static byte[] reversed(final byte[] address) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(ByteBuffer.wrap(address).getInt())
                .array();
    }

    /**
     * The key of a question.
     *
     * @param name in wire format, letters in lower case, 1 to 255 bytes.
     * @param type of the question, or {@link #ANY_TYPE}.
     * @return the key.
     */
    public static BlockKey ofQuestion(final byte[] name, final int type) {
        return new BlockKey(
                BlockMap.QUESTION,
                ByteBuffer.allocate(BlockMap.QUESTION.keyLength())
                        .order(ByteOrder.nativeOrder())
                        .put(name)
                        .putShort(NAME_LENGTH + 1, (short) type)
                        .array());
    }

    /**
     * The network that a key of sources is for.
     *
     * @return its address.
     */
    public InetAddress source() {
        try {
            return InetAddress.getByAddress(
                    switch (map) {
                        case ADDRESS_V4 ->
                            ByteBuffer.allocate(Integer.BYTES)
                                    .putInt(ByteBuffer.wrap(bytes)
                                            .order(ByteOrder.nativeOrder())
                                            .getInt())
                                    .array();
                        case ADDRESS_V6 -> bytes;
                        case NETWORK_V4, NETWORK_V6 -> Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
                        case QUESTION -> throw new IllegalStateException("a question has no address");
                    });
        } catch (final UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * How many bits of {@link #source()} count.
     *
     * @return 0 to 32 or 128.
     */
    public int prefixLength() {
        return map == BlockMap.NETWORK_V4 || map == BlockMap.NETWORK_V6
                ? ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt()
                : bytes.length * Byte.SIZE;
    }

    /**
     * The name that a key of questions is for.
     *
     * @return in wire format, with the root label.
     */
    public byte[] name() {
        int end = 0;
        while (end < NAME_LENGTH - 1 && bytes[end] > 0) {
            end += 1 + bytes[end];
        }
        return Arrays.copyOf(bytes, Math.min(end + 1, NAME_LENGTH));
    }

    /**
     * The type that a key of questions is for.
     *
     * @return 0 to 65535.
     */
    public int type() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort(NAME_LENGTH + 1) & 0xFFFF;
    }

    /**
     * The value of a new entry.
     *
     * @param action 0 to pass, 1 to drop, 2 to answer with TC=1.
     * @return its bytes; the counter is 0.
     */
    public static byte[] value(final int action) {
        return ByteBuffer.allocate(VALUE_LENGTH).put(Long.BYTES, (byte) action).array();
    }

    /**
     * The counter in a value.
     *
     * @param value as read.
     * @return packets.
     */
    public static long counter(final byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
    }

    /**
     * The action in a value.
     *
     * @param value as read.
     * @return 0 to 255.
     */
    public static int action(final byte[] value) {
        return value[Long.BYTES] & 0xFF;
    }
}
