package io.ringway.topology.nic;

import java.util.Optional;

/** What drivers tell about their interfaces; the kernel's, or recorded. What a driver does not tell is absent. Control thread. */
public interface Ethtool {
    /**
     * A driver and its device.
     *
     * @param name       the driver's name.
     * @param busAddress {@code 0000:17:00.0} on PCI; empty for a virtual device.
     */
    record Driver(String name, String busAddress) {}

    /**
     * As {@code ethtool -i} shows it.
     *
     * @param interfaceName an interface.
     * @return its driver.
     */
    Optional<Driver> driver(String interfaceName);

    /**
     * As {@code ethtool -l} shows them.
     *
     * @param interfaceName an interface.
     * @return its channels.
     */
    Optional<Channels> channels(String interfaceName);

    /**
     * As {@code ethtool -x} shows it.
     *
     * @param interfaceName an interface.
     * @return its receive-side scaling.
     */
    Optional<ReceiveSideScaling> scaling(String interfaceName);
}
