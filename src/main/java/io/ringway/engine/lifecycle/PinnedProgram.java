package io.ringway.engine.lifecycle;

import io.ringway.settings.SetupException;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.XdpLibraries;
import io.ringway.xdp.XdpLink;
import io.ringway.xdp.XdpProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The XDP program that an operator attached with {@code ringway xdp attach}: link and maps are pinned, and stay until {@code ringway xdp detach}.
 *
 * <pre>
 *  /sys/fs/bpf/ringway/INTERFACE/link
 *                                xskmap, xsk-destinations-v4, xsk-destinations-v6, verdicts,
 *                                addr-v4, addr-v6, cidr4, cidr6, qnames
 * </pre>
 *
 * <p>One folder for each interface, so that queues of two interfaces never share a slot. Control thread.
 */
public final class PinnedProgram {
    private static final Path ROOT = Path.of("/sys/fs/bpf/ringway");
    private static final String LINK = "link";
    private static final String XSKMAP = "xskmap";

    private PinnedProgram() {}

    /**
     * Where the XSKMAP of an interface is pinned.
     *
     * @param interfaceName the interface.
     * @return the path, whether or not something is pinned there.
     */
    public static Path xskmapPin(final String interfaceName) {
        return ROOT.resolve(interfaceName).resolve(XSKMAP);
    }

    /**
     * Loads, pins and attaches the program.
     *
     * @param interfaceName where.
     * @param tryNative     whether to try the driver's own XDP.
     * @param allowGeneric  whether the kernel's generic XDP will do.
     * @return true for native mode.
     * @throws SetupException when the interface has a program already, or the kernel refuses.
     */
    public static boolean attach(final String interfaceName, final boolean tryNative, final boolean allowGeneric) {
        final NetworkDevice device = device(interfaceName);
        final Path folder = ROOT.resolve(interfaceName);
        BpfFileSystem.mountIfMissing();
        try {
            final int present = device.attachedProgramId();
            if (present != 0) {
                throw new SetupException(interfaceName + " has the XDP program " + present
                        + " attached already; see ringway xdp status, and ringway xdp detach " + interfaceName);
            }
            removePins(folder);
            Files.createDirectories(folder);
            try (XdpProgram program = XdpProgram.load(true);
                    XdpLink link = XdpLink.attach(program, device, tryNative, allowGeneric)) {
                program.pinMaps(folder.resolve(XSKMAP));
                link.pin(folder.resolve(LINK));
                return link.isNative();
            } catch (final NativeException e) {
                removePins(folder);
                throw e;
            }
        } catch (final NativeException e) {
            throw new SetupException(e.getMessage(), e);
        } catch (final IOException e) {
            throw new SetupException(
                    "pinning under " + folder + ": " + e.getMessage() + "; mount it (mount -t bpf bpf /sys/fs/bpf)", e);
        }
    }

    /**
     * Detaches the program and removes its pins, and nothing else.
     *
     * @param interfaceName where.
     * @throws SetupException when none of ours is pinned for it.
     */
    public static void detach(final String interfaceName) {
        XdpLibraries.require();
        final Path folder = ROOT.resolve(interfaceName);
        final Path link = folder.resolve(LINK);
        if (!Files.exists(link)) {
            throw new SetupException("nothing to detach: no program of ringway xdp attach is pinned for "
                    + interfaceName + " under " + folder);
        }
        try {
            XdpLink.detachPinned(link);
            removePins(folder);
        } catch (final NativeException e) {
            throw new SetupException(e.getMessage(), e);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What runs on an interface.
     *
     * @param interfaceName which.
     * @return one line.
     */
    public static String status(final String interfaceName) {
        final NetworkDevice device = device(interfaceName);
        final int program = device.attachedProgramId();
        final boolean pinned = Files.exists(ROOT.resolve(interfaceName).resolve(LINK));
        if (program == 0) {
            return interfaceName + ": no XDP program"
                    + (pinned ? "; a link is still pinned, ringway xdp detach " + interfaceName + " removes it" : "");
        }
        return interfaceName + ": XDP program " + program
                + (pinned ? ", pinned under " + ROOT.resolve(interfaceName) : ", not pinned by ringway xdp attach");
    }

    private static NetworkDevice device(final String interfaceName) {
        XdpLibraries.require();
        return NetworkDevice.find(interfaceName)
                .orElseThrow(() -> new SetupException("interface '" + interfaceName + "' does not exist; see ip link"));
    }

    private static void removePins(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> pins = Files.newDirectoryStream(folder)) {
            for (final Path pin : pins) {
                Files.delete(pin);
            }
        }
        Files.delete(folder);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(ROOT)) {
            if (others.iterator().hasNext()) {
                return;
            }
        }
        Files.delete(ROOT);
    }
}
