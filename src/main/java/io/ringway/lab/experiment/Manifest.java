package io.ringway.lab.experiment;

import io.ringway.lab.Command;
import io.ringway.lab.Installation;
import io.ringway.lab.contender.ContenderKind;
import io.ringway.lab.contender.DialectText;
import io.ringway.lab.contender.Peer;
import io.ringway.lab.contender.Peers;
import io.ringway.lab.contender.Scenario;
import io.ringway.lab.contender.Site;
import io.ringway.lab.results.Results;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is measured on and with. Keys and values do not change between two runs on one machine unless something that matters did: no dates, no
 * process numbers, nothing that was measured.
 */
final class Manifest {
    private static final String UNKNOWN = "unknown";
    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

    private Manifest() {}

    /** Collects everything that can be known before the first run. */
    static Map<String, String> of(final Bench bench, final Scenario scenario, final Plan plan, final Peers peers) {
        final Map<String, String> manifest = new LinkedHashMap<>();
        manifest.put(Results.COMMIT, commit());
        manifest.putAll(machine());
        final boolean local = !bench.site().cpus().isEmpty();
        manifest.put("placement", placement(bench.site()));
        bench.site()
                .backend()
                .ifPresent(backend -> manifest.put(
                        "backend",
                        "answers in the kernel, on the processor that sends to it; at the end of "
                                + backend.interfaceName() + ", for dnsdist AF_XDP to AF_XDP of "
                                + bench.site().interfaceName()));
        if (scenario.floods()) {
            manifest.put("receiving", "on the server's processor, by a thread of the kernel");
            manifest.put(Results.ANSWERS, "what the server dropped of the flood, by its own counters");
        }
        manifest.put("processors kept awake", local ? "by a SCHED_IDLE loop on each" : "no");
        manifest.putAll(InterfaceFacts.of(bench.site()));
        bench.latency()
                .ifPresent(second -> manifest.put(
                        "queues for latency", Integer.toString(second.site().queues())));
        manifest.put(
                "frames of a queue",
                "Ringway " + DialectText.RINGWAY_FRAMES + ", dnsdist " + DialectText.DNSDIST_FRAMES);
        manifest.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
        manifest.put("jvm flags", jvmFlags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        manifest.put("injector", firstLine(bench.injector().version()));
        for (final ContenderKind kind : plan.kinds()) {
            peers.forKind(kind).ifPresent(peer -> manifest.put("contender " + kind.id(), text(peer)));
        }
        manifest.put("contenders", plan.kinds().stream().map(ContenderKind::id).collect(Collectors.joining(", ")));
        manifest.put("rates", rates(plan, scenario.sweep()));
        manifest.put("seconds at each rate", Integer.toString(plan.seconds()));
        manifest.put("repetitions", Integer.toString(plan.repetitions()));
        return manifest;
    }

    /** Ringway's commit. */
    static String commit() {
        try {
            final Path tree = Installation.file("pom.xml").getParent();
            return Command.run(List.of(
                            "git", "-c", "safe.directory=*", "-C", tree.toString(), "describe", "--always", "--dirty"))
                    .strip();
        } catch (final SetupException e) {
            return UNKNOWN;
        }
    }

    private static Map<String, String> machine() {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kernel", System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        facts.put("processor", processor());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put(
                "governor",
                read(PROCESSORS.resolve("cpu0/cpufreq/scaling_governor")).orElse("none"));
        facts.put("mitigations", mitigations());
        return facts;
    }

    private static String processor() {
        return read(Path.of("/proc/cpuinfo"))
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst())
                .orElse(UNKNOWN);
    }

    private static String mitigations() {
        final Map<String, String> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(PROCESSORS.resolve("vulnerabilities"))) {
            for (final Path file : files) {
                final String text = read(file).orElse(UNKNOWN);
                if (!text.equals("Not affected")) {
                    found.put(file.getFileName().toString(), text);
                }
            }
        } catch (final IOException e) {
            return UNKNOWN;
        }
        return found.isEmpty()
                ? "none needed"
                : found.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("; "));
    }

    /** Only how the machine works, not where its files are. */
    static String jvmFlags(final List<String> arguments) {
        final String flags = arguments.stream()
                .filter(argument -> argument.startsWith("-X"))
                .map(argument -> argument.startsWith("-XX:AOTCache=") ? "-XX:AOTCache" : argument)
                .collect(Collectors.joining(" "));
        return flags.isEmpty() ? "none" : flags;
    }

    private static String placement(final Site site) {
        if (site.cpus().isEmpty()) {
            return "two machines; server on all processors";
        }
        return "one machine, " + (site.backend().isPresent() ? "two veth pairs" : "veth pair")
                + "; server on processor " + site.cpus() + ", injector on " + Bench.INJECTOR_CPU;
    }

    private static String rates(final Plan plan, final Scenario.Sweep sweep) {
        return plan.rates().isEmpty()
                ? plan.steps() + " from " + sweep.lowest() + " to " + sweep.to() + " times the injector's ceiling"
                : plan.rates().stream().map(rate -> Long.toString(rate)).collect(Collectors.joining(", "));
    }

    /** A peer with its version. */
    static String text(final Peer peer) {
        return peer.program() + " " + peer.version().text() + (peer.root().isPresent() ? ", from another root" : "");
    }

    private static String firstLine(final List<String> command) {
        try {
            return Command.run(command).strip().lines().findFirst().orElse(UNKNOWN);
        } catch (final SetupException e) {
            return UNKNOWN;
        }
    }

    private static Optional<String> read(final Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (final IOException e) {
            return Optional.empty();
        }
    }
}
