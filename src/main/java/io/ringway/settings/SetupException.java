package io.ringway.settings;

import java.io.Serial;

/**
 * Something an operator can mend: its message is one line that names what, where, and how to mend it.
 *
 * <p>The command line prints the message alone and ends with status 1; the stack trace is shown with {@code -v}.
 */
public final class SetupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A failure without a place in the configuration.
     *
     * @param message one line: what, and how to mend it.
     */
    public SetupException(final String message) {
        super(message);
    }

    /**
     * A failure without a place in the configuration, with what led to it.
     *
     * @param message one line: what, and how to mend it.
     * @param cause   shown with {@code -v}.
     */
    public SetupException(final String message, final Throwable cause) {
        super(message, cause);
    }

    /**
     * A failure that a place in the configuration leads to.
     *
     * @param location put in front of the message.
     * @param message  one line: what, and how to mend it.
     */
    public SetupException(final SourceLocation location, final String message) {
        super(location + ": " + message);
    }

    /**
     * A failure that a place in the configuration leads to, with what led to it.
     *
     * @param location put in front of the message.
     * @param message  one line: what, and how to mend it.
     * @param cause    shown with {@code -v}.
     */
    public SetupException(final SourceLocation location, final String message, final Throwable cause) {
        super(location + ": " + message, cause);
    }
}
