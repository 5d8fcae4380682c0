package io.ringway.network;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Looks into pinned maps as any other program can. */
@SuppressWarnings("restricted")
final class PinnedMaps {
    private static final int LONGEST_KEY = 64;
    private static final SymbolLookup LIBBPF = SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
    private static final MethodHandle OPEN = function("bpf_obj_get", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle NEXT_KEY =
            function("bpf_map_get_next_key", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CLOSE =
            NamespaceThread.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private PinnedMaps() {}

    private static MethodHandle function(final String name, final FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(LIBBPF.find(name).orElseThrow(), descriptor);
    }

    /** How many keys a pinned map holds. */
    static int keys(final Path folder, final String name) {
        int count = 0;
        try (Arena arena = Arena.ofConfined()) {
            final int fd = (int) OPEN.invokeExact(
                    arena.allocateFrom(folder.resolve(name).toString()).address());
            if (fd < 0) {
                throw new IllegalStateException("no map is pinned at " + folder.resolve(name));
            }
            final MemorySegment key = arena.allocate(LONGEST_KEY);
            long previous = 0;
            while ((int) NEXT_KEY.invokeExact(fd, previous, key.address()) == 0) {
                previous = key.address();
                count++;
            }
            final int ignored = (int) CLOSE.invokeExact(fd);
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
        return count;
    }
}
