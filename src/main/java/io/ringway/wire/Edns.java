package io.ringway.wire;

/**
 * The OPT record (RFC 6891, section 6.1).
 *
 * <pre>
 *   0      1             3             5                            9             11
 *  +------+-------------+-------------+----------------------------+-------------+---------
 *  | root |  TYPE = 41  | payload size|            TTL             |  RDLENGTH   | options
 *  +------+-------------+-------------+----------------------------+-------------+---------
 *
 *   TTL:   0                   1                   2                   3
 *          0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *         +---------------+---------------+-+-----------------------------+
 *         | extended RCODE|    VERSION    |DO             Z               |
 *         +---------------+---------------+-+-----------------------------+
 * </pre>
 */
public final class Edns {
    /** The record's type. */
    public static final int TYPE = 41;

    /** An OPT record without options, the root name included. */
    public static final int LENGTH = 11;

    static final int DNSSEC_OK = 0x8000;
    static final int EXTENDED_RCODE_SHIFT = 24;
    static final int VERSION_SHIFT = 16;

    private Edns() {}

    /**
     * Writes a record without options and with version 0.
     *
     * @param address       where, {@link #LENGTH} bytes.
     * @param payloadSize   the largest UDP payload that its sender takes, bytes.
     * @param extendedRcode bits 4 to 11 of the response code.
     * @param dnssecOk      the DO bit.
     */
    public static void write(
            final long address, final int payloadSize, final int extendedRcode, final boolean dnssecOk) {
        Memory.putByte(address, 0);
        Memory.putShortBigEndian(address + 1, TYPE);
        Memory.putShortBigEndian(address + 3, payloadSize);
        Memory.putIntBigEndian(address + 5, (extendedRcode << EXTENDED_RCODE_SHIFT) | (dnssecOk ? DNSSEC_OK : 0));
        Memory.putShortBigEndian(address + 9, 0);
    }
}
