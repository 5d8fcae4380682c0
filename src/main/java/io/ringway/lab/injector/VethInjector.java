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
 * @param source  address that the load comes from, empty for that of the interface
 */
public record VethInjector(List<String> entry, Path queries, String target, int cpu, String source)
        implements Injector {
    /** What is asked, as kxdpgun reads it. */
    public static final String QUERIES = "example.com A\n";

    /** Copies the list. */
    public VethInjector {
        entry = List.copyOf(entry);
    }

    /**
     * With load from the interface's address.
     *
     * @param entry   what stands before every command.
     * @param queries file with the questions.
     * @param target  address of the server.
     * @param cpu     the processor of its thread.
     */
    public VethInjector(final List<String> entry, final Path queries, final String target, final int cpu) {
        this(entry, queries, target, cpu, "");
    }

    /**
     * The same with load from another address, to which nobody answers.
     *
     * @param attacker the address.
     * @return the injector.
     */
    public VethInjector flooding(final String attacker) {
        return new VethInjector(entry, queries, target, cpu, attacker);
    }

    @Override
    public List<String> load(final String rate, final int seconds) {
        final String processor = Integer.toString(cpu);
        final List<String> command = new ArrayList<>(List.of(
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
                queries.toString()));
        if (!source.isEmpty()) {
            command.addAll(List.of("-l", source));
        }
        command.add(target);
        return inside(command);
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
