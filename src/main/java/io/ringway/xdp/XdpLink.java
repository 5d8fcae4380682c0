package io.ringway.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The attachment of an XDP program to an interface, owned by a {@code bpf_link}: gone with the process that holds it, also after kill -9, unless
 * it is pinned. Control thread.
 */
public final class XdpLink implements AutoCloseable {
    private static final int INFO_BYTES = 128;
    private static final int INFO_INTERFACE_OFFSET = 16;

    private final int fd;
    private final boolean nativeMode;
    private boolean closed;

    private XdpLink(final int fd, final boolean nativeMode) {
        this.fd = fd;
        this.nativeMode = nativeMode;
    }

    /**
     * Attaches a program.
     *
     * @param program      what to attach.
     * @param device       where.
     * @param tryNative    whether to try the driver's own XDP.
     * @param allowGeneric whether the kernel's generic XDP will do where the driver has none.
     * @return the link.
     * @throws NativeException when neither works; errno 16 means that somebody else's program is attached.
     */
    public static XdpLink attach(
            final XdpProgram program, final NetworkDevice device, final boolean tryNative, final boolean allowGeneric) {
        int result = -NativeException.EINVAL;
        if (tryNative) {
            result = LibBpf.linkCreateXdp(program.fd(), device.index(), LibBpf.XDP_FLAGS_DRV_MODE);
            if (result >= 0) {
                return new XdpLink(result, true);
            }
        }
        if (allowGeneric && result != -NativeException.EBUSY && result != -NativeException.EEXIST) {
            result = LibBpf.linkCreateXdp(program.fd(), device.index(), LibBpf.XDP_FLAGS_SKB_MODE);
            if (result >= 0) {
                return new XdpLink(result, false);
            }
        }
        throw new NativeException("attaching the XDP program to " + device.name(), -result);
    }

    /**
     * Whether it runs in the driver.
     *
     * @return false for generic XDP.
     */
    public boolean isNative() {
        return nativeMode;
    }

    /**
     * Whether the kernel still runs the program on the interface. Nothing else tells when somebody detached it.
     *
     * @return false after a detachment from outside, or once the interface is gone.
     */
    public boolean isAttached() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
            return LibBpf.info(fd, info) == 0 && info.get(JAVA_INT, INFO_INTERFACE_OFFSET) != 0;
        }
    }

    /**
     * Pins the link, so that the program stays attached when the process ends.
     *
     * @param path a name on a BPF file system that is free.
     */
    public void pin(final Path path) {
        final int result = LibBpf.pin(fd, path.toString());
        if (result < 0) {
            throw new NativeException("pin " + path, -result);
        }
    }

    /**
     * Detaches what a pinned link attached, whoever made it.
     *
     * @param pin path of the link's pin.
     * @throws NativeException when no link is pinned there.
     */
    public static void detachPinned(final Path pin) {
        final int fd = LibBpf.openPin(pin.toString());
        if (fd < 0) {
            throw new NativeException("pinned link " + pin, -fd);
        }
        final int result = LibBpf.linkDetach(fd);
        Libc.close(fd);
        if (result < 0) {
            throw new NativeException("detaching " + pin, -result);
        }
    }

    /** Closes the descriptor; without a pin this detaches the program. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
