package io.ringway.stack.route.netlink;

import io.ringway.xdp.Libc;
import java.io.Serial;

/** A request that the kernel refused or did not answer: one line that names the request and the kernel's reason. */
public final class NetlinkException extends RuntimeException {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file or directory: what a request is about does not exist. */
    public static final int ENOENT = 2;

    /** Interrupted system call: a table changed while it was read, again and again. */
    public static final int EINTR = 4;

    /** Try again: there is nothing to receive. */
    public static final int EAGAIN = 11;

    /** File exists: what was to be made exists. */
    public static final int EEXIST = 17;

    /** Message too long: it did not fit the buffer. */
    public static final int EMSGSIZE = 90;

    /** Address family not supported by protocol. */
    public static final int EAFNOSUPPORT = 97;

    /** No buffer space available: messages were lost. */
    public static final int ENOBUFS = 105;

    /** Connection timed out: no answer came. */
    public static final int ETIMEDOUT = 110;

    @Serial
    private static final long serialVersionUID = 1L;

    private final int errno;
    private final String reason;

    /**
     * A request that failed.
     *
     * @param what       the request, as an operator would say it.
     * @param errno      a number of {@code errno.h}, positive.
     * @param kernelText the kernel's own explanation, empty where it gave none.
     */
    public NetlinkException(final String what, final int errno, final String kernelText) {
        super(what + ": " + reason(errno, kernelText) + " (errno " + errno + ")" + mend(errno));
        this.errno = errno;
        reason = reason(errno, kernelText);
    }

    /**
     * The error number.
     *
     * @return a number of {@code errno.h}.
     */
    public int errno() {
        return errno;
    }

    /**
     * Why, in the kernel's words.
     *
     * @return its explanation, or the C library's text for the number.
     */
    public String reason() {
        return reason;
    }

    private static String reason(final int errno, final String kernelText) {
        return kernelText.isEmpty() ? Libc.errorText(errno) : kernelText;
    }

    private static String mend(final int errno) {
        return switch (errno) {
            case EPERM -> "; run as root, or give CAP_NET_ADMIN";
            case EAFNOSUPPORT -> "; add AF_NETLINK to systemd's RestrictAddressFamilies=";
            default -> "";
        };
    }
}
