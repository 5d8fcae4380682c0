package io.ringway.config.lua;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.LuaException;
import party.iroiro.luajava.luajit.LuaJit;
import party.iroiro.luajava.value.LuaValue;

/**
 * LuaJIT with its whole standard library, the functions of the dialect as globals, and errors turned into one line each.
 *
 * <p>Only the bridge's own global {@code java} is taken away. A name that nobody defined stays nil, as in Lua, so that files may ask for it; only
 * calling it is an error. The main thread defines and evaluates. Functions of the configuration may be called by any thread ({@link #invoke}); Lua
 * has one thread, so a lock lets one call in at a time. Closed once the settings exist, unless a function of it is part of them ({@link #isKept}).
 */
public final class LuaRuntime implements AutoCloseable {
    /** Level 0 is getinfo itself, 1 the function of the dialect, 2 the line that called it. */
    private static final int CALLER_LEVEL = 2;

    private static final int MAX_C_LEVELS = 8;
    private static final int ALL_RESULTS = -1;
    private static final int STACK_ROOM = 16;

    /** {@code objects.lua} gives back two tables: what makes values, and what calls functions of the configuration. */
    private static final String OBJECTS = "objects.lua";

    private final Lua lua;
    private final Diagnostics diagnostics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> names = new TreeSet<>();
    private final List<String> files = new ArrayList<>();
    private final LuaErrors errors = new LuaErrors();
    private final LuaStack stack;
    private final int getinfo;
    private final int adapters;
    private String mainFile = "configuration";
    private boolean kept;

    /**
     * Starts LuaJIT.
     *
     * @param diagnostics told of warnings.
     * @throws SetupException when LuaJIT cannot be loaded.
     */
    public LuaRuntime(final Diagnostics diagnostics) {
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
        lua.load(direct(resource()), "=" + OBJECTS);
        lua.pCall(0, 2);
        adapters = lua.ref();
        stack = new LuaStack(this::call, lua.ref());
    }

    private static byte[] resource() {
        try (InputStream in = LuaRuntime.class.getResourceAsStream(OBJECTS)) {
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new SetupException(OBJECTS + " is missing in ringway's jar; build it anew", e);
        }
    }

    private static ByteBuffer direct(final byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /**
     * Makes a function known under a global name.
     *
     * @param name     its name.
     * @param function what a call does.
     */
    public void define(final String name, final DialectFunction function) {
        names.add(name);
        lua.push(state -> call(state, name, 1, function));
        lua.setGlobal(name);
    }

    /**
     * Makes a table of numbers known under a global name.
     *
     * @param name      its name.
     * @param constants numbers by name.
     */
    public void define(final String name, final Map<String, Integer> constants) {
        lua.createTable(0, constants.size());
        constants.forEach((key, value) -> {
            lua.push(value);
            lua.setField(-2, key);
        });
        lua.setGlobal(name);
    }

    /**
     * Makes an object known under a global name.
     *
     * @param name   its name.
     * @param object the object.
     */
    public void define(final String name, final LuaObject object) {
        stack.push(lua, object);
        lua.setGlobal(name);
    }

    private int call(final Lua state, final String name, final int first, final DialectFunction function) {
        try {
            final List<Object> arguments = new ArrayList<>();
            for (int i = first; i <= state.getTop(); i++) {
                arguments.add(stack.read(state, i));
            }
            final Object result = function.apply(new Call(name, caller(state), arguments, diagnostics));
            return stack.pushResult(state, result);
        } catch (final SetupException e) {
            errors.failed(e);
            throw e;
        }
    }

    /** The nearest line of the configuration; a call through pcall has C functions in between, and a tail call leaves no line. */
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
                        && line.intValue() > 0
                        && !source.equals("=" + OBJECTS)) {
                    return new SourceLocation(source.replaceFirst("^[@=]", ""), line.intValue());
                }
                state.setTop(top);
            }
            return new SourceLocation(currentFile(), 0);
        } finally {
            state.setTop(top);
        }
    }

    private String currentFile() {
        return files.isEmpty() ? mainFile : files.getLast();
    }

    /**
     * Evaluates a file.
     *
     * @param file the file.
     * @throws SetupException for whatever is wrong with it, with file and line.
     */
    public void evaluate(final Path file) {
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
        if (files.isEmpty()) {
            mainFile = name;
        }
        errors.know(name);
        files.add(name);
        lock.lock();
        try {
            lua.load(direct(source), "@" + name);
            lua.pCall(0, 0);
        } catch (final LuaException e) {
            throw translate(e);
        } finally {
            lock.unlock();
            files.removeLast();
        }
    }

    private SetupException translate(final LuaException e) {
        return errors.translate(e, currentFile(), names, stack.methodNames());
    }

    /**
     * Keeps a function of the configuration callable, so that this runtime stays.
     *
     * @param function from an argument of a {@link Call}.
     * @return calls it; its arguments are an adapter of {@code objects.lua} and what that is given behind the function.
     */
    public LuaCallback keep(final LuaValue function) {
        kept = true;
        return (adapter, arguments) -> invoke(function, adapter, arguments);
    }

    /**
     * Keeps a function of the configuration callable by threads that cannot wait, so that this runtime stays.
     *
     * @param function from an argument of a {@link Call}.
     * @return calls it, as {@link #keep} does, unless another call takes too long.
     */
    public LuaCallback.Bounded keepBounded(final LuaValue function) {
        kept = true;
        return (adapter, arguments, waitNs) -> {
            try {
                if (!lock.tryLock(waitNs, TimeUnit.NANOSECONDS)) {
                    return Optional.empty();
                }
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            try {
                return Optional.of(invoke(function, adapter, arguments));
            } finally {
                lock.unlock();
            }
        };
    }

    /**
     * Keeps whatever function has a global name when it is called, so that this runtime stays.
     *
     * @param name its name.
     * @return calls it, as {@link #keep}; absent when the name is no function's now.
     */
    public Optional<LuaCallback> keepGlobal(final String name) {
        lua.getGlobal(name);
        final boolean function = lua.isFunction(-1);
        if (!function) {
            lua.pop(1);
            return Optional.empty();
        }
        return Optional.of(keep(lua.get()));
    }

    /**
     * Lets go of an object that the configuration has no further use for; where it is met again, Lua gets a new value for it.
     *
     * @param object of the dialect.
     */
    public void forget(final LuaObject object) {
        stack.forget(lua, object);
    }

    /**
     * Whether a function of the configuration may be called later.
     *
     * @return whether this runtime must not be closed.
     */
    public boolean isKept() {
        return kept;
    }

    private List<Object> invoke(final LuaValue function, final String adapter, final List<Object> arguments) {
        lock.lock();
        try {
            final int top = lua.getTop();
            try {
                lua.checkStack(arguments.size() + STACK_ROOM);
                lua.refGet(adapters);
                lua.getField(-1, adapter);
                function.push(lua);
                for (final Object argument : arguments) {
                    stack.push(lua, argument);
                }
                lua.pCall(1 + arguments.size(), ALL_RESULTS);
                final List<Object> results = new ArrayList<>();
                for (int i = top + 2; i <= lua.getTop(); i++) {
                    results.add(stack.read(lua, i));
                }
                return results;
            } catch (final LuaException e) {
                throw translate(e);
            } finally {
                lua.setTop(top);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lua.close();
    }
}
