package io.ringway.lab.contender;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Command;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A contender that was started, until it is closed. One thread; any thread may close it. */
public final class RunningContender implements AutoCloseable {
    /** Share of the answers that may have come through the kernel's UDP although AF_XDP is claimed: start and strays. */
    private static final double TOLERATED_SHARE = 0.01;

    private static final long START_TIMEOUT_S = 40;

    /** Servers count what their caches answer once a second. */
    private static final long HITS_TIMEOUT_MS = 5_000;

    /** The kernel frees the memory of closed sockets late, and not everybody tries again when the queue is still busy. */
    private static final long UMEM_RELEASE_MS = 150;

    private final Launch launch;
    private final ChildProcess process;
    private long answers;
    private boolean closed;

    /**
     * Writes its files and starts it.
     *
     * @param launch how.
     */
    public RunningContender(final Launch launch) {
        this.launch = launch;
        try {
            for (final Map.Entry<Path, String> file : launch.files().entrySet()) {
                Files.writeString(file.getKey(), file.getValue());
            }
        } catch (final IOException e) {
            throw new SetupException("the configuration cannot be written: " + e.getMessage(), e);
        }
        process = new ChildProcess(launch.kind().id(), launch.command(), line -> {});
    }

    /**
     * Asks until it answers.
     *
     * @param question     a command that prints what kdig prints.
     * @param responseCode the response code that the answer must have.
     * @throws SetupException when it ends, does not answer in time, or answers something else.
     */
    public void awaitAnswer(final List<String> question, final String responseCode) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        String said = "nothing";
        while (System.nanoTime() < deadlineNs) {
            requireAlive();
            try {
                said = Command.run(question);
                if (said.contains("status: " + responseCode)) {
                    return;
                }
                if (said.contains("status: ")) {
                    throw new SetupException(launch.kind().id() + " does not answer " + responseCode + ": "
                            + said.strip().replace("\n", " | "));
                }
            } catch (final SetupException e) {
                if (said.contains("status: ")) {
                    throw e;
                }
                said = e.getMessage();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new SetupException(launch.kind().id() + " did not answer within " + START_TIMEOUT_S + " s: " + said
                + "; it said: " + process.output().strip().replace("\n", " | "));
    }

    /**
     * Puts every thread of it on the processors of its site, after its start: knotd moves its threads to processors of its own choice.
     *
     * @param site where it serves.
     */
    public void holdTo(final Site site) {
        if (site.cpus().isEmpty()) {
            return;
        }
        final List<Long> tree = new ArrayList<>(List.of(process.pid()));
        ProcessHandle.of(process.pid())
                .ifPresent(
                        parent -> parent.descendants().map(ProcessHandle::pid).forEach(tree::add));
        for (final long pid : tree) {
            Command.run(List.of("taskset", "--all-tasks", "--cpu-list", "--pid", site.cpus(), Long.toString(pid)));
        }
    }

    /**
     * Refuses to go on with a dead server.
     *
     * @throws SetupException with what it said last.
     */
    public void requireAlive() {
        if (!process.isAlive()) {
            process.endsWithin(1_000);
            throw new SetupException(launch.kind().id() + " ended; it said: "
                    + process.output().strip().replace("\n", " | "));
        }
    }

    /**
     * By which way packets came.
     *
     * @param kernelDatagrams datagrams that the kernel's UDP delivered where a contender serves
     * @param backendAnswers  answers of the backend, nothing where there is none
     */
    public record Traffic(long kernelDatagrams, OptionalLong backendAnswers) {
        /**
         * What came in between.
         *
         * @param earlier read before.
         * @return the differences.
         */
        public Traffic since(final Traffic earlier) {
            return new Traffic(
                    kernelDatagrams - earlier.kernelDatagrams,
                    backendAnswers.isEmpty()
                            ? backendAnswers
                            : OptionalLong.of(backendAnswers.getAsLong() - earlier.backendAnswers.orElse(0)));
        }
    }

    /**
     * What has come so far.
     *
     * @param site where it serves.
     * @return counts that only grow.
     */
    public Traffic traffic(final Site site) {
        return new Traffic(
                KernelDatagrams.delivered(process.pid()),
                site.backend().isPresent()
                        ? OptionalLong.of(site.backend().get().answered())
                        : OptionalLong.empty());
    }

    /**
     * Holds a contender to its claim.
     *
     * @param traffic what came during a load.
     * @param answers answers that the client got during the same.
     * @throws SetupException when it claims AF_XDP and the kernel delivered the queries, when it did not ask the backend, answered
     *     none, or did not answer from its packet cache although that is its job.
     */
    public void requireItsPath(final Traffic traffic, final long answers) {
        requirePath(launch.kind(), traffic, answers);
        this.answers += answers;
        launch.hits().ifPresent(hits -> hits.await((long) (this.answers * (1 - TOLERATED_SHARE)), HITS_TIMEOUT_MS));
    }

    static void requirePath(final ContenderKind kind, final Traffic traffic, final long answers) {
        if (answers == 0) {
            throw new SetupException(kind.id() + " answered nothing under load");
        }
        final long backendAnswers = traffic.backendAnswers.orElse(0);
        final double tolerated = answers * TOLERATED_SHARE + (kind.isBackendRegular() ? backendAnswers : 0);
        if (kind.isXdp() && traffic.kernelDatagrams > tolerated) {
            throw new SetupException(kind.id() + " does not serve over AF_XDP: for " + answers
                    + " answers the kernel's UDP delivered " + traffic.kernelDatagrams
                    + " datagrams; it is not measured");
        }
        if (traffic.backendAnswers.isPresent()
                && kind != ContenderKind.FLOOR
                && backendAnswers < answers * (1 - TOLERATED_SHARE)) {
            throw new SetupException(kind.id() + " does not forward: for " + answers + " answers the backend gave "
                    + backendAnswers + "; it is not measured");
        }
    }

    /**
     * What it has dropped of a flood, once that is over and it has counted all.
     *
     * @return packets since its start, 0 where nothing floods.
     */
    public long dropped() {
        return launch.drops().map(DropCount::settled).orElse(0L);
    }

    /**
     * Its process.
     *
     * @return closed with this.
     */
    public ChildProcess process() {
        return process;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        process.close();
        if (!launch.after().isEmpty()) {
            Command.run(launch.after());
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(UMEM_RELEASE_MS));
    }
}
