package io.ringway.stack;

import io.ringway.settings.AddressText;
import io.ringway.xdp.Libc;
import io.ringway.xdp.NativeException;

/** Says why a listening socket cannot be had, and how to mend it. */
final class SocketFailure {
    private static final int EPERM = 1;
    private static final int EACCES = 13;
    private static final int ENODEV = 19;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;
    private static final int FIRST_FREE_PORT = 1024;

    private SocketFailure() {}

    static NativeException of(final String what, final UdpSocketOptions options, final int errno) {
        return new NativeException(
                "UDP " + AddressText.of(options.address()) + ": " + what + ": " + Libc.errorText(errno) + " (errno "
                        + errno + ")" + mend(errno, options),
                null);
    }

    private static String mend(final int errno, final UdpSocketOptions options) {
        return switch (errno) {
            case EADDRINUSE ->
                options.reusePort()
                        ? "; another process listens there without reusePort: end that one first"
                        : "; another process, or another addLocal, listens there: end that one first (ss -lunp 'sport = :"
                                + options.address().getPort()
                                + "' tells), or give each addLocal on this address reusePort=true";
            case EADDRNOTAVAIL -> "; no interface has this address";
            case EPERM, EACCES ->
                options.address().getPort() < FIRST_FREE_PORT
                        ? "; run as root, give CAP_NET_BIND_SERVICE, or listen on a port from 1024 up"
                        : "; run as root, or give CAP_NET_RAW";
            case ENODEV -> "; there is no interface of that name";
            default -> "";
        };
    }
}
