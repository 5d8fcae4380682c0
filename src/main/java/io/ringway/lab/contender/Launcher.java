package io.ringway.lab.contender;

import io.ringway.lab.Installation;
import io.ringway.lab.RingwayProcess;
import io.ringway.settings.SetupException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows how each contender is started. Starts nothing itself. */
public final class Launcher {
    /** Where dnsdist looks for the maps of the XDP program that somebody else attaches. */
    static final String DNSDIST_XSKMAP = "/sys/fs/bpf/dnsdist/xskmap";

    private static final String PROGRAM = "target/classes/io/ringway/xdp/ringway_xdp.bpf.o";
    private static final String REFLECTOR = "target/native/reflector";

    private final Scenario scenario;
    private final Peers peers;

    /**
     * For one scenario.
     *
     * @param scenario the job.
     * @param peers    the peers that are installed.
     */
    public Launcher(final Scenario scenario, final Peers peers) {
        this.scenario = scenario;
        this.peers = peers;
    }

    /**
     * How to start a contender.
     *
     * @param kind which; its peer is installed.
     * @param site where.
     * @return its files and command.
     * @throws SetupException when it cannot do this job.
     */
    public Launch launch(final ContenderKind kind, final Site site) {
        final String configuration = scenario.configuration(kind, site)
                .orElseThrow(() -> new SetupException(kind.id() + " cannot do " + scenario.id()));
        final Path file = configurationFile(kind, site);
        final Optional<CacheHits> hits =
                scenario.answersFromCache(kind) ? Optional.of(new CacheHits(kind.program(), file)) : Optional.empty();
        final Optional<DropCount> drops =
                scenario.floods() ? Optional.of(new DropCount(CacheHits.countersFile(file))) : Optional.empty();
        return switch (kind.program()) {
            case REFLECTOR ->
                new Launch(kind, Map.of(), site.command(site.pinned(reflector(site))), hits, drops, List.of());
            case RINGWAY ->
                new Launch(
                        kind,
                        Map.of(file, configuration),
                        site.command(site.pinned(ringway(file))),
                        hits,
                        drops,
                        List.of());
            case DNSDIST ->
                new Launch(
                        kind,
                        Map.of(file, configuration),
                        site.command(dnsdist(kind, site, file)),
                        hits,
                        drops,
                        List.of());
            case KNOTD ->
                new Launch(
                        kind,
                        Map.of(file, configuration),
                        site.command(mounts(kind)
                                .command(
                                        site.pinned(List.of("knotd", "-c", file.toString())),
                                        Optional.of(site.folder()))),
                        hits,
                        drops,
                        // It leaves its program attached.
                        site.command(List.of("ip", "link", "set", "dev", site.interfaceName(), "xdp", "off")));
        };
    }

    /** The file that a contender reads. */
    static Path configurationFile(final ContenderKind kind, final Site site) {
        return site.folder().resolve(kind.id() + "-" + site.queues() + ".conf");
    }

    private static List<String> reflector(final Site site) {
        return List.of(
                Installation.file(REFLECTOR).toString(),
                site.interfaceName(),
                "0",
                site.address(),
                "53",
                "--program",
                Installation.file(PROGRAM).toString(),
                "--queues",
                Integer.toString(site.queues()));
    }

    private static List<String> ringway(final Path configuration) {
        final List<String> command = RingwayProcess.command(List.of());
        command.addAll(List.of(
                "-C",
                configuration.toString(),
                "--counters",
                CacheHits.countersFile(configuration).toString(),
                "--supervised"));
        return command;
    }

    private List<String> dnsdist(final ContenderKind kind, final Site site, final Path configuration) {
        final PrivateMounts mounts = mounts(kind);
        if (kind.isXdp()) {
            final List<String> attach = RingwayProcess.command(List.of());
            attach.addAll(List.of("xdp", "attach", site.interfaceName()));
            mounts.before(attach).before(List.of("ln", "-s", "ringway/" + site.interfaceName(), "/sys/fs/bpf/dnsdist"));
        }
        return mounts.command(
                site.pinned(List.of("dnsdist", "-C", configuration.toString(), "--supervised", "--disable-syslog")),
                Optional.of(site.folder()));
    }

    private PrivateMounts mounts(final ContenderKind kind) {
        return new PrivateMounts(peers.forKind(kind)
                .orElseThrow(() -> new SetupException(peers.missing(kind).orElse(kind.id() + " is no peer")))
                .root());
    }
}
