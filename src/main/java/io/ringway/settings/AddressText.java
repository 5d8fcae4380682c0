package io.ringway.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Addresses as operators read and write them: IPv6 in the form of RFC 5952, in brackets where a port follows. */
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /**
     * An address with its port.
     *
     * @param address resolved.
     * @return {@code 192.0.2.1:53} or {@code [2001:db8::1]:53}.
     */
    public static String of(final InetSocketAddress address) {
        final String host = of(address.getAddress());
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /**
     * An address.
     *
     * @param address of either family.
     * @return {@code 192.0.2.1} or {@code 2001:db8::1}, with {@code %} and its interface for a scoped one.
     */
    public static String of(final InetAddress address) {
        if (!(address instanceof final Inet6Address scoped)) {
            return address.getHostAddress();
        }
        final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        final int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = bytes.getShort() & 0xFFFF;
        }
        final String host = compressed(groups);
        if (scoped.getScopedInterface() != null) {
            return host + "%" + scoped.getScopedInterface().getName();
        }
        return scoped.getScopeId() == 0 ? host : host + "%" + scoped.getScopeId();
    }

    /** RFC 5952, section 4.2: the longest run of at least two zero groups, the first among equals, becomes {@code ::}. */
    private static String compressed(final int[] groups) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
