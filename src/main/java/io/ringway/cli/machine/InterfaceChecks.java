package io.ringway.cli.machine;

import io.ringway.topology.CpuSet;
import io.ringway.topology.SystemFiles;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.nic.ReceiveSideScaling;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an interface must have for AF_XDP. Reads only, in the network namespace of the calling thread. */
final class InterfaceChecks {
    /** With XDP and AF_XDP zero-copy in the kernel's own drivers, though not in each of its versions. */
    private static final Set<String> ZERO_COPY =
            Set.of("mlx5_core", "ice", "i40e", "ixgbe", "igb", "igc", "gve", "virtio_net", "nfp", "stmmac");

    /** With XDP in the driver, and AF_XDP by copying. */
    private static final Set<String> NATIVE = Set.of(
            "veth",
            "tun",
            "ena",
            "mana",
            "bnxt_en",
            "mlx4_en",
            "ixgbevf",
            "qede",
            "sfc",
            "hv_netvsc",
            "vmxnet3",
            "bonding");

    private final SystemFiles files;

    InterfaceChecks(final SystemFiles files) {
        this.files = files;
    }

    /** Without {@code libraries} the kernel cannot be asked about programs. */
    List<Check> all(final Nic nic, final boolean libraries) {
        final List<Check> checks = new ArrayList<>();
        if (NetworkDevice.find(nic.name()).isEmpty()) {
            checks.add(Check.fail(nic.name(), "does not exist", "ip link shows the interfaces"));
            return checks;
        }
        checks.add(driver(nic));
        checks.add(queues(nic));
        if (libraries) {
            checks.add(program(nic.name()));
        }
        checks.add(packetSteering(nic.name()));
        return checks;
    }

    /** {@code nic} as it was read. */
    static Check driver(final Nic nic) {
        final String name = nic.name() + " driver";
        final String seen = nic.driver() + (nic.busAddress().isEmpty() ? "" : " at " + nic.busAddress());
        if (ZERO_COPY.contains(nic.driver())) {
            return Check.ok(name, seen + ", which has native XDP, and zero-copy in recent kernels");
        }
        return NATIVE.contains(nic.driver())
                ? Check.ok(name, seen + ", which has native XDP and copies")
                : Check.warn(
                        name,
                        (seen.isEmpty() ? "unknown" : seen) + ", not known to have native XDP",
                        "it is served in generic mode, which costs more");
    }

    static Check queues(final Nic nic) {
        final int count = nic.channels()
                .map(channels -> channels.receiveQueues())
                .filter(number -> number > 0)
                .orElse(1);
        final String seen = count
                + (count == 1 ? " receive queue" : " receive queues")
                + nic.scaling()
                        .map(ReceiveSideScaling::queues)
                        .filter(queues -> !queues.isEmpty())
                        .map(queues -> ", packets are spread over " + queues)
                        .orElse("");
        return nic.scaling().filter(ReceiveSideScaling::isKeyZero).isPresent()
                ? Check.warn(
                        nic.name() + " queues",
                        seen + ", with a key of zeros: all come in on one",
                        "tuning/ringway-tune plan --interface " + nic.name())
                : Check.ok(nic.name() + " queues", seen);
    }

    private static Check program(final String interfaceName) {
        final String name = interfaceName + " XDP program";
        try {
            final int program = NetworkDevice.find(interfaceName)
                    .map(NetworkDevice::attachedProgramId)
                    .orElse(0);
            return program == 0
                    ? Check.ok(name, "none attached")
                    : Check.warn(
                            name,
                            "program " + program + " is attached",
                            "fine if it is a running Ringway's or of ringway xdp attach; else ip link set dev "
                                    + interfaceName + " xdp off");
        } catch (final NativeException e) {
            return Check.warn(name, e.getMessage(), "run as root");
        }
    }

    private Check packetSteering(final String interfaceName) {
        final String folder = "/sys/class/net/" + interfaceName + "/queues";
        CpuSet steered = CpuSet.NONE;
        for (final String queue : files.names(folder)) {
            if (queue.startsWith("rx-")
                    && files.text(folder + "/" + queue + "/rps_cpus")
                            .map(mask -> !CpuSet.parseMask(mask).isEmpty())
                            .orElse(false)) {
                steered = steered.or(CpuSet.of(Integer.parseInt(queue.substring("rx-".length()))));
            }
        }
        return steered.isEmpty()
                ? Check.ok(interfaceName + " packet steering", "RPS is off")
                : Check.warn(
                        interfaceName + " packet steering",
                        "RPS moves packets of queues " + steered + " to other processors",
                        "tuning/ringway-tune plan --interface " + interfaceName);
    }
}
