package io.ringway.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Turns the functions of one shared library into method handles, by default with a first argument that receives {@code errno}. */
@SuppressWarnings("restricted")
public final class NativeLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

    private final String name;
    private final SymbolLookup lookup;

    private NativeLibrary(final String name, final SymbolLookup lookup) {
        this.name = name;
        this.lookup = lookup;
    }

    /**
     * The C library.
     *
     * @return loaded already.
     */
    public static NativeLibrary libc() {
        return new NativeLibrary("libc", LINKER.defaultLookup());
    }

    /** Loads a library for the life of the process; {@code debianPackage} is named when it is missing. */
    static NativeLibrary load(final String file, final String debianPackage) {
        try {
            return new NativeLibrary(file, SymbolLookup.libraryLookup(file, Arena.global()));
        } catch (final IllegalArgumentException e) {
            throw new NativeException(
                    file + " cannot be loaded; install it (Debian, Ubuntu: apt install " + debianPackage + ")", e);
        }
    }

    /**
     * A function for set-up and tear-down.
     *
     * @param symbol    its name.
     * @param result    what it returns.
     * @param arguments what it takes.
     * @return a handle whose first argument is an {@link ErrnoCapture#segment()}.
     */
    public MethodHandle function(final String symbol, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                lookup.find(symbol).orElseThrow(() -> new NativeException(name + " has no function " + symbol, null)),
                FunctionDescriptor.of(result, arguments),
                CAPTURE_ERRNO);
    }

    /**
     * A function for packet threads, without {@code errno}: capturing it allocates 40 bytes a call wherever escape analysis does not see
     * through the call, as in code compiled by C1.
     *
     * @param symbol    its name.
     * @param result    what it returns.
     * @param arguments what it takes.
     * @return a handle that allocates nothing.
     */
    public MethodHandle plainFunction(final String symbol, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                lookup.find(symbol).orElseThrow(() -> new NativeException(name + " has no function " + symbol, null)),
                FunctionDescriptor.of(result, arguments));
    }

    MethodHandle variadicFunction(
            final String symbol, final int fixedArguments, final MemoryLayout result, final MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                lookup.find(symbol).orElseThrow(() -> new NativeException(name + " has no function " + symbol, null)),
                FunctionDescriptor.of(result, arguments),
                CAPTURE_ERRNO,
                Linker.Option.firstVariadicArg(fixedArguments));
    }
}
