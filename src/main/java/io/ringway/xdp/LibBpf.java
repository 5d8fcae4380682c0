package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The functions of libbpf ({@code bpf/libbpf.h}, {@code bpf/bpf.h}) that load programs and drive maps and links. Control thread. */
final class LibBpf {
    static final int BPF_XDP = 37;
    static final int XDP_FLAGS_SKB_MODE = 1 << 1;
    static final int XDP_FLAGS_DRV_MODE = 1 << 2;
    static final int BPF_NOEXIST = 1;

    private static final NativeLibrary LIBRARY = NativeLibrary.load(XdpLibraries.LIBBPF, XdpLibraries.LIBBPF_PACKAGE);
    private static final MethodHandle SET_PRINT = LIBRARY.function("libbpf_set_print", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle POSSIBLE_CPUS = LIBRARY.function("libbpf_num_possible_cpus", JAVA_INT);
    private static final MethodHandle OBJECT_OPEN =
            LIBRARY.function("bpf_object__open_mem", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle OBJECT_LOAD = LIBRARY.function("bpf_object__load", JAVA_INT, JAVA_LONG);
    private static final MethodHandle OBJECT_CLOSE = LIBRARY.function("bpf_object__close", JAVA_INT, JAVA_LONG);
    private static final MethodHandle FIND_PROGRAM =
            LIBRARY.function("bpf_object__find_program_by_name", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FIND_MAP =
            LIBRARY.function("bpf_object__find_map_by_name", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PROGRAM_FD = LIBRARY.function("bpf_program__fd", JAVA_INT, JAVA_LONG);
    private static final MethodHandle MAP_FD = LIBRARY.function("bpf_map__fd", JAVA_INT, JAVA_LONG);
    private static final MethodHandle INITIAL_VALUE =
            LIBRARY.function("bpf_map__initial_value", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LINK_CREATE =
            LIBRARY.function("bpf_link_create", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle LINK_DETACH = LIBRARY.function("bpf_link_detach", JAVA_INT, JAVA_INT);
    private static final MethodHandle OBJ_PIN = LIBRARY.function("bpf_obj_pin", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle OBJ_GET = LIBRARY.function("bpf_obj_get", JAVA_INT, JAVA_LONG);
    private static final MethodHandle MAP_UPDATE =
            LIBRARY.function("bpf_map_update_elem", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MAP_DELETE =
            LIBRARY.function("bpf_map_delete_elem", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MAP_LOOKUP =
            LIBRARY.function("bpf_map_lookup_elem", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MAP_NEXT_KEY =
            LIBRARY.function("bpf_map_get_next_key", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MAP_BY_ID = LIBRARY.function("bpf_map_get_fd_by_id", JAVA_INT, JAVA_INT);
    private static final MethodHandle XDP_QUERY_ID =
            LIBRARY.function("bpf_xdp_query_id", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle PROG_BY_ID = LIBRARY.function("bpf_prog_get_fd_by_id", JAVA_INT, JAVA_INT);
    private static final MethodHandle INFO_BY_FD =
            LIBRARY.function("bpf_obj_get_info_by_fd", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

    static {
        try {
            final long ignored = (long) SET_PRINT.invokeExact(new ErrnoCapture().segment(), 0L);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    private LibBpf() {}

    /** Initialises this class. */
    static void link() {
        // Its static fields are what is wanted.
    }

    static int possibleCpus() {
        try {
            return (int) POSSIBLE_CPUS.invokeExact(new ErrnoCapture().segment());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Parses an ELF object; returns its handle or the negative errno. */
    static long objectOpen(final MemorySegment elf) {
        final ErrnoCapture capture = new ErrnoCapture();
        try {
            final long object = (long) OBJECT_OPEN.invokeExact(capture.segment(), elf.address(), elf.byteSize(), 0L);
            return object == 0 ? -capture.errno() : object;
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int objectLoad(final long object) {
        try {
            return (int) OBJECT_LOAD.invokeExact(new ErrnoCapture().segment(), object);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void objectClose(final long object) {
        try {
            final int ignored = (int) OBJECT_CLOSE.invokeExact(new ErrnoCapture().segment(), object);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int programFd(final long object, final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment capture = new ErrnoCapture().segment();
            final long program = (long) FIND_PROGRAM.invokeExact(
                    capture, object, arena.allocateFrom(name).address());
            return program == 0 ? -NativeException.ENOENT : (int) PROGRAM_FD.invokeExact(capture, program);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int mapFd(final long object, final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment capture = new ErrnoCapture().segment();
            final long map = (long) FIND_MAP.invokeExact(
                    capture, object, arena.allocateFrom(name).address());
            return map == 0 ? -NativeException.ENOENT : (int) MAP_FD.invokeExact(capture, map);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Address of the constants of an object that is not loaded yet, or 0 when it has none. */
    static long readOnlyData(final long object) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment capture = new ErrnoCapture().segment();
            final long map = (long) FIND_MAP.invokeExact(
                    capture, object, arena.allocateFrom(".rodata").address());
            final MemorySegment size = arena.allocate(JAVA_LONG);
            return map == 0 ? 0 : (long) INITIAL_VALUE.invokeExact(capture, map, size.address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int linkCreateXdp(final int programFd, final int interfaceIndex, final int flags) {
        try (Arena arena = Arena.ofConfined()) {
            // struct bpf_link_create_opts: size_t sz; u32 flags; what follows is left out by the size
            final MemorySegment options = arena.allocate(2L * Long.BYTES, Long.BYTES);
            options.set(JAVA_LONG, 0, options.byteSize());
            options.set(JAVA_INT, Long.BYTES, flags);
            return (int) LINK_CREATE.invokeExact(
                    new ErrnoCapture().segment(), programFd, interfaceIndex, BPF_XDP, options.address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int linkDetach(final int linkFd) {
        try {
            return (int) LINK_DETACH.invokeExact(new ErrnoCapture().segment(), linkFd);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int pin(final int fd, final String path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) OBJ_PIN.invokeExact(
                    new ErrnoCapture().segment(), fd, arena.allocateFrom(path).address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int openPin(final String path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) OBJ_GET.invokeExact(
                    new ErrnoCapture().segment(), arena.allocateFrom(path).address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int mapUpdate(final int fd, final MemorySegment key, final MemorySegment value, final long flags) {
        try {
            return (int)
                    MAP_UPDATE.invokeExact(new ErrnoCapture().segment(), fd, key.address(), value.address(), flags);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int mapDelete(final int fd, final MemorySegment key) {
        try {
            return (int) MAP_DELETE.invokeExact(new ErrnoCapture().segment(), fd, key.address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int mapLookup(final int fd, final MemorySegment key, final MemorySegment value) {
        try {
            return (int) MAP_LOOKUP.invokeExact(new ErrnoCapture().segment(), fd, key.address(), value.address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the key behind {@code key} to {@code next}, the first one for the null segment; -ENOENT behind the last. */
    static int mapNextKey(final int fd, final MemorySegment key, final MemorySegment next) {
        try {
            return (int) MAP_NEXT_KEY.invokeExact(new ErrnoCapture().segment(), fd, key.address(), next.address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int mapById(final int id) {
        try {
            return (int) MAP_BY_ID.invokeExact(new ErrnoCapture().segment(), id);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** The program attached to an interface in any mode: 0 for none, or the negative errno. */
    static int attachedProgramId(final int interfaceIndex) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment id = arena.allocate(JAVA_INT);
            final int result =
                    (int) XDP_QUERY_ID.invokeExact(new ErrnoCapture().segment(), interfaceIndex, 0, id.address());
            return result < 0 ? result : id.get(JAVA_INT, 0);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int programById(final int id) {
        try {
            return (int) PROG_BY_ID.invokeExact(new ErrnoCapture().segment(), id);
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Fills {@code info} with {@code struct bpf_{prog,map,link}_info}; returns 0 or the negative errno. */
    static int info(final int fd, final MemorySegment info) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment length = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
            return (int) INFO_BY_FD.invokeExact(new ErrnoCapture().segment(), fd, info.address(), length.address());
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
    }
}
