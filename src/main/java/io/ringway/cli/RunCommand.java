package io.ringway.cli;

import ch.qos.logback.classic.Level;
import io.ringway.config.ConfigurationLoader;
import io.ringway.engine.WarmUp;
import io.ringway.engine.lifecycle.Engine;
import io.ringway.engine.lifecycle.Preflight;
import io.ringway.privilege.Privileges;
import io.ringway.settings.Settings;
import io.ringway.xdp.XdpLibraries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves, or with {@code --check-config} only evaluates and validates. */
class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Path DEFAULT_CONFIGURATION = Path.of("/etc/ringway/ringway.conf");

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-C", "--config"},
            paramLabel = "FILE",
            description = "Configuration, default /etc/ringway/ringway.conf where there is one.")
    private Path configuration;

    @Option(names = "--check-config", description = "Evaluate and validate the configuration, bind nothing, and end.")
    private boolean checkConfig;

    @Option(names = "--strict", description = "Treat warnings about the configuration as errors.")
    private boolean strict;

    @Option(
            names = "--supervised",
            description = "Stay in the foreground without a console, as under systemd; Ringway always does.")
    @SuppressWarnings("unused")
    private boolean supervised;

    @Option(
            names = {"-l", "--local"},
            paramLabel = "ADDRESS[:PORT]",
            description = "Listen here instead of where the configuration says; may be repeated.")
    private List<String> local = new ArrayList<>();

    @Option(
            names = {"-a", "--acl"},
            paramLabel = "NETMASK",
            description = "Who may ask; may be repeated.")
    private List<String> acl = new ArrayList<>();

    @Option(
            names = "--counters",
            paramLabel = "FILE",
            defaultValue = StatCommand.DEFAULT_COUNTERS,
            description = "Counters file, default ${DEFAULT-VALUE}.")
    private Path counters;

    @Option(
            names = "--uid",
            paramLabel = "USER",
            description = "User to become, by name or number, once everything is bound; all capabilities go with root.")
    private String user;

    @Option(
            names = "--gid",
            paramLabel = "GROUP",
            description = "Group to become, by name or number; default the user's own.")
    private String group;

    @Option(
            names = "--no-seccomp",
            description = "Put no filter of system calls on the threads, for instance to find out what it denies.")
    private boolean noSeccomp;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more, and show stack traces.")
    private boolean verbose;

    @Option(
            names = "--training",
            hidden = true,
            description =
                    "Evaluate the configuration, run the packet path over rings in memory, and end: bin/ringway learns from it"
                            + " which classes a start loads.")
    private boolean training;

    final boolean verbose() {
        return verbose;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (verbose) {
            sayMore();
        }
        if (!checkConfig) {
            XdpLibraries.preload();
        }
        final Optional<Path> file = configurationFile();
        final Settings settings = new ConfigurationLoader(strict, LOG::warn).load(file, local, acl, verbose);
        if (settings.verbose()) {
            sayMore();
        }
        if (training) {
            WarmUp.run(settings);
            TcpTraining.run();
            Privileges.of(null, null, settings.capabilitiesToRetain(), true).rehearse();
            return 0;
        }
        if (checkConfig) {
            Preflight.check(settings);
            spec.commandLine()
                    .getOut()
                    .println("Configuration '" + file.map(Path::toString).orElse("") + "' OK!");
            spec.commandLine().getOut().flush();
            return 0;
        }
        if (file.isEmpty()) {
            LOG.info("no configuration: every query is refused; name a file with -C");
        }
        serve(settings);
        return 0;
    }

    private Optional<Path> configurationFile() {
        if (configuration != null) {
            return Optional.of(configuration);
        }
        return Files.exists(DEFAULT_CONFIGURATION) ? Optional.of(DEFAULT_CONFIGURATION) : Optional.empty();
    }

    private static void sayMore() {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.ringway")).setLevel(Level.DEBUG);
    }

    /** Serves until a signal ends the process; SIGTERM and SIGINT drain, and end with status 0. */
    private void serve(final Settings settings) throws InterruptedException {
        LOG.info("ringway {}", Version.text());
        final Privileges privileges = Privileges.of(user, group, settings.capabilitiesToRetain(), !noSeccomp);
        final Engine engine = Engine.start(settings, counters, privileges);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            LOG.info("ending: detached, answering what has come up already");
                            engine.close();
                            LOG.info("ended");
                            // The virtual machine would report the signal as status 143.
                            Runtime.getRuntime().halt(0);
                        },
                        "shutdown"));
        new CountDownLatch(1).await();
    }
}
