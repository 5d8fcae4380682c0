package io.ringway.wire;

/**
 * Ethernet II with up to two VLAN tags (IEEE 802.1Q, 802.1ad).
 *
 * <pre>
 *   0             6             12     14
 *  +-------------+-------------+------+---------
 *  | destination |   source    | type | payload     untagged
 *  +-------------+-------------+------+-----+------+---------
 *  | destination |   source    | 8100 | tag | type | payload     each tag puts four bytes in front of the type
 *  +-------------+-------------+------+-----+------+---------
 * </pre>
 */
public final class Ethernet {
    /** Bytes without VLAN tags. */
    public static final int HEADER_LENGTH = 14;

    static final int TYPE_OFFSET = 12;
    static final int VLAN_TAG_LENGTH = 4;
    static final int MAX_VLAN_TAGS = 2;
    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_IPV6 = 0x86DD;
    static final int TYPE_VLAN = 0x8100;
    static final int TYPE_QINQ = 0x88A8;

    private Ethernet() {}

    static boolean isVlan(final int type) {
        return type == TYPE_VLAN || type == TYPE_QINQ;
    }

    /**
     * Writes a header without VLAN tags.
     *
     * @param frame       where, 14 bytes.
     * @param destination the receiver's MAC address, its first byte in bits 40 to 47.
     * @param source      the sender's.
     * @param ipv6        the version of the IP packet behind it.
     */
    public static void write(final long frame, final long destination, final long source, final boolean ipv6) {
        Memory.putLongBigEndian(frame, (destination << 16) | (source >>> 32));
        Memory.putIntBigEndian(frame + 8, (int) source);
        Memory.putShortBigEndian(frame + TYPE_OFFSET, ipv6 ? TYPE_IPV6 : TYPE_IPV4);
    }

    /**
     * Exchanges the two addresses: three loads and stores of 12 bytes instead of a byte loop.
     *
     * @param frame first byte of the header.
     */
    public static void swapAddresses(final long frame) {
        final long destinationAndHalf = Memory.longAt(frame);
        final int sourceEnd = Memory.intAt(frame + 8);
        // Bytes 0-5 destination, 6-11 source, as little-endian numbers: the first eight bytes hold both ends of the
        // seam.
        final long destination = destinationAndHalf & 0xFFFF_FFFF_FFFFL;
        final long source = (destinationAndHalf >>> 48) | ((sourceEnd & 0xFFFF_FFFFL) << 16);
        Memory.putLong(frame, source | (destination << 48));
        Memory.putInt(frame + 8, (int) (destination >>> 16));
    }
}
