package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A map of the kernel, by its descriptor. Control thread. */
public final class BpfMap implements AutoCloseable {
    private static final int INFO_BYTES = 128;
    private static final int INFO_ID_OFFSET = 4;
    private static final int LONGEST_VALUE = 64;

    /** A map that others fill while it is walked ends here. */
    private static final int MOST_KEYS = 1 << 20;

    private final String name;
    private final int fd;
    private final boolean owned;

    BpfMap(final String name, final int fd, final boolean owned) {
        this.name = name;
        this.fd = fd;
        this.owned = owned;
    }

    /**
     * Opens a pinned map.
     *
     * @param pin its path on a BPF file system.
     * @return the map.
     * @throws NativeException when nothing is pinned there, or it may not be opened.
     */
    public static BpfMap openPinned(final Path pin) {
        final int fd = LibBpf.openPin(pin.toString());
        if (fd < 0) {
            throw new NativeException("pinned map " + pin, -fd);
        }
        return new BpfMap(pin.toString(), fd, true);
    }

    /**
     * The kernel's identity of the map.
     *
     * @return as bpftool shows it.
     */
    public int id() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
            check("information", LibBpf.info(fd, info));
            return info.get(JAVA_INT, INFO_ID_OFFSET);
        }
    }

    /**
     * Puts an AF_XDP socket into a slot of an XSKMAP; from then on its queue's packets may come up.
     *
     * @param queueId  the slot.
     * @param socketFd the socket.
     */
    public void putSocket(final int queueId, final int socketFd) {
        try (Arena arena = Arena.ofConfined()) {
            check(
                    "slot " + queueId,
                    LibBpf.mapUpdate(
                            fd, arena.allocateFrom(JAVA_INT, queueId), arena.allocateFrom(JAVA_INT, socketFd), 0));
        }
    }

    /**
     * Adds a key with a one-byte value of 1, unless it is there.
     *
     * @param key as the map lays it out.
     * @return false when the key was there already: then it belongs to somebody else.
     */
    public boolean addKey(final byte[] key) {
        try (Arena arena = Arena.ofConfined()) {
            final int result = LibBpf.mapUpdate(
                    fd, arena.allocateFrom(JAVA_BYTE, key), arena.allocateFrom(JAVA_LONG, 1L), LibBpf.BPF_NOEXIST);
            if (result == -NativeException.EEXIST) {
                return false;
            }
            check("new entry", result);
            return true;
        }
    }

    /**
     * Removes a key; one that is absent is no error.
     *
     * @param key as the map lays it out.
     */
    public void removeKey(final byte[] key) {
        try (Arena arena = Arena.ofConfined()) {
            final int result = LibBpf.mapDelete(fd, arena.allocateFrom(JAVA_BYTE, key));
            if (result != -NativeException.ENOENT) {
                check("removal", result);
            }
        }
    }

    /**
     * Whether a key is there.
     *
     * @param key as the map lays it out.
     * @return true when the program would find it.
     */
    public boolean containsKey(final byte[] key) {
        try (Arena arena = Arena.ofConfined()) {
            return LibBpf.mapLookup(fd, arena.allocateFrom(JAVA_BYTE, key), arena.allocate(LONGEST_VALUE)) == 0;
        }
    }

    /**
     * Puts an entry, which takes the place of one that is there.
     *
     * @param key   as the map lays it out.
     * @param value the same.
     */
    public void put(final byte[] key, final byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            check(
                    "entry",
                    LibBpf.mapUpdate(fd, arena.allocateFrom(JAVA_BYTE, key), arena.allocateFrom(JAVA_BYTE, value), 0));
        }
    }

    /**
     * The value of a key.
     *
     * @param key    as the map lays it out.
     * @param length bytes of a value of this map, 64 at most.
     * @return nothing when the key is not there.
     */
    public Optional<byte[]> value(final byte[] key, final int length) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment value = arena.allocate(LONGEST_VALUE, Long.BYTES);
            final int result = LibBpf.mapLookup(fd, arena.allocateFrom(JAVA_BYTE, key), value);
            if (result == -NativeException.ENOENT) {
                return Optional.empty();
            }
            check("look-up", result);
            return Optional.of(value.asSlice(0, length).toArray(JAVA_BYTE));
        }
    }

    /**
     * All keys; what others change meanwhile may be missing or there twice.
     *
     * @param length bytes of a key of this map.
     * @return in the kernel's order.
     */
    public List<byte[]> keys(final int length) {
        final List<byte[]> keys = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment next = arena.allocate(length, Long.BYTES);
            final MemorySegment key = arena.allocate(length, Long.BYTES);
            int result = LibBpf.mapNextKey(fd, MemorySegment.NULL, next);
            while (result == 0 && keys.size() < MOST_KEYS) {
                keys.add(next.toArray(JAVA_BYTE));
                key.copyFrom(next);
                result = LibBpf.mapNextKey(fd, key, next);
            }
            if (result != -NativeException.ENOENT) {
                check("next key", result);
            }
        }
        return keys;
    }

    /**
     * Sums an element of a per-processor array over all processors.
     *
     * @param index which element.
     * @return the sum.
     */
    public long sumOverProcessors(final int index) {
        final int cpus = LibBpf.possibleCpus();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment values = arena.allocate((long) cpus * Long.BYTES, Long.BYTES);
            check("element " + index, LibBpf.mapLookup(fd, arena.allocateFrom(JAVA_INT, index), values));
            long sum = 0;
            for (int cpu = 0; cpu < cpus; cpu++) {
                sum += values.getAtIndex(JAVA_LONG, cpu);
            }
            return sum;
        }
    }

    /**
     * Pins the map, so that it outlives the process.
     *
     * @param path a name on a BPF file system that is free.
     */
    public void pin(final Path path) {
        check("pin " + path, LibBpf.pin(fd, path.toString()));
    }

    private void check(final String what, final int result) {
        if (result < 0) {
            throw new NativeException("map " + name + ", " + what, -result);
        }
    }

    /** Closes the descriptor, unless the map belongs to a loaded program that closes it. */
    @Override
    public void close() {
        if (owned) {
            Libc.close(fd);
        }
    }
}
