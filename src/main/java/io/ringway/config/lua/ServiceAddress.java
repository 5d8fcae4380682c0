package io.ringway.config.lua;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/** {@code 192.0.2.1}, {@code 192.0.2.1:5300}, {@code 2001:db8::1}, {@code [2001:db8::1]:5300}; names are not resolved. */
public final class ServiceAddress {
    /** The port of DNS. */
    public static final int DEFAULT_PORT = 53;

    private static final int MAX_PORT = 65535;
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    private ServiceAddress() {}

    /**
     * Parses an address.
     *
     * @param text what was written.
     * @return the address, with port 53 unless given.
     * @throws IllegalArgumentException that says why it is none.
     */
    public static InetSocketAddress parse(final String text) {
        final String host;
        final String port;
        if (text.startsWith("[")) {
            final int end = text.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("'" + text + "' lacks a closing bracket");
            }
            host = text.substring(1, end);
            final String rest = text.substring(end + 1);
            if (!rest.isEmpty() && !rest.startsWith(":")) {
                throw new IllegalArgumentException("'" + text + "' has something other than :PORT behind the bracket");
            }
            port = rest.isEmpty() ? "" : rest.substring(1);
        } else {
            final int colon = text.indexOf(':');
            final boolean hasPort = colon >= 0 && colon == text.lastIndexOf(':');
            host = hasPort ? text.substring(0, colon) : text;
            port = hasPort ? text.substring(colon + 1) : "";
        }
        return new InetSocketAddress(address(host, text), port(port, text));
    }

    /**
     * Parses an address without a port.
     *
     * @param text {@code 192.0.2.1} or {@code 2001:db8::1}, in full: the JDK takes {@code 1} for 0.0.0.1.
     * @return the address.
     * @throws IllegalArgumentException when it is none.
     */
    public static InetAddress literal(final String text) {
        if (text.indexOf(':') < 0 && !IPV4.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no address");
        }
        return InetAddress.ofLiteral(text);
    }

    private static InetAddress address(final String host, final String text) {
        try {
            return literal(host);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address; give ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT in numbers", e);
        }
    }

    private static int port(final String port, final String text) {
        if (port.isEmpty()) {
            return DEFAULT_PORT;
        }
        try {
            final int number = Integer.parseInt(port);
            if (number >= 1 && number <= MAX_PORT) {
                return number;
            }
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("the port in '" + text + "' is not a number", e);
        }
        throw new IllegalArgumentException("the port in '" + text + "' is outside 1 to " + MAX_PORT);
    }
}
