package io.ringway.rules.block;

import io.ringway.rules.NetmaskGroup;
import io.ringway.settings.Netmask;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.DynamicBlock;
import io.ringway.settings.block.RateGroup;
import io.ringway.settings.block.RateRule;
import io.ringway.settings.block.RateRule.Measure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Takes the rates of clients at one moment: counts for each what the workers recorded within the window of each rule, and holds it against the limit.
 * Used once. Control thread; reads what workers write.
 */
final class RateMeter {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final long IPV4_MASK = 0xFFFF_FFFFL;

    /** A client, or its network as masks say. */
    private record Client(boolean ipv6, long high, long low) {}

    private final RateGroup group;
    private final NetmaskGroup excluded;
    private final RateRule[] rules;
    private final long nowNs;
    private final long[] windowsNs;
    private final long longestQueriesNs;
    private final long longestResponsesNs;
    private final TrafficRing.View view = new TrafficRing.View();

    /** What counts for each rule, and behind that all responses within the window of each. */
    private final Map<Client, long[]> counts = new LinkedHashMap<>();

    /** Takes the rates of a group. */
    RateMeter(final RateGroup group, final long nowNs) {
        this.group = group;
        this.nowNs = nowNs;
        excluded = new NetmaskGroup(group.excluded());
        rules = group.rules().stream()
                .sorted(Comparator.comparing(RateRule::measure))
                .toArray(RateRule[]::new);
        windowsNs = new long[rules.length];
        long queries = -1;
        long responses = -1;
        for (int i = 0; i < rules.length; i++) {
            windowsNs[i] = TimeUnit.SECONDS.toNanos(rules[i].windowSeconds());
            if (isOfQueries(rules[i].measure())) {
                queries = Math.max(queries, windowsNs[i]);
            } else {
                responses = Math.max(responses, windowsNs[i]);
            }
        }
        longestQueriesNs = queries;
        longestResponsesNs = responses;
    }

    private static boolean isOfQueries(final Measure measure) {
        return measure == Measure.QUERIES || measure == Measure.QTYPE;
    }

    /** Counts what a worker recorded. */
    void add(final TrafficRecorder recorder) {
        add(recorder.queries(), true, longestQueriesNs);
        add(recorder.responses(), false, longestResponsesNs);
    }

    private void add(final TrafficRing ring, final boolean queries, final long longestNs) {
        if (longestNs < 0) {
            return;
        }
        final long written = ring.written();
        final long oldest = Math.max(0, written - ring.capacity());
        // A worker's times only grow, so that behind the first that is too old all are.
        for (long number = written - 1; number >= oldest; number--) {
            if (!ring.read(number, view) || nowNs - view.timeNs >= longestNs) {
                return;
            }
            count(queries);
        }
    }

    private void count(final boolean queries) {
        final long ageNs = nowNs - view.timeNs;
        long[] own = null;
        for (int i = 0; i < rules.length; i++) {
            final RateRule rule = rules[i];
            if (isOfQueries(rule.measure()) != queries || ageNs >= windowsNs[i]) {
                continue;
            }
            if (own == null) {
                own = counts.computeIfAbsent(client(), key -> new long[2 * rules.length]);
            }
            own[i] += switch (rule.measure()) {
                case QUERIES -> 1;
                case RESPONSE_BYTES -> view.length;
                case QTYPE -> view.type == rule.number() ? 1 : 0;
                case RCODE, RCODE_RATIO -> view.rcode == rule.number() ? 1 : 0;
            };
            own[rules.length + i]++;
        }
    }

    private Client client() {
        final int bits = view.ipv6 ? group.v6Mask() : group.v4Mask() + IPV6_BITS - IPV4_BITS;
        return new Client(
                view.ipv6,
                view.high & ClientTable.maskHigh(bits),
                view.low & ClientTable.maskLow(bits) & (view.ipv6 ? -1L : IPV4_MASK));
    }

    /** A block for each client above a limit, by the first rule that it exceeds, or else a warning. */
    List<DynamicBlock> blocks() {
        final List<DynamicBlock> blocks = new ArrayList<>();
        counts.forEach((client, own) -> {
            if (!excluded.matches(client.ipv6, client.high, client.low)) {
                first(own, false)
                        .or(() -> first(own, true))
                        .ifPresent(rule -> blocks.add(block(client, rule, !exceeds(own, rule, rules[rule].limit()))));
            }
        });
        return blocks;
    }

    private Optional<Integer> first(final long[] own, final boolean warnings) {
        for (int i = 0; i < rules.length; i++) {
            final double limit = warnings ? rules[i].warningLimit() : rules[i].limit();
            if ((!warnings || limit > 0) && exceeds(own, i, limit)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private boolean exceeds(final long[] own, final int rule, final double limit) {
        if (rules[rule].measure() == Measure.RCODE_RATIO) {
            final long responses = own[rules.length + rule];
            return responses >= Math.max(1, rules[rule].minimumResponses()) && own[rule] > limit * responses;
        }
        return own[rule] > limit * rules[rule].windowSeconds();
    }

    private DynamicBlock block(final Client client, final int rule, final boolean warning) {
        final byte[] address = client.ipv6
                ? ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(client.high)
                        .putLong(client.low)
                        .array()
                : ByteBuffer.allocate(Integer.BYTES).putInt((int) client.low).array();
        try {
            return new DynamicBlock(
                    new BlockTarget.Clients(new Netmask(
                            InetAddress.getByAddress(address), client.ipv6 ? group.v6Mask() : group.v4Mask(), false)),
                    rules[rule].reason(),
                    rules[rule].blockSeconds(),
                    rules[rule].action(),
                    warning);
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
