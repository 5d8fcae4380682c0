package io.ringway.engine.lifecycle;

import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersFile;
import io.ringway.settings.SetupException;
import io.ringway.settings.XdpMode;
import io.ringway.settings.XskSettings;
import io.ringway.xdp.DestinationKey;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.XdpLink;
import io.ringway.xdp.XdpMaps;
import io.ringway.xdp.XdpProgram;
import io.ringway.xdp.XdpVerdict;
import io.ringway.xdp.XskSocket;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The XDP program of one interface: Ringway's own, gone with the process, or one that somebody attached and pinned and that is used as it is.
 *
 * <p>A pinned XSKMAP counts for this interface only if the program that runs on the interface uses it, so that two interfaces never share
 * a slot whatever the paths say. Control thread.
 */
final class InterfaceAttachment implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceAttachment.class);

    private final NetworkDevice device;
    private final XskSettings settings;
    private final XdpProgram program;
    private final XdpMaps maps;
    private final InterfaceBlocks blocks;
    private final List<DestinationJournal> journals = new ArrayList<>();
    private final AtomicCounter[] verdicts;
    private final AtomicCounter reattached;
    private XdpLink link;
    private int pinnedProgramId;
    private boolean lossReported;
    private boolean unreadableReported;

    private InterfaceAttachment(
            final NetworkDevice device,
            final XskSettings settings,
            final XdpProgram program,
            final XdpMaps maps,
            final Path stateFolder,
            final CountersFile file) {
        this.device = device;
        this.settings = settings;
        this.program = program;
        this.maps = maps;
        if (program == null) {
            journals.add(new DestinationJournal(stateFolder, maps.destinationsV4()));
            journals.add(new DestinationJournal(stateFolder, maps.destinationsV6()));
            blocks = InterfaceBlocks.pinned(maps, stateFolder);
            blocks.journals().forEach(journals::add);
            pinnedProgramId = device.attachedProgramId();
        } else {
            blocks = InterfaceBlocks.own(maps);
        }
        verdicts = new AtomicCounter[XdpVerdict.values().length];
        if (maps.verdicts().isPresent()) {
            for (final XdpVerdict verdict : XdpVerdict.values()) {
                verdicts[verdict.ordinal()] =
                        file.counter(CounterDescriptor.valueOf("XDP_" + verdict.name()), device.name());
            }
        }
        reattached = file.counter(CounterDescriptor.XDP_REATTACHED, device.name());
    }

    /**
     * Finds the pinned program of the interface, or loads one; nothing is attached yet.
     *
     * @param settings    the first queue of the interface, whose path and mode count.
     * @param stateFolder where the journal of foreign maps is kept.
     * @param file        where the counters are made.
     * @param blocks      whether the program is to look into its filter maps.
     * @throws SetupException when another program occupies the interface, or the kernel refuses ours.
     */
    static InterfaceAttachment open(
            final XskSettings settings, final Path stateFolder, final CountersFile file, final boolean blocks) {
        final NetworkDevice device = NetworkDevice.find(settings.interfaceName())
                .orElseThrow(() -> new SetupException(
                        settings.location(), "interface '" + settings.interfaceName() + "' does not exist"));
        try {
            for (final Path pin : List.of(Path.of(settings.xskMapPath()), PinnedProgram.xskmapPin(device.name()))) {
                if (Files.exists(pin)) {
                    final XdpMaps pinned = XdpMaps.openPinned(pin);
                    if (device.programUsesMap(pinned.xskmap().id())) {
                        LOG.info("{}: uses the XDP program that is attached and pinned at {}", device.name(), pin);
                        return new InterfaceAttachment(device, settings, null, pinned, stateFolder, file);
                    }
                    pinned.close();
                }
            }
            final int foreign = device.attachedProgramId();
            if (foreign != 0) {
                throw new SetupException(
                        settings.location(),
                        device.name() + " has the XDP program " + foreign
                                + " of somebody else attached, which does not use "
                                + settings.xskMapPath() + "; detach it (ip link set dev " + device.name()
                                + " xdp off, or bpftool net detach xdp dev " + device.name()
                                + ") or name its map in xskMapPath");
            }
            final XdpProgram program = XdpProgram.load(blocks);
            return new InterfaceAttachment(device, settings, program, program.maps(), stateFolder, file);
        } catch (final NativeException e) {
            throw new SetupException(settings.location(), e.getMessage(), e);
        }
    }

    /** Tells the operator of a program of others that knows no blocks. */
    void warnWithoutBlocks() {
        if (!blocks.isThere()) {
            LOG.warn(
                    "{}: its pinned XDP program has no maps for blocks, so that workers alone block; attach Ringway's own with"
                            + " ringway xdp attach {}",
                    device.name(),
                    device.name());
        }
    }

    /** What the program turns away. */
    InterfaceBlocks blocks() {
        return blocks;
    }

    /** Lets packets of a queue come up to a socket, once the program runs and knows their destination. */
    void putSocket(final XskSocket socket) {
        maps.xskmap().putSocket(socket.options().queueId(), socket.fd());
    }

    /** Lets packets for a destination come up. */
    void addDestination(final InetSocketAddress destination) {
        final byte[] key = DestinationKey.of(destination);
        if (program == null) {
            journals.get(key.length == 8 ? 0 : 1).add(key);
        } else {
            maps.destinations(key.length).addKey(key);
        }
    }

    /** Leaves packets for a destination to the kernel's own stack again. */
    void removeDestination(final InetSocketAddress destination) {
        final byte[] key = DestinationKey.of(destination);
        if (program == null) {
            journals.get(key.length == 8 ? 0 : 1).remove(key);
        } else {
            maps.destinations(key.length).removeKey(key);
        }
    }

    /** Attaches our own program; the last step of the start, since from here on packets come. */
    void attach() {
        if (program == null) {
            return;
        }
        try {
            link = XdpLink.attach(
                    program, device, settings.mode() != XdpMode.GENERIC, settings.mode() != XdpMode.NATIVE);
        } catch (final NativeException e) {
            throw new SetupException(settings.location(), e.getMessage(), e);
        }
        LOG.info("{}: XDP program attached in {} mode", device.name(), link.isNative() ? "native" : "generic");
    }

    /** Copies the program's counters; kernels before 5.19 let them be read with {@code CAP_BPF} only. */
    void mirror() {
        try {
            for (int i = 0; i < verdicts.length; i++) {
                if (verdicts[i] != null) {
                    verdicts[i].setRelease(maps.verdicts().orElseThrow().sumOverProcessors(i));
                }
            }
        } catch (final NativeException e) {
            if (!unreadableReported) {
                unreadableReported = true;
                LOG.warn("{}: the counters xdp-* stay as they are: {}", device.name(), e.getMessage());
            }
        }
    }

    /** Puts the program back where somebody detached it. */
    void keepAttached() {
        if (isAttached()) {
            lossReported = false;
            return;
        }
        if (program == null) {
            report(
                    "the pinned XDP program is no longer attached; the kernel's own stack has the packets. Attach it again");
        } else if (NetworkDevice.find(device.name()).isEmpty()) {
            report("the interface is gone; its queues are lost until a restart");
        } else {
            attachAgain();
        }
    }

    private boolean isAttached() {
        return program == null ? isPinnedProgramAttached() : link != null && link.isAttached();
    }

    /** By its number first: a look into another program needs {@code CAP_SYS_ADMIN}, which may have been given up. */
    private boolean isPinnedProgramAttached() {
        try {
            final int programId = device.attachedProgramId();
            if (programId != pinnedProgramId
                    && !device.programUsesMap(maps.xskmap().id())) {
                return false;
            }
            pinnedProgramId = programId;
            return true;
        } catch (final NativeException e) {
            LOG.debug("{}: {}", device.name(), e.getMessage());
            return false;
        }
    }

    private void attachAgain() {
        report("somebody detached the XDP program; attaching it again");
        try {
            final XdpLink fresh = XdpLink.attach(
                    program, device, settings.mode() != XdpMode.GENERIC, settings.mode() != XdpMode.NATIVE);
            link.close();
            link = fresh;
            reattached.incrementRelease();
            lossReported = false;
            LOG.info(
                    "{}: XDP program attached again in {} mode", device.name(), link.isNative() ? "native" : "generic");
        } catch (final NativeException e) {
            LOG.debug("{}: {}", device.name(), e.getMessage());
        }
    }

    private void report(final String what) {
        if (!lossReported) {
            lossReported = true;
            LOG.warn("{}: {}", device.name(), what);
        }
    }

    /** Sends packets back to the kernel's own stack: our link goes, or our keys go from somebody else's maps. */
    void detach() {
        if (link != null) {
            link.close();
            link = null;
        }
        journals.forEach(this::close);
        journals.clear();
    }

    private void close(final DestinationJournal journal) {
        try {
            journal.close();
        } catch (final NativeException | UncheckedIOException e) {
            LOG.warn(
                    "{}: our destinations may stay in the pinned maps until the next start: {}",
                    device.name(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        detach();
        if (program == null) {
            maps.close();
        } else {
            program.close();
        }
    }
}
