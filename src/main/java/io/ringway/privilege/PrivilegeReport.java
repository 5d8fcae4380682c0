package io.ringway.privilege;

import io.ringway.settings.SetupException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What threads can do after privileges were given up, held against what they were to keep. */
final class PrivilegeReport {
    /** The thread that keeps what the configuration names. */
    static final String KEEPER = "supervisor";

    private final List<ThreadStatus> threads;
    private final CapabilitySet retained;

    PrivilegeReport(final List<ThreadStatus> threads, final CapabilitySet retained) {
        this.threads = List.copyOf(threads);
        this.retained = retained;
    }

    /** One line: user and group, what is kept where, and what bars the way back. */
    String summary() {
        return users() + ", " + kept() + "; no_new_privs " + extent(ThreadStatus::noNewPrivs)
                + ", system calls filtered " + extent(ThreadStatus::filtered);
    }

    private String users() {
        final ThreadStatus any = threads.getFirst();
        return "user " + Integer.toUnsignedString(any.uids().getFirst()) + ", group "
                + Integer.toUnsignedString(any.gids().getFirst());
    }

    private String kept() {
        final List<ThreadStatus> holders = holders();
        if (holders.isEmpty()) {
            return "no capability on any of " + threads.size() + " threads";
        }
        return holders.stream().collect(Collectors.groupingBy(ThreadStatus::capabilities)).entrySet().stream()
                .map(entry -> entry.getKey() + " on "
                        + (entry.getValue().size() == 1
                                ? "the thread " + entry.getValue().getFirst().name()
                                : entry.getValue().size() + " of " + threads.size() + " threads"))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private List<ThreadStatus> holders() {
        return threads.stream()
                .filter(thread -> !thread.capabilities().isEmpty())
                .toList();
    }

    private String extent(final Predicate<ThreadStatus> property) {
        final long count = threads.stream().filter(property).count();
        return count == threads.size() ? "on all" : count == 0 ? "on none" : "on " + count + " of " + threads.size();
    }

    /**
     * Refuses threads that have kept more than they were to.
     *
     * @throws SetupException with the first of them.
     */
    void requireDropped(final Identity identity) {
        for (final ThreadStatus thread : threads) {
            final CapabilitySet allowed = thread.name().equals(KEEPER) ? retained : CapabilitySet.NONE;
            final boolean dropped = thread.uids().stream().allMatch(uid -> uid == identity.uid())
                    && thread.gids().stream().allMatch(gid -> gid == identity.gid())
                    && thread.groups().isEmpty()
                    && thread.capabilities().without(allowed).isEmpty();
            if (!dropped) {
                throw new SetupException("thread " + thread.name() + " still has user " + thread.uids() + ", group "
                        + thread.gids() + ", groups " + thread.groups() + " and " + thread.capabilities()
                        + " after --uid; report it, or start"
                        + " Ringway as its user (systemd: User=, AmbientCapabilities=)");
            }
        }
        if (holders().size() > 1) {
            throw new SetupException("more than one thread has kept " + retained + "; report it");
        }
    }

    /** What threads besides the keeper have kept, and why; nothing when that is nothing. */
    Optional<String> leftOver() {
        final List<ThreadStatus> others = holders().stream()
                .filter(thread -> !thread.name().equals(KEEPER))
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        final CapabilitySet kept =
                others.stream().map(ThreadStatus::capabilities).reduce(CapabilitySet.NONE, CapabilitySet::or);
        return Optional.of(others.size() + " threads, the virtual machine's own most of them, keep " + kept
                + ": Linux lets each thread give up its own only. Start as root with --uid and --gid to give up all");
    }
}
