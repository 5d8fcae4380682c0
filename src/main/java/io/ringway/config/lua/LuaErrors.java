package io.ringway.config.lua;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import party.iroiro.luajava.LuaException;

/** Turns what Lua throws into one line with file and line number. Used by the thread that is in Lua. */
final class LuaErrors {
    private static final Pattern AT_LINE = Pattern.compile("(?s)(?:[\\w.]+(?:Exception|Error): )?(.+?):(\\d+): (.*)");
    private static final Pattern UNDEFINED_CALL =
            Pattern.compile("attempt to call (global|method|field|upvalue|local) '([^']+)' \\(a nil value\\).*");
    private static final int MAX_CHUNK_NAME = 60;

    private final List<String> files = new ArrayList<>();
    private SetupException failure;

    /** A file whose lines may appear in messages. */
    void know(final String file) {
        if (!files.contains(file)) {
            files.add(file);
        }
    }

    /** A function of the dialect failed; Lua may catch that, or pass it on as an error of its own. */
    void failed(final SetupException e) {
        failure = e;
    }

    /** {@code functions} and {@code methods} are names that may have been meant, {@code otherwise} is where it happened if Lua does not say. */
    SetupException translate(
            final LuaException e,
            final String otherwise,
            final Collection<String> functions,
            final Collection<String> methods) {
        final String message = String.valueOf(e.getMessage());
        // A failure that the file caught with pcall is over; the one that ended it is part of the error.
        if (failure != null && (failure.equals(e.getCause()) || message.contains(failure.getMessage()))) {
            return failure;
        }
        final Matcher atLine = AT_LINE.matcher(message);
        if (!atLine.matches()) {
            return new SetupException(new SourceLocation(otherwise, 0), firstLine(message), e);
        }
        final SourceLocation location =
                new SourceLocation(wholeName(atLine.group(1)), Integer.parseInt(atLine.group(2)));
        final String what = firstLine(atLine.group(3));
        final Matcher undefined = UNDEFINED_CALL.matcher(what);
        if (undefined.matches()) {
            final boolean method = "method".equals(undefined.group(1));
            final String name = undefined.group(2);
            return new SetupException(
                    location,
                    "unknown " + (method ? "method" : "function") + " '" + name + "'"
                            + NearestName.hint(name, method ? methods : functions),
                    e);
        }
        return new SetupException(location, what, e);
    }

    /** Lua cuts long file names at the front. */
    private String wholeName(final String name) {
        if (name.startsWith("...") && name.length() <= MAX_CHUNK_NAME) {
            for (final String file : files) {
                if (file.endsWith(name.substring(3))) {
                    return file;
                }
            }
        }
        return name;
    }

    private static String firstLine(final String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
