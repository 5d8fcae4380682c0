package io.ringway.xdp;

import io.ringway.wire.Memory;

/**
 * {@code struct xdp_desc} ({@code linux/if_xdp.h}), the entry of RX and TX rings.
 *
 * <pre>
 *   0                               8               12              16
 *  +-------------------------------+---------------+---------------+
 *  |  address within the UMEM u64  |  length  u32  |  options u32  |
 *  +-------------------------------+---------------+---------------+
 * </pre>
 */
public final class Descriptor {
    /** log2 of the bytes of a descriptor. */
    public static final int SHIFT = 4;

    /** log2 of the bytes of an entry of FILL and COMPLETION rings, which is an address alone. */
    public static final int ADDRESS_SHIFT = 3;

    /** The packet goes on in the next descriptor ({@code XDP_PKT_CONTD}). */
    public static final int CONTINUED = 1;

    private Descriptor() {}

    /**
     * Reads the address.
     *
     * @param entry address of the descriptor.
     * @return bytes from the start of the UMEM.
     */
    public static long address(final long entry) {
        return Memory.longAt(entry);
    }

    /**
     * Reads the length.
     *
     * @param entry address of the descriptor.
     * @return bytes of the packet in this frame.
     */
    public static int length(final long entry) {
        return Memory.intAt(entry + 8);
    }

    /**
     * Reads the options.
     *
     * @param entry address of the descriptor.
     * @return {@code XDP_PKT_CONTD} and others.
     */
    public static int options(final long entry) {
        return Memory.intAt(entry + 12);
    }

    /**
     * Writes a descriptor without options.
     *
     * @param entry   address of the descriptor.
     * @param address bytes from the start of the UMEM.
     * @param length  bytes of the packet.
     */
    public static void write(final long entry, final long address, final int length) {
        Memory.putLong(entry, address);
        Memory.putLong(entry + 8, length);
    }
}
