package io.ringway.settings;

/**
 * A place in the configuration, for messages.
 *
 * @param file name of the file as the operator gave it, or a pseudo-name such as {@code command line}
 * @param line line number from 1, or 0 where lines mean nothing
 */
public record SourceLocation(String file, int line) {
    /** The place of everything that was given as an option of the command. */
    public static final SourceLocation COMMAND_LINE = new SourceLocation("command line", 0);

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
