package io.ringway.topology.placement;

import io.ringway.topology.Machine;
import io.ringway.topology.MachineReader;
import io.ringway.topology.SystemFiles;
import io.ringway.topology.nic.Ethtool;
import io.ringway.topology.nic.KernelEthtool;
import io.ringway.topology.nic.Nic;
import io.ringway.topology.nic.NicReader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A machine and its interfaces as they were at one moment.
 *
 * @param machine processors
 * @param nics    interfaces by name
 */
public record Topology(Machine machine, Map<String, Nic> nics) {
    /** Copies the map. */
    public Topology {
        nics = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(nics));
    }

    /**
     * Reads this machine.
     *
     * @param interfaceNames of the calling thread's network namespace.
     * @return what is there now.
     */
    public static Topology read(final Collection<String> interfaceNames) {
        return read(SystemFiles.LIVE, new KernelEthtool(), interfaceNames);
    }

    /**
     * Reads a machine.
     *
     * @param files          its files.
     * @param ethtool        what its drivers tell.
     * @param interfaceNames the interfaces to read.
     * @return what is there now.
     */
    public static Topology read(
            final SystemFiles files, final Ethtool ethtool, final Collection<String> interfaceNames) {
        final NicReader reader = new NicReader(files, ethtool);
        final Map<String, Nic> nics = new LinkedHashMap<>();
        interfaceNames.forEach(name -> nics.computeIfAbsent(name, reader::read));
        return new Topology(new MachineReader(files).read(), nics);
    }

    /**
     * An interface.
     *
     * @param name its name, one of those that were read.
     * @return the interface.
     */
    public Nic nic(final String name) {
        return nics.get(name);
    }
}
