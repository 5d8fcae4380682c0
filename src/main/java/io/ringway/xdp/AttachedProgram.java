package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The XDP program that an interface has, whoever attached it, with the maps that it uses ({@code struct bpf_prog_info}, {@code struct bpf_map_info}).
 * Looking at it needs {@code CAP_SYS_ADMIN}. Control thread.
 */
public final class AttachedProgram implements AutoCloseable {
    private static final int INFO_BYTES = 256;
    private static final int MAX_MAPS = 64;
    private static final int MAP_COUNT = 52;
    private static final int MAP_IDS = 56;
    private static final int PROGRAM_NAME = 64;
    private static final int MAP_NAME = 24;

    private final int id;
    private final String name;
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();

    private AttachedProgram(final int id, final String name) {
        this.id = id;
        this.name = name;
    }

    /**
     * Looks at the program of an interface.
     *
     * @param device which.
     * @return nothing when it has none.
     * @throws NativeException when it may not be looked at.
     */
    public static Optional<AttachedProgram> of(final NetworkDevice device) {
        final int id = device.attachedProgramId();
        if (id == 0) {
            return Optional.empty();
        }
        final int fd = check(LibBpf.programById(id), "XDP program " + id + " of " + device.name());
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment ids = arena.allocate(JAVA_INT, MAX_MAPS);
            final MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
            info.set(JAVA_INT, MAP_COUNT, MAX_MAPS);
            info.set(JAVA_LONG, MAP_IDS, ids.address());
            check(LibBpf.info(fd, info), "XDP program " + id + " of " + device.name());
            final AttachedProgram program = new AttachedProgram(id, info.getString(PROGRAM_NAME));
            for (int i = 0; i < Math.min(info.get(JAVA_INT, MAP_COUNT), MAX_MAPS); i++) {
                program.open(arena, ids.getAtIndex(JAVA_INT, i));
            }
            return Optional.of(program);
        } finally {
            Libc.close(fd);
        }
    }

    private void open(final Arena arena, final int mapId) {
        final int fd = check(LibBpf.mapById(mapId), "map " + mapId);
        final MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
        final int result = LibBpf.info(fd, info);
        if (result < 0) {
            Libc.close(fd);
            throw new NativeException("map " + mapId, -result);
        }
        final String mapName = info.getString(MAP_NAME);
        maps.put(mapName, new BpfMap(mapName, fd, true));
    }

    private static int check(final int result, final String what) {
        if (result < 0) {
            throw new NativeException(what, -result);
        }
        return result;
    }

    /**
     * The kernel's identity of the program.
     *
     * @return as bpftool shows it.
     */
    public int id() {
        return id;
    }

    /**
     * The program's name.
     *
     * @return at most 15 characters.
     */
    public String name() {
        return name;
    }

    /**
     * A map that it uses.
     *
     * @param symbol its name in the program.
     * @return closed with this.
     */
    public Optional<BpfMap> map(final String symbol) {
        return Optional.ofNullable(maps.get(symbol));
    }

    @Override
    public void close() {
        maps.values().forEach(BpfMap::close);
    }
}
