package io.ringway.engine;

import io.ringway.observe.CountersFile;
import io.ringway.perf.BenchmarkFrames;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.ActionSettings;
import io.ringway.settings.Netmask;
import io.ringway.settings.RuleSettings;
import io.ringway.settings.SelectorSettings;
import io.ringway.settings.SourceLocation;
import io.ringway.wire.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * All that a worker does with a query: parse with checksums, access control list, ten rules, REFUSED, counters. At most 100 ns are wanted.
 *
 * <p>The dialect has one selector and one action so far, so that the first of the ten rules decides.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PathBenchmark {
    private static final int REFUSED = 5;
    private static final int RULES = 10;

    private final Arena arena = Arena.ofAuto();
    private Path path;
    private CountersFile file;
    private Responder responder;
    private long query;
    private long frame;

    /**
     * Makes a worker and its query.
     *
     * @throws IOException when there is no place for temporary files.
     */
    @Setup
    public void prepare() throws IOException {
        path = Files.createTempDirectory("ringway-jmh").resolve("counters");
        file = CountersFile.create(path);
        query = BenchmarkFrames.plainQuery(arena);
        frame = BenchmarkFrames.plainQuery(arena);
        final RuleSettings rule = new RuleSettings(
                SourceLocation.COMMAND_LINE,
                "",
                "",
                new SelectorSettings.All(),
                new ActionSettings.RCode(REFUSED, Optional.empty(), Optional.empty(), Optional.empty()));
        responder = Responder.ofFrames(
                2048,
                1500,
                true,
                QueuePipeline.UDP_PAYLOAD_SIZE,
                new NetmaskGroup(List.of(Netmask.parse("0.0.0.0/0"), Netmask.parse("::/0"))),
                new RuleChain(Collections.nCopies(RULES, rule), List.of()),
                new WorkerCounters(file, "benchmark"));
        if (!queryToAnswer()) {
            throw new IllegalStateException("the benchmark's query is not answered");
        }
    }

    /**
     * Frees what was made.
     *
     * @throws IOException when the file cannot be deleted.
     */
    @TearDown
    public void release() throws IOException {
        file.close();
        Files.delete(path);
        Files.delete(path.getParent());
    }

    /**
     * One query; its 71 bytes are copied into the frame first, where an answer stands.
     *
     * @return true: answered.
     */
    @Benchmark
    public boolean queryToAnswer() {
        Memory.copy(query, frame, BenchmarkFrames.PLAIN_QUERY_LENGTH);
        return responder.answers(frame, BenchmarkFrames.PLAIN_QUERY_LENGTH);
    }
}
