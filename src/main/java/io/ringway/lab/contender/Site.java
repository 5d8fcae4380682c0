package io.ringway.lab.contender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a contender serves.
 *
 * @param entry         what stands before every command: it enters the namespace, and lets the command die with the lab
 * @param interfaceName the interface
 * @param address       the address that it answers on, port 53
 * @param queues        receive queues of the interface, from 0, all of which are served
 * @param cpus          processors as {@code taskset -c} takes them, empty for all
 * @param folder        an existing folder for configuration files
 */
public record Site(List<String> entry, String interfaceName, String address, int queues, String cpus, Path folder) {
    /** The nice value of everybody who is measured, and of the injector. */
    public static final String PRIORITY = "-10";

    /** Copies the list. */
    public Site {
        entry = List.copyOf(entry);
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
