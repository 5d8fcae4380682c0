package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A network interface in the network namespace of the calling thread.
 *
 * <p>Asked through system calls and not through {@code /sys}, which shows the namespace that mounted it.
 *
 * @param name  at most 15 characters
 * @param index the kernel's index
 */
public record NetworkDevice(String name, int index) {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GDRVINFO = 3;
    private static final int ETHTOOL_GCHANNELS = 0x3c;
    private static final int DRIVER_INFO_BYTES = 196;
    private static final int DRIVER_NAME = 4;
    private static final int DRIVER_BUS = 100;
    private static final int DRIVER_TEXT_BYTES = 32;
    private static final int IFREQ_BYTES = 40;
    private static final int IFNAMSIZ = 16;
    private static final int CHANNEL_WORDS = 9;

    /**
     * What drives an interface.
     *
     * @param name       the driver's name.
     * @param busAddress where the device is, {@code 0000:17:00.0} on PCI; empty for a virtual one.
     */
    public record Driver(String name, String busAddress) {}

    /**
     * Looks an interface up.
     *
     * @param name its name.
     * @return the interface, or nothing when there is none of that name.
     */
    public static Optional<NetworkDevice> find(final String name) {
        final int index = Libc.interfaceIndex(name);
        return index == 0 ? Optional.empty() : Optional.of(new NetworkDevice(name, index));
    }

    /**
     * The number of receive queues, as {@code ethtool -l} shows it: combined and receive-only channels together.
     *
     * @return a positive number, or 0 when the driver does not tell.
     */
    public int receiveQueues() {
        try (Arena arena = Arena.ofConfined()) {
            // struct ethtool_channels: cmd, max_{rx,tx,other,combined}, {rx,tx,other,combined}_count
            final MemorySegment channels = arena.allocate((long) CHANNEL_WORDS * Integer.BYTES, Integer.BYTES);
            channels.set(JAVA_INT, 0, ETHTOOL_GCHANNELS);
            final MemorySegment request = request(arena);
            request.set(JAVA_LONG, IFNAMSIZ, channels.address());
            if (ask(SIOCETHTOOL, request) < 0) {
                return 0;
            }
            return channels.getAtIndex(JAVA_INT, 5) + channels.getAtIndex(JAVA_INT, 8);
        }
    }

    /**
     * The driver, as {@code ethtool -i} shows it.
     *
     * @return nothing when the driver does not tell.
     */
    public Optional<Driver> driver() {
        try (Arena arena = Arena.ofConfined()) {
            // struct ethtool_drvinfo: cmd, then driver, version, fw_version, bus_info of 32 bytes each, and others
            final MemorySegment info = arena.allocate(DRIVER_INFO_BYTES, Integer.BYTES);
            info.set(JAVA_INT, 0, ETHTOOL_GDRVINFO);
            final MemorySegment request = request(arena);
            request.set(JAVA_LONG, IFNAMSIZ, info.address());
            if (ask(SIOCETHTOOL, request) < 0) {
                return Optional.empty();
            }
            return Optional.of(new Driver(
                    info.asSlice(DRIVER_NAME, DRIVER_TEXT_BYTES).getString(0),
                    info.asSlice(DRIVER_BUS, DRIVER_TEXT_BYTES).getString(0)));
        }
    }

    /**
     * The longest IP packet that the interface sends.
     *
     * @return bytes.
     * @throws NativeException when the kernel does not tell.
     */
    public int mtu() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment request = request(arena);
            final int result = ask(SIOCGIFMTU, request);
            if (result < 0) {
                throw new NativeException("MTU of " + name, -result);
            }
            return request.get(JAVA_INT, IFNAMSIZ);
        }
    }

    /** A {@code struct ifreq} with the name in it. */
    private MemorySegment request(final Arena arena) {
        final MemorySegment request = arena.allocate(IFREQ_BYTES, Long.BYTES);
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, Math.min(bytes.length, IFNAMSIZ - 1));
        return request;
    }

    private static int ask(final long what, final MemorySegment request) {
        final int fd = Libc.socket(AF_INET, SOCK_DGRAM, 0);
        if (fd < 0) {
            return fd;
        }
        try {
            return Libc.ioctl(fd, what, request.address());
        } finally {
            Libc.close(fd);
        }
    }

    /**
     * The XDP program that runs on the interface, in whichever mode.
     *
     * @return the kernel's identity of the program, or 0 for none.
     * @throws NativeException when the kernel does not tell.
     */
    public int attachedProgramId() {
        final int id = LibBpf.attachedProgramId(index);
        if (id < 0) {
            throw new NativeException("XDP program of " + name, -id);
        }
        return id;
    }

    /**
     * Whether the XDP program on the interface uses a map.
     *
     * @param mapId the kernel's identity of the map.
     * @return false also when no program is attached.
     */
    public boolean programUsesMap(final int mapId) {
        final int programId = attachedProgramId();
        if (programId == 0) {
            return false;
        }
        final int fd = LibBpf.programById(programId);
        if (fd < 0) {
            throw new NativeException("XDP program " + programId + " of " + name, -fd);
        }
        try (Arena arena = Arena.ofConfined()) {
            // struct bpf_prog_info: nr_map_ids at 52, map_ids at 56
            final int capacity = 64;
            final MemorySegment ids = arena.allocate(JAVA_INT, capacity);
            final MemorySegment info = arena.allocate(256, Long.BYTES);
            info.set(JAVA_INT, 52, capacity);
            info.set(JAVA_LONG, 56, ids.address());
            final int result = LibBpf.info(fd, info);
            if (result < 0) {
                throw new NativeException("XDP program " + programId + " of " + name, -result);
            }
            final int count = Math.min(info.get(JAVA_INT, 52), capacity);
            for (int i = 0; i < count; i++) {
                if (ids.getAtIndex(JAVA_INT, i) == mapId) {
                    return true;
                }
            }
            return false;
        } finally {
            Libc.close(fd);
        }
    }
}
