package io.ringway.xdp;

import java.io.Serial;

/** A native call that failed: one line that names the call, the errno, and how to mend it where that is known. */
public final class NativeException extends RuntimeException {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file or directory. */
    public static final int ENOENT = 2;

    /** No such device or address: the interface is gone. */
    public static final int ENXIO = 6;

    /** Try again. */
    public static final int EAGAIN = 11;

    /** Out of memory. */
    public static final int ENOMEM = 12;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** Device or resource busy. */
    public static final int EBUSY = 16;

    /** File exists. */
    public static final int EEXIST = 17;

    /** No such device. */
    public static final int ENODEV = 19;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;

    /** Address family not supported by protocol. */
    public static final int EAFNOSUPPORT = 97;

    /** Network is down. */
    public static final int ENETDOWN = 100;

    /** No buffer space available. */
    public static final int ENOBUFS = 105;

    @Serial
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * A failed call.
     *
     * @param what  the call and its arguments, as an operator would say it.
     * @param errno a number of {@code errno.h}, positive.
     */
    public NativeException(final String what, final int errno) {
        super(what + ": " + Libc.errorText(errno) + " (errno " + errno + ")" + mend(errno));
        this.errno = errno;
    }

    /**
     * A failure without an errno.
     *
     * @param message one line: what, and how to mend it.
     * @param cause   what led to it, or null.
     */
    public NativeException(final String message, final Throwable cause) {
        super(message, cause);
        errno = 0;
    }

    /**
     * The error number.
     *
     * @return a number of {@code errno.h}, or 0 when the failure has none.
     */
    public int errno() {
        return errno;
    }

    private static String mend(final int errno) {
        return switch (errno) {
            case EPERM, EACCES -> "; run as root, or give CAP_NET_RAW, CAP_NET_ADMIN, CAP_BPF and CAP_PERFMON";
            case EBUSY -> "; another process has it: end that one first";
            case ENOMEM, ENOBUFS -> "; raise the limit of locked memory (LimitMEMLOCK=infinity) or lower frameNums";
            case EAFNOSUPPORT ->
                "; add AF_XDP to systemd's RestrictAddressFamilies=, or use a kernel with CONFIG_XDP_SOCKETS";
            case EOPNOTSUPP ->
                "; the driver has no zero-copy or no native XDP: leave copy and mode away, or set them to \"auto\"";
            case ENODEV, ENXIO -> "; the interface is gone";
            default -> "";
        };
    }
}
