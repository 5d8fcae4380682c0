package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringway.wire.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ringway's XDP program ({@code native/ringway_xdp.bpf.c}), loaded into the kernel with maps of its own.
 *
 * <p>It lives as long as this object, a link or a pin refers to it. Control thread.
 */
public final class XdpProgram implements AutoCloseable {
    private static final String RESOURCE = "ringway_xdp.bpf.o";
    private static final String PROGRAM_NAME = "ringway_xdp";

    private final long object;
    private final int fd;
    private final XdpMaps maps;
    private boolean closed;

    private XdpProgram(final long object) {
        this.object = object;
        fd = LibBpf.programFd(object, PROGRAM_NAME);
        final Map<BlockMap, BpfMap> blocks = new EnumMap<>(BlockMap.class);
        for (final BlockMap each : BlockMap.values()) {
            blocks.put(each, map(each.symbol()));
        }
        maps = new XdpMaps(map("xskmap"), map("xsk_dst_v4"), map("xsk_dst_v6"), Optional.of(map("verdicts")), blocks);
    }

    /**
     * Loads the program.
     *
     * @param blockFilters whether it looks into the filter maps ({@code addr-v4} and the like) for every packet; left out of the
     *                     program otherwise.
     * @return the program, attached to nothing.
     * @throws NativeException when the kernel refuses it.
     */
    public static XdpProgram load(final boolean blockFilters) {
        final long object;
        try (Arena arena = Arena.ofConfined();
                InputStream stream = XdpProgram.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new NativeException("the jar has no " + RESOURCE + "; build it again", null);
            }
            // libbpf reads the ELF image where it is and needs it aligned.
            final byte[] bytes = stream.readAllBytes();
            final MemorySegment image = arena.allocate(bytes.length, 16);
            MemorySegment.copy(bytes, 0, image, JAVA_BYTE, 0, bytes.length);
            object = LibBpf.objectOpen(image);
            if (object < 0) {
                throw new NativeException("XDP program " + RESOURCE, (int) -object);
            }
            final long constants = LibBpf.readOnlyData(object);
            if (constants != 0) {
                Memory.putByte(constants, blockFilters ? 1 : 0);
            }
            final int loaded = LibBpf.objectLoad(object);
            if (loaded < 0) {
                LibBpf.objectClose(object);
                throw new NativeException("loading the XDP program", -loaded);
            }
        } catch (final IOException e) {
            throw new NativeException("reading " + RESOURCE + " from the jar: " + e.getMessage(), e);
        }
        return new XdpProgram(object);
    }

    private BpfMap map(final String name) {
        return new BpfMap(name, LibBpf.mapFd(object, name), false);
    }

    /**
     * The maps that steer it.
     *
     * @return closed with the program.
     */
    public XdpMaps maps() {
        return maps;
    }

    int fd() {
        return fd;
    }

    /**
     * Pins all maps, so that they outlive the process.
     *
     * @param xskmapPin path of the XSKMAP's pin; the others go beside it under the names that other programs know.
     */
    public void pinMaps(final Path xskmapPin) {
        maps.xskmap().pin(xskmapPin);
        maps.destinationsV4().pin(xskmapPin.resolveSibling(XdpMaps.DESTINATIONS_V4_PIN));
        maps.destinationsV6().pin(xskmapPin.resolveSibling(XdpMaps.DESTINATIONS_V6_PIN));
        maps.verdicts().orElseThrow().pin(xskmapPin.resolveSibling(XdpMaps.VERDICTS_PIN));
        maps.blocks().forEach((each, map) -> map.pin(xskmapPin.resolveSibling(each.pin())));
    }

    /** Lets go of program and maps; what links or pins refer to stays. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibBpf.objectClose(object);
        }
    }
}
