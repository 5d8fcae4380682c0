package io.ringway.lab.injector;

import io.ringway.lab.contender.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * kxdpgun at the other end of a veth pair, on one processor.
 *
 * @param entry   what stands before every command to enter the client's namespace
 * @param queries file with the questions
 * @param target  address of the server
 * @param cpu     the processor of its thread
 */
public record VethInjector(List<String> entry, Path queries, String target, int cpu) implements Injector {
    /** What is asked, as kxdpgun reads it. */
    public static final String QUERIES = "example.com A\n";

    /** Copies the list. */
    public VethInjector {
        entry = List.copyOf(entry);
    }

    @Override
    public List<String> load(final String rate, final int seconds) {
        final String processor = Integer.toString(cpu);
        return inside(List.of(
                "nice",
                "-n",
                Site.PRIORITY,
                "taskset",
                "-c",
                processor,
                "kxdpgun",
                "-t",
                Integer.toString(seconds),
                "-Q",
                rate,
                "-F",
                processor,
                "-i",
                queries.toString(),
                target));
    }

    @Override
    public List<String> question() {
        return inside(List.of("kdig", "@" + target, "example.com", "A", "+timeout=1", "+retry=0"));
    }

    @Override
    public List<String> version() {
        return List.of("kxdpgun", "--version");
    }

    /**
     * A command in the client's namespace.
     *
     * @param command program and arguments.
     * @return the whole command.
     */
    public List<String> inside(final List<String> command) {
        final List<String> whole = new ArrayList<>(entry);
        whole.addAll(command);
        return whole;
    }
}
