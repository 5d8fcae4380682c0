package io.ringway.engine.lifecycle;

import io.ringway.engine.TcpBindings;
import io.ringway.settings.AddressText;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.topology.placement.PlacementPlan;
import io.ringway.topology.placement.PlacementPlanner;
import io.ringway.topology.placement.QueueRequest;
import io.ringway.topology.placement.Topology;
import io.ringway.xdp.NetworkDevice;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds settings against the machine before anything is made: reads only, so that {@code --check-config} may do it too. */
public final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
    private static final int OLDEST_KERNEL_MAJOR = 5;
    private static final int OLDEST_KERNEL_MINOR = 10;

    private Preflight() {}

    /**
     * Checks everything that can be known without binding.
     *
     * @param settings what the operator asked for.
     * @return where threads will run.
     * @throws SetupException for the first thing that cannot work, with how to mend it; a plan that cannot be followed is in the log before.
     */
    public static PlacementPlan check(final Settings settings) {
        checkKernel(System.getProperty("os.version"));
        checkQueues(settings);
        TcpBindings.of(settings.listeners());
        for (final ListenerSettings listener : settings.listeners()) {
            checkAddress(listener);
        }
        for (final BackendSettings backend : settings.forwarding().backends()) {
            checkBackend(backend);
        }
        final PlacementPlan plan = plan(settings);
        if (!plan.errors().isEmpty()) {
            plan.lines().forEach(LOG::error);
        }
        plan.requireValid();
        return plan;
    }

    /**
     * Reads the machine and decides where threads run.
     *
     * @param settings what the operator asked for.
     * @return the plan, which may have errors.
     */
    public static PlacementPlan plan(final Settings settings) {
        final List<QueueRequest> queues = QueueRequest.of(settings);
        return PlacementPlanner.plan(
                Topology.read(queues.stream()
                        .map(queue -> queue.xsk().interfaceName())
                        .toList()),
                queues);
    }

    /**
     * Checks that every queue exists.
     *
     * @param settings what the operator asked for.
     * @throws SetupException for the first that does not.
     */
    public static void checkQueues(final Settings settings) {
        settings.xsks().forEach(Preflight::checkQueue);
    }

    /**
     * Refuses kernels before 5.10, which lack BPF links for XDP or need-wakeup fixes that the rings rely on.
     *
     * @param release for instance {@code 6.12.0-amd64}.
     * @throws SetupException for one that is too old, or none.
     */
    public static void checkKernel(final String release) {
        final String[] parts = release.split("[.-]", 3);
        try {
            final int major = Integer.parseInt(parts[0]);
            final int minor = Integer.parseInt(parts[1]);
            if (major < OLDEST_KERNEL_MAJOR || (major == OLDEST_KERNEL_MAJOR && minor < OLDEST_KERNEL_MINOR)) {
                throw new SetupException("kernel " + release
                        + " is too old for AF_XDP as Ringway uses it: 5.10 or later" + " is needed");
            }
        } catch (final NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new SetupException("kernel release '" + release + "' is not of the form 6.1.0: not a Linux?", e);
        }
    }

    private static void checkQueue(final XskSettings xsk) {
        final NetworkDevice device = NetworkDevice.find(xsk.interfaceName())
                .orElseThrow(() -> new SetupException(
                        xsk.location(),
                        "interface '" + xsk.interfaceName() + "' does not exist; there are " + interfaceNames()));
        final int queues = device.receiveQueues();
        if (queues > 0 && xsk.queueId() >= queues) {
            throw new SetupException(
                    xsk.location(),
                    "NIC_queue_id " + xsk.queueId() + " is beyond the " + queues + " receive queue"
                            + (queues == 1 ? "" : "s") + " of " + xsk.interfaceName() + "; use 0"
                            + (queues == 1 ? "" : " to " + (queues - 1)) + ", or raise them with ethtool -L "
                            + xsk.interfaceName() + " combined N");
        }
    }

    private static void checkAddress(final ListenerSettings listener) {
        final InetAddress address = listener.address().getAddress();
        if (address.isAnyLocalAddress()) {
            return;
        }
        try {
            if (NetworkInterface.getByInetAddress(address) == null) {
                final Optional<String> device = listener.xsk().map(XskSettings::interfaceName);
                throw new SetupException(
                        listener.location(),
                        "no interface has the address " + AddressText.of(address) + "; add it (ip address add "
                                + AddressText.of(address) + " dev " + device.orElse("lo") + ")"
                                + (device.isPresent() ? ", or listen on one of " + addressesOf(device.get()) : ""));
            }
        } catch (final SocketException e) {
            throw new SetupException(
                    listener.location(), "the system's addresses cannot be read: " + e.getMessage(), e);
        }
    }

    /** Refuses a {@code source} that this machine does not have. */
    static void checkBackend(final BackendSettings backend) {
        final String interfaceName = backend.source().interfaceName();
        try {
            if (!interfaceName.isEmpty() && NetworkInterface.getByName(interfaceName) == null) {
                throw new SetupException(
                        backend.location(),
                        "newServer " + backend.displayName() + ": source interface '" + interfaceName
                                + "' does not exist; there are " + interfaceNames());
            }
            final Optional<InetAddress> address = backend.source().address();
            if (address.isPresent()
                    && !address.get().isAnyLocalAddress()
                    && NetworkInterface.getByInetAddress(address.get()) == null) {
                final String text = AddressText.of(address.get());
                throw new SetupException(
                        backend.location(),
                        "newServer " + backend.displayName() + ": no interface has the source address " + text
                                + "; add it (ip address add " + text + " dev "
                                + (interfaceName.isEmpty() ? "lo" : interfaceName)
                                + "), or leave source out for the kernel's choice");
            }
        } catch (final SocketException e) {
            throw new SetupException(backend.location(), "the system's addresses cannot be read: " + e.getMessage(), e);
        }
    }

    private static String interfaceNames() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .map(NetworkInterface::getName)
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (final SocketException e) {
            return "none";
        }
    }

    private static String addressesOf(final String device) throws SocketException {
        final NetworkInterface networkInterface = NetworkInterface.getByName(device);
        if (networkInterface == null) {
            return "none";
        }
        final String addresses =
                networkInterface.inetAddresses().map(AddressText::of).collect(Collectors.joining(", "));
        return addresses.isEmpty() ? "none, since " + device + " has no address" : addresses;
    }
}
