package io.ringway.stack.tcp;

import java.io.Serial;

/** The kernel refused an address. */
public final class TcpBindException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient TcpBinding binding;
    private final int errno;

    TcpBindException(final TcpBinding binding, final int errno, final Throwable cause) {
        super(cause.getMessage(), cause);
        this.binding = binding;
        this.errno = errno;
    }

    /**
     * What was asked for.
     *
     * @return the binding.
     */
    public TcpBinding binding() {
        return binding;
    }

    /**
     * What the kernel said.
     *
     * @return an {@code errno}, 0 when there was none.
     */
    public int errno() {
        return errno;
    }
}
