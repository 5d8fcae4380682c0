package io.ringway.lab;

import io.ringway.observe.CountersSnapshot;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A Ringway of the same build as this process, on a Java virtual machine of its own with the same options, in a namespace. */
public final class RingwayProcess implements AutoCloseable {
    private static final String MAIN_CLASS = "io.ringway.cli.Ringway";
    private static final String JAR = "ringway.jar";
    private static final String READY = " ready: ";

    private final ChildProcess process;
    private final Path counters;

    private RingwayProcess(final ChildProcess process, final Path counters) {
        this.process = process;
        this.counters = counters;
    }

    /**
     * Starts a server.
     *
     * @param namespace     where.
     * @param configuration its configuration file.
     * @param counters      its counters file.
     * @param jvmOptions    options after this process's own.
     * @param listener      is told each line of its log.
     * @return the process, which may not be ready yet.
     */
    public static RingwayProcess start(
            final Namespace namespace,
            final Path configuration,
            final Path counters,
            final List<String> jvmOptions,
            final Consumer<String> listener) {
        return start(namespace.command(command(jvmOptions)), configuration, counters, listener);
    }

    /**
     * Starts a server with every thread on one processor, as servers are compared.
     *
     * @param namespace     where.
     * @param configuration its configuration file.
     * @param counters      its counters file.
     * @param cpu           the processor.
     * @return the process, which may not be ready yet.
     */
    public static RingwayProcess startPinned(
            final Namespace namespace, final Path configuration, final Path counters, final int cpu) {
        final List<String> command = command(List.of());
        command.addAll(0, List.of("taskset", "-c", Integer.toString(cpu)));
        return start(namespace.command(command), configuration, counters, line -> {});
    }

    private static RingwayProcess start(
            final List<String> command,
            final Path configuration,
            final Path counters,
            final Consumer<String> listener) {
        command.addAll(List.of("-C", configuration.toString(), "--counters", counters.toString(), "--supervised"));
        return new RingwayProcess(new ChildProcess("ringway", command, listener), counters);
    }

    /**
     * The command line of Ringway, to which its own arguments are appended.
     *
     * @param jvmOptions options after this process's own.
     * @return a list that can grow.
     */
    public static List<String> command(final List<String> jvmOptions) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(jvmOptions);
        final String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(JAR)) {
            // The jar's manifest opens what its libraries need.
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, MAIN_CLASS));
        }
        return command;
    }

    /**
     * Waits until it serves.
     *
     * @param timeoutMs milliseconds.
     * @return this.
     * @throws io.ringway.settings.SetupException when it ends instead, with what it said.
     */
    public RingwayProcess awaitReady(final long timeoutMs) {
        process.awaitLine(line -> line.contains(READY), timeoutMs);
        return this;
    }

    /**
     * The process itself.
     *
     * @return closed with this.
     */
    public ChildProcess process() {
        return process;
    }

    /**
     * Its counters.
     *
     * @return as the file has them now, also after its end.
     */
    public CountersSnapshot counters() {
        return CountersSnapshot.read(counters);
    }

    @Override
    public void close() {
        process.close();
    }
}
