package io.ringway.config;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.LuaException;
import party.iroiro.luajava.luajit.LuaJit;

/**
 * LuaJIT with its whole standard library, the functions of the dialect as globals, and errors turned into one line each.
 *
 * <p>Only the bridge's own global {@code java} is taken away. A name that nobody defined stays nil, as in Lua, so that files may ask for it; only
 * calling it is an error. One thread, closed once the settings exist.
 */
final class LuaRuntime implements AutoCloseable {
    /** Level 0 is getinfo itself, 1 the function of the dialect, 2 the line that called it. */
    private static final int CALLER_LEVEL = 2;

    private static final int MAX_C_LEVELS = 8;

    private static final Pattern AT_LINE = Pattern.compile("(?s)(?:[\\w.]+(?:Exception|Error): )?(.+?):(\\d+): (.*)");
    private static final Pattern UNDEFINED_CALL =
            Pattern.compile("attempt to call (?:global|method|field|upvalue|local) '([^']+)' \\(a nil value\\).*");
    private static final int MAX_CHUNK_NAME = 60;

    private final Lua lua;
    private final Diagnostics diagnostics;
    private final Set<String> names = new TreeSet<>();
    private final List<String> files = new ArrayList<>();
    private final int getinfo;
    private SetupException failure;

    LuaRuntime(final Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        try {
            lua = new LuaJit();
        } catch (final LinkageError | RuntimeException e) {
            throw new SetupException(
                    "LuaJIT cannot be loaded (" + e.getMessage()
                            + "); a writable java.io.tmpdir without noexec is needed",
                    e);
        }
        lua.openLibraries();
        lua.pushNil();
        lua.setGlobal("java");
        lua.getGlobal("debug");
        lua.getField(-1, "getinfo");
        getinfo = lua.ref();
        lua.pop(1);
    }

    /** Makes a function known under a global name. */
    void define(final String name, final DialectFunction function) {
        names.add(name);
        lua.push(state -> call(state, name, function));
        lua.setGlobal(name);
    }

    /** Makes a table of numbers known under a global name. */
    void define(final String name, final Map<String, Integer> constants) {
        lua.createTable(0, constants.size());
        constants.forEach((key, value) -> {
            lua.push(value);
            lua.setField(-2, key);
        });
        lua.setGlobal(name);
    }

    private int call(final Lua state, final String name, final DialectFunction function) {
        try {
            final List<Object> arguments = new ArrayList<>();
            for (int i = 1; i <= state.getTop(); i++) {
                arguments.add(state.toObject(i));
            }
            final Object result = function.apply(new Call(name, caller(state), arguments, diagnostics));
            return push(state, result);
        } catch (final SetupException e) {
            failure = e;
            throw e;
        }
    }

    private static int push(final Lua state, final Object result) {
        if (DialectFunction.NOTHING.equals(result)) {
            return 0;
        }
        switch (result) {
            case null -> state.pushNil();
            case String text -> state.push(text);
            case Number number -> state.push(number);
            case Boolean flag -> state.push(flag);
            default -> state.pushJavaObject(result);
        }
        return 1;
    }

    /** The nearest line of Lua; a call through pcall has C functions in between. */
    private SourceLocation caller(final Lua state) {
        final int top = state.getTop();
        try {
            for (int level = CALLER_LEVEL; level < CALLER_LEVEL + MAX_C_LEVELS; level++) {
                state.refGet(getinfo);
                state.push(level);
                state.push("Sl");
                state.pCall(2, 1);
                if (state.toObject(-1) instanceof final Map<?, ?> info
                        && info.get("source") instanceof final String source
                        && info.get("currentline") instanceof final Number line
                        && line.intValue() > 0) {
                    return new SourceLocation(source.replaceFirst("^@", ""), line.intValue());
                }
                state.setTop(top);
            }
            return new SourceLocation(files.getLast(), 0);
        } finally {
            state.setTop(top);
        }
    }

    /** Evaluates a file; errors come out as SetupException with file and line. */
    void evaluate(final Path file) {
        final String name = file.toString();
        final byte[] source;
        try {
            source = Files.readAllBytes(file);
        } catch (final NoSuchFileException e) {
            throw new SetupException("configuration '" + name + "' does not exist; name another with -C", e);
        } catch (final IOException e) {
            final String reason = Files.isDirectory(file) ? "is a directory" : "cannot be read: " + e.getMessage();
            throw new SetupException("configuration '" + name + "' " + reason, e);
        }
        files.add(name);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(source.length);
        buffer.put(source).flip();
        try {
            lua.load(buffer, "@" + name);
            lua.pCall(0, 0);
        } catch (final LuaException e) {
            throw translate(e);
        } finally {
            files.removeLast();
        }
    }

    private SetupException translate(final LuaException e) {
        final String message = String.valueOf(e.getMessage());
        // A failure that the file caught with pcall is over; the one that ended it is part of the error.
        if (failure != null && (failure.equals(e.getCause()) || message.contains(failure.getMessage()))) {
            return failure;
        }
        final Matcher atLine = AT_LINE.matcher(message);
        if (!atLine.matches()) {
            return new SetupException(new SourceLocation(files.getLast(), 0), firstLine(message), e);
        }
        final SourceLocation location =
                new SourceLocation(wholeName(atLine.group(1)), Integer.parseInt(atLine.group(2)));
        final String what = firstLine(atLine.group(3));
        final Matcher undefined = UNDEFINED_CALL.matcher(what);
        if (undefined.matches()) {
            final String name = undefined.group(1);
            return new SetupException(location, "unknown function '" + name + "'" + NearestName.hint(name, names), e);
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

    @Override
    public void close() {
        lua.close();
    }
}
