package io.ringway.engine;

import io.ringway.observe.CountersFile;
import io.ringway.perf.BenchmarkFrames;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.NameList;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * All that a worker does with a query: parse with checksums, access control list, ten rules that do not match, REFUSED, counters. At most 100 ns are wanted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PathBenchmark {
    private static final int REFUSED = 5;

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
        responder = Responder.ofFrames(
                2048,
                1500,
                true,
                QueuePipeline.UDP_PAYLOAD_SIZE,
                new NetmaskGroup(List.of(Netmask.parse("0.0.0.0/0"), Netmask.parse("::/0"))),
                new RuleChain(rules(), List.of("")),
                new WorkerCounters(file, "benchmark"));
        if (!queryToAnswer()) {
            throw new IllegalStateException("the benchmark's query is not answered");
        }
    }

    /** Ten as an edge has them, and REFUSED. */
    private static List<RuleSettings> rules() {
        final NameList blocked = new NameList(IntStream.range(0, 1_000)
                .mapToObj(i -> DomainName.parse("ads" + i + ".example.net"))
                .toList());
        return Stream.concat(
                        Stream.of(
                                inRange(QueryNumber.TYPE, 255),
                                inRange(QueryNumber.OPCODE, 5),
                                inRange(QueryNumber.CLASS, 3),
                                inRange(QueryNumber.TYPE, 252),
                                inRange(QueryNumber.TCP, 1),
                                inRange(QueryNumber.DNSSEC, 1),
                                inRange(QueryNumber.DESTINATION_PORT, 5300),
                                new SelectorSettings.Name(DomainName.parse("www.example.com")),
                                new SelectorSettings.Networks(List.of(Netmask.parse("10.0.0.0/8")), true),
                                new SelectorSettings.NameSuffixes(blocked)),
                        Stream.of(new SelectorSettings.All()))
                .map(selector -> new RuleSettings(
                        SourceLocation.COMMAND_LINE,
                        "",
                        "",
                        selector,
                        new ActionSettings.RCode(REFUSED, Optional.empty(), Optional.empty(), Optional.empty())))
                .toList();
    }

    private static SelectorSettings inRange(final QueryNumber number, final int value) {
        return new SelectorSettings.InRange(number, 0, value, value);
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
