package io.ringway.privilege;

import io.ringway.settings.Capability;
import io.ringway.settings.SetupException;
import io.ringway.xdp.NativeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What power Ringway has at the beginning and what of it remains.
 *
 * <p>Started by root with another user to become, all threads lose everything, but for one, which keeps what the configuration names. Started by
 * another user with ambient capabilities, as systemd does it, each thread can only give up its own: the virtual machine's keep theirs, and
 * that is said. Root without a user to become keeps all. Control thread.
 */
public final class Privileges {
    private static final Logger LOG = LoggerFactory.getLogger(Privileges.class);

    /** Programs may be loaded by whoever has one of these. */
    private static final List<Capability> LOAD_PROGRAMS = List.of(Capability.CAP_BPF, Capability.CAP_SYS_ADMIN);

    private final Identity identity;
    private final CapabilitySet retained;
    private final boolean filtered;
    private final ThreadStatus before;

    private Privileges(
            final Identity identity, final CapabilitySet retained, final boolean filtered, final ThreadStatus before) {
        this.identity = identity;
        this.retained = retained;
        this.filtered = filtered;
        this.before = before;
    }

    /**
     * What is to become of this process; nothing is changed yet.
     *
     * @param user     {@code --uid}, null for none.
     * @param group    {@code --gid}, null for the user's own.
     * @param retained names of capabilities that one thread keeps.
     * @param filtered whether a filter of system calls is put on all threads.
     * @return the plan.
     * @throws SetupException when the system has no such user or group, or this process may not change to them.
     */
    public static Privileges of(
            final String user, final String group, final List<String> retained, final boolean filtered) {
        final Optional<Identity> wanted = Identity.of(user, group);
        final ThreadStatus status = ThreadStatus.current();
        final boolean same = wanted.map(it -> it.uid() == status.uids().getFirst()
                        && it.gid() == status.gids().getFirst())
                .orElse(true);
        if (!same
                && !(status.capabilities().contains(Capability.CAP_SETUID)
                        && status.capabilities().contains(Capability.CAP_SETGID))) {
            throw new SetupException("changing to " + wanted.get()
                    + " needs root, or CAP_SETUID and CAP_SETGID; leave --uid and --gid out where the system starts"
                    + " Ringway as its user already");
        }
        final CapabilitySet asked = CapabilitySet.of(retained.stream()
                .flatMap(name -> Capability.ofName(name).stream())
                .toList());
        return new Privileges(same ? null : wanted.get(), asked, filtered, status);
    }

    /**
     * Gives up all that is not retained.
     *
     * @param stateFolder what this user has to be able to change at the end, whether or not it exists.
     * @param supervisor  starts the thread that keeps the retained capabilities.
     * @throws SetupException when a thread has kept power that it was to lose.
     */
    public void drop(final Path stateFolder, final Runnable supervisor) {
        final boolean all = identity == null && before.uids().contains(0);
        if (!all) {
            lack().ifPresent(LOG::warn);
        }
        try {
            if (identity != null) {
                handOver(stateFolder);
                ThreadCapabilities.keepWhenLeavingRoot(true);
                Accounts.become(identity);
                ThreadCapabilities.keepWhenLeavingRoot(false);
            }
            if (!all) {
                ThreadCapabilities.set(retained.and(before.capabilities()));
            }
            supervisor.run();
            if (!all) {
                ThreadCapabilities.set(CapabilitySet.NONE);
            }
            if (filtered) {
                install(all);
            }
        } catch (final NativeException e) {
            throw new SetupException("privileges cannot be given up: " + e.getMessage(), e);
        }
        report(all);
        warnOfClosedFolders();
    }

    /** Runs through what {@link #drop} needs, and changes nothing, so that a training run learns its classes. */
    public void rehearse() {
        final PrivilegeReport report = new PrivilegeReport(ThreadStatus.own(), retained);
        LOG.debug("privileges: {}, {}", report.summary(), report.leftOver());
        ThreadCapabilities.keepWhenLeavingRoot(false);
        LOG.debug(
                "privileges: user of this process {}",
                Accounts.user(before.uids().getFirst()));
        try (Arena arena = Arena.ofConfined()) {
            Processor.current().ifPresent(processor -> new SystemCallFilter(processor, false).assemble(arena));
        }
    }

    private Optional<String> lack() {
        final CapabilitySet lacking = retained.without(before.capabilities());
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "addCapabilitiesToRetain: " + lacking + " cannot be kept, since Ringway was started without");
    }

    private void install(final boolean all) {
        final CapabilitySet kept = all ? before.capabilities() : retained.and(before.capabilities());
        final boolean mayLoad = LOAD_PROGRAMS.stream().anyMatch(kept::contains);
        final Optional<Processor> processor = Processor.current();
        if (processor.isEmpty()) {
            LOG.warn("privileges: no filter of system calls for this processor ({})", System.getProperty("os.arch"));
            return;
        }
        try {
            new SystemCallFilter(processor.get(), mayLoad).install();
        } catch (final NativeException e) {
            LOG.warn("privileges: {}; this kernel may lack CONFIG_SECCOMP_FILTER", e.getMessage());
        }
    }

    /** Journals of foreign maps are removed at the end, when this is another user. */
    private void handOver(final Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            final List<Path> paths = new ArrayList<>(files.toList());
            paths.add(folder);
            for (final Path path : paths) {
                Files.setAttribute(path, "unix:uid", identity.uid());
                Files.setAttribute(path, "unix:gid", identity.gid());
            }
        } catch (final IOException e) {
            LOG.warn(
                    "privileges: {} stays root's, and what is in it is removed at the next start: {}",
                    folder,
                    e.toString());
        }
    }

    private void report(final boolean all) {
        final PrivilegeReport report = new PrivilegeReport(ThreadStatus.own(), retained);
        LOG.info("privileges: {}", report.summary());
        if (all) {
            LOG.info("privileges: runs as root, who keeps every capability; --uid and --gid give them up");
        } else if (identity != null) {
            report.requireDropped(identity);
        } else {
            report.leftOver().ifPresent(text -> LOG.info("privileges: {}", text));
        }
    }

    /** Classes are read from these files for as long as the process lives. */
    private void warnOfClosedFolders() {
        if (identity == null) {
            return;
        }
        Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> !entry.isEmpty() && !Files.isReadable(Path.of(entry)))
                .findFirst()
                .ifPresent(entry -> LOG.warn(
                        "privileges: {} cannot read {}, and what is not loaded yet will be missing; install Ringway where"
                                + " everybody may read it",
                        identity,
                        entry));
    }
}
