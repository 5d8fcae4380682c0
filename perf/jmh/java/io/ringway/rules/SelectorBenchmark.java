package io.ringway.rules;

import io.ringway.perf.BenchmarkFrames;
import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.NameList;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one rule with each selector costs a query for {@code example.com. A} that it does not match, walk of the chain included; {@code none} is the walk of an
 * empty chain. The name is folded anew for each query.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SelectorBenchmark {
    private static final int THOUSAND = 1_000;
    private static final int MILLION = 1_000_000;

    /** The selector. */
    @Param({
        "none",
        "type",
        "edns-option",
        "labels",
        "name",
        "suffixes-1000",
        "suffixes-1000000",
        "set-1000",
        "networks-1000",
        "client-rate",
        "rate",
        "chance",
        "tag",
        "regex"
    })
    public String selector;

    private final Datagram datagram = new Datagram(true);
    private final DnsQuery query = new DnsQuery();
    private final Decision decision = new Decision();
    private final Arena arena = Arena.ofAuto();
    private RuleChain chain;

    /** Parses the query and compiles the chain. */
    @Setup
    public void prepare() {
        datagram.wrap(BenchmarkFrames.plainQuery(arena), BenchmarkFrames.PLAIN_QUERY_LENGTH);
        query.wrap(datagram.payloadAddress(), datagram.payloadLength());
        final List<RuleSettings> rules = selector.equals("none")
                ? List.of()
                : List.of(new RuleSettings(SourceLocation.COMMAND_LINE, "", "", settings(), new ActionSettings.None()));
        chain = new RuleChain(rules, List.of(""));
    }

    private SelectorSettings settings() {
        return switch (selector) {
            case "type" -> new SelectorSettings.InRange(QueryNumber.TYPE, 0, 255, 255);
            case "edns-option" -> new SelectorSettings.InRange(QueryNumber.EDNS_OPTION, 10, 1, 1);
            case "labels" -> new SelectorSettings.InRange(QueryNumber.LABELS, 0, 10, 127);
            case "name" -> new SelectorSettings.Name(DomainName.parse("axample.com"));
            case "suffixes-1000" -> new SelectorSettings.NameSuffixes(names(THOUSAND));
            case "suffixes-1000000" -> new SelectorSettings.NameSuffixes(names(MILLION));
            case "set-1000" -> new SelectorSettings.NameSet(names(THOUSAND));
            case "networks-1000" -> new SelectorSettings.Networks(networks(), true);
            case "client-rate" -> new SelectorSettings.ClientAboveRate(MILLION, 32, 64, MILLION);
            case "rate" -> new SelectorSettings.WithinRate(1, 1);
            case "chance" -> new SelectorSettings.Chance(0.001);
            case "tag" -> new SelectorSettings.Tag("tag", Optional.empty());
            case "regex" -> new SelectorSettings.Regex("(?i)^ad[sv]?[0-9]*\\.", false, false);
            default -> throw new IllegalArgumentException(selector);
        };
    }

    /** Most of them below {@code com.}, where the query's name is, too. */
    private static NameList names(final int count) {
        final List<DomainName> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(DomainName.parse("host-" + i + (i % 4 == 0 ? ".example.net" : ".com")));
        }
        return new NameList(names);
    }

    private static List<Netmask> networks() {
        final List<Netmask> masks = new ArrayList<>();
        for (int i = 0; i < THOUSAND; i++) {
            masks.add(Netmask.parse("10." + i / 256 + "." + i % 256 + ".0/25"));
        }
        return masks;
    }

    /**
     * Walks the chain.
     *
     * @return what it decided: nothing.
     */
    @Benchmark
    public Verdict walk() {
        // A batch of one: whoever asks for the time reads the clock.
        decision.beginBatch(0);
        return chain.evaluate(datagram, query, decision);
    }
}
