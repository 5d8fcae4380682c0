package io.ringway.settings.backend;

import java.util.HexFormat;

/**
 * An Ethernet address (IEEE 802), 48 bits.
 *
 * @param bits the six bytes in the low 48 bits, the first one highest
 */
public record MacAddress(long bits) {
    private static final int BYTES = 6;
    private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");

    /** Refuses what is longer. */
    public MacAddress {
        if (bits >>> (BYTES * Byte.SIZE) != 0) {
            throw new IllegalArgumentException("%x is longer than 48 bits".formatted(bits));
        }
    }

    /**
     * Reads the usual form.
     *
     * @param text {@code 00:11:22:33:44:55}.
     * @return the address.
     * @throws IllegalArgumentException when it is not of that form.
     */
    public static MacAddress parse(final String text) {
        final byte[] bytes;
        try {
            bytes = FORMAT.parseHex(text);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not of the form 00:11:22:33:44:55", e);
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("'" + text + "' is not of the form 00:11:22:33:44:55");
        }
        return of(bytes);
    }

    /**
     * From the bytes on the wire.
     *
     * @param bytes six.
     * @return the address.
     */
    public static MacAddress of(final byte[] bytes) {
        long bits = 0;
        for (int i = 0; i < BYTES; i++) {
            bits = (bits << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return new MacAddress(bits);
    }

    @Override
    public String toString() {
        final byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (bits >>> ((BYTES - 1 - i) * Byte.SIZE));
        }
        return FORMAT.formatHex(bytes);
    }
}
