package io.ringway.lab.contender;

import io.ringway.lab.backend.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a contender serves.
 *
 * @param entry         what stands before every command: it enters the namespace, and lets the command die with the lab
 * @param interfaceName the interface
 * @param address       the address that it answers on, port 53
 * @param queues        receive queues of the interface, from 0, all of which are served
 * @param cpus          processors as {@code taskset -c} takes them, empty for all
 * @param folder        an existing folder for configuration files
 * @param backend       where it forwards to, nothing when it answers itself
 */
public record Site(
        List<String> entry,
        String interfaceName,
        String address,
        int queues,
        String cpus,
        Path folder,
        Optional<Backend> backend) {
    /** The nice value of everybody who is measured, and of the injector. */
    public static final String PRIORITY = "-10";

    /** Copies the list. */
    public Site {
        entry = List.copyOf(entry);
    }

    /**
     * A site without a backend.
     *
     * @param entry         what stands before every command.
     * @param interfaceName the interface.
     * @param address       the address that it answers on.
     * @param queues        receive queues of the interface.
     * @param cpus          processors, empty for all.
     * @param folder        an existing folder for configuration files.
     */
    public Site(
            final List<String> entry,
            final String interfaceName,
            final String address,
            final int queues,
            final String cpus,
            final Path folder) {
        this(entry, interfaceName, address, queues, cpus, folder, Optional.empty());
    }

    /**
     * The same with a backend.
     *
     * @param behind where contenders forward to.
     * @return the site.
     */
    public Site withBackend(final Backend behind) {
        return new Site(entry, interfaceName, address, queues, cpus, folder, Optional.of(behind));
    }

    /**
     * A command at this site, on any processor.
     *
     * @param command program and arguments.
     * @return the whole command.
     */
    public List<String> command(final List<String> command) {
        final List<String> whole = new ArrayList<>(entry);
        whole.addAll(command);
        return whole;
    }

    /**
     * A command with its processors.
     *
     * @param command program and arguments.
     * @return the same, pinned where this site pins.
     */
    List<String> pinned(final List<String> command) {
        // In front of whatever else this machine does, which comes and goes and would count against whoever is measured
        // then.
        final List<String> whole =
                new ArrayList<>(cpus.isEmpty() ? List.of() : List.of("nice", "-n", PRIORITY, "taskset", "-c", cpus));
        whole.addAll(command);
        return whole;
    }
}
