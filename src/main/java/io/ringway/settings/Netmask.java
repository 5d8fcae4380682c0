package io.ringway.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address prefix, or with {@code excluded} its exception ({@code !192.0.2.0/24} in the dialect).
 *
 * @param address      network address; bits behind the prefix are ignored
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 * @param excluded     whether addresses inside do not match
 */
public record Netmask(InetAddress address, int prefixLength, boolean excluded) {
    /** Checks the prefix length against the address family. */
    public Netmask {
        final int bits = address.getAddress().length * Byte.SIZE;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "prefix length " + prefixLength + " is outside 0 to " + bits + " for " + address.getHostAddress());
        }
    }

    /**
     * Parses {@code 192.0.2.0/24}, {@code 2001:db8::/32}, a bare address, or one of these behind {@code !}.
     *
     * @param text what the operator wrote.
     * @return the netmask.
     * @throws IllegalArgumentException with the reason when it is no netmask; names are not resolved.
     */
    public static Netmask parse(final String text) {
        final boolean excluded = text.startsWith("!");
        final String mask = excluded ? text.substring(1) : text;
        final int slash = mask.indexOf('/');
        final String host = slash < 0 ? mask : mask.substring(0, slash);
        try {
            final InetAddress address = InetAddress.ofLiteral(host);
            final int bits = address.getAddress().length * Byte.SIZE;
            final int length = slash < 0 ? bits : Integer.parseInt(mask.substring(slash + 1));
            return new Netmask(address, length, excluded);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no netmask: the prefix length is not a number", e);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no netmask: " + e.getMessage(), e);
        }
    }

    /**
     * The address in network byte order with the bits behind the prefix cleared.
     *
     * @return 4 or 16 bytes, a copy.
     */
    public byte[] networkBytes() {
        final byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            final int kept = Math.clamp(prefixLength - (long) i * Byte.SIZE, 0, Byte.SIZE);
            bytes[i] &= (byte) (0xFF00 >> kept);
        }
        return bytes;
    }

    @Override
    public String toString() {
        try {
            return (excluded ? "!" : "")
                    + InetAddress.getByAddress(networkBytes()).getHostAddress()
                    + "/"
                    + prefixLength;
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
