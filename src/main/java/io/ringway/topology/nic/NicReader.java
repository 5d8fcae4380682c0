package io.ringway.topology.nic;

import io.ringway.topology.CpuSet;
import io.ringway.topology.SystemFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@link Nic}. The device is found by its bus address and not by the interface's name, since {@code /sys/class/net} shows the network namespace
 * that mounted it. Control thread, in the network namespace of the interface.
 */
public final class NicReader {
    private static final String PCI_DEVICES = "/sys/bus/pci/devices/";

    private final SystemFiles files;
    private final Ethtool ethtool;

    /**
     * A reader.
     *
     * @param files   of this machine, or recorded.
     * @param ethtool of this machine, or recorded.
     */
    public NicReader(final SystemFiles files, final Ethtool ethtool) {
        this.files = files;
        this.ethtool = ethtool;
    }

    /**
     * Reads an interface.
     *
     * @param name its name.
     * @return what is known; nothing is known of one that does not exist.
     */
    public Nic read(final String name) {
        final Optional<Ethtool.Driver> driver = ethtool.driver(name);
        final String busAddress = driver.map(Ethtool.Driver::busAddress).orElse("");
        final String device = PCI_DEVICES + busAddress;
        final boolean onBus = !busAddress.isEmpty();
        return new Nic(
                name,
                driver.map(Ethtool.Driver::name).orElse(""),
                busAddress,
                onBus ? files.number(device + "/numa_node", Nic.NO_NODE) : Nic.NO_NODE,
                ethtool.channels(name),
                ethtool.scaling(name),
                onBus ? interrupts(device, name) : List.of());
    }

    /** Those that the device asked for as MSI or MSI-X, Documentation/ABI/testing/sysfs-bus-pci and sysfs-kernel-irq. */
    private List<QueueInterrupt> interrupts(final String device, final String interfaceName) {
        final Map<Integer, String> names = new TreeMap<>();
        for (final String irq : files.names(device + "/msi_irqs")) {
            files.text("/sys/kernel/irq/" + irq + "/actions")
                    .filter(actions -> !actions.isEmpty())
                    .ifPresent(actions -> names.put(Integer.parseInt(irq), actions));
        }
        final List<QueueInterrupt> interrupts = new ArrayList<>();
        InterruptName.byQueue(names, interfaceName)
                .forEach((queue, irq) -> interrupts.add(new QueueInterrupt(
                        queue, irq, names.get(irq), affinity(irq, "smp"), affinity(irq, "effective"))));
        return interrupts;
    }

    private CpuSet affinity(final int irq, final String kind) {
        return files.cpus("/proc/irq/" + irq + "/" + kind + "_affinity_list");
    }
}
