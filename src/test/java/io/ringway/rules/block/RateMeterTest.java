package io.ringway.rules.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Netmask;
import io.ringway.settings.block.BlockAction;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.DynamicBlock;
import io.ringway.settings.block.RateGroup;
import io.ringway.settings.block.RateRule;
import io.ringway.settings.block.RateRule.Measure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rates over sliding windows against a model that keeps every message. */
class RateMeterTest {
    private static final long SEED = 20_261_124;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int CLIENTS = 40;

    /** A message as the model keeps it. */
    private record Message(boolean query, int client, int type, int rcode, int length, long timeNs) {}

    private static RateRule rule(
            final Measure measure, final int number, final double limit, final int windowSeconds, final int minimum) {
        return new RateRule(
                measure, number, limit, 0, windowSeconds, minimum, measure.name(), 60, Optional.of(BlockAction.DROP));
    }

    private static RateGroup group(final List<RateRule> rules, final String... excluded) {
        return new RateGroup(
                rules, List.of(excluded).stream().map(Netmask::parse).toList(), 32, 128, true);
    }

    private static void record(final TrafficRecorder recorder, final Message message) {
        final long address = 0xC0000200L + message.client;
        if (message.query) {
            recorder.queries().write(false, 0, address, message.length, message.type, 0, message.timeNs);
        } else {
            recorder.response(false, 0, address, message.rcode, message.length, message.timeNs);
        }
    }

    private static Set<String> meter(final RateGroup group, final long nowNs, final List<TrafficRecorder> recorders) {
        final RateMeter meter = new RateMeter(group, nowNs);
        recorders.forEach(meter::add);
        return meter.blocks().stream()
                .map(block -> block.target() + " " + block.reason())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The first rule in the order of measures that a client exceeds, by looking through all messages. */
    private static Set<String> model(final List<RateRule> rules, final long nowNs, final List<Message> messages) {
        final Set<String> found = new TreeSet<>();
        for (int client = 0; client < CLIENTS; client++) {
            for (final RateRule rule : rules) {
                long counted = 0;
                long all = 0;
                for (final Message message : messages) {
                    final boolean ofQueries = rule.measure() == Measure.QUERIES || rule.measure() == Measure.QTYPE;
                    if (message.client != client
                            || message.query != ofQueries
                            || nowNs - message.timeNs >= rule.windowSeconds() * SECOND_NS) {
                        continue;
                    }
                    all++;
                    counted += switch (rule.measure()) {
                        case QUERIES -> 1;
                        case RESPONSE_BYTES -> message.length;
                        case QTYPE -> message.type == rule.number() ? 1 : 0;
                        case RCODE, RCODE_RATIO -> message.rcode == rule.number() ? 1 : 0;
                    };
                }
                final boolean exceeds = rule.measure() == Measure.RCODE_RATIO
                        ? all >= Math.max(1, rule.minimumResponses()) && counted > rule.limit() * all
                        : counted > rule.limit() * rule.windowSeconds();
                if (exceeds) {
                    found.add("192.0.2." + client + " " + rule.reason());
                    break;
                }
            }
        }
        return found;
    }

    @Test
    void agreesWithAModelThatKeepsEveryMessage() {
        final Random random = new Random(SEED);
        final Map<String, Integer> reasons = new HashMap<>();
        for (int round = 0; round < 60; round++) {
            final List<RateRule> rules = List.of(
                    rule(Measure.QUERIES, 0, 30 + random.nextInt(30), 1 + random.nextInt(4), 0),
                    rule(Measure.RESPONSE_BYTES, 0, 8_000 + random.nextInt(8_000), 1 + random.nextInt(4), 0),
                    rule(Measure.QTYPE, 255, 2 + random.nextInt(10), 1 + random.nextInt(4), 0),
                    rule(Measure.RCODE, 3, 2 + random.nextInt(10), 1 + random.nextInt(4), 0),
                    rule(Measure.RCODE_RATIO, 2, 0.2, 1 + random.nextInt(4), random.nextInt(20)));
            final List<TrafficRecorder> recorders = List.of(new TrafficRecorder(1 << 14), new TrafficRecorder(1 << 14));
            final List<Message> messages = new ArrayList<>();
            long nowNs = random.nextLong();
            for (int step = 0; step < 5_000; step++) {
                nowNs += random.nextInt(3_000_000);
                // Some ask far more than others.
                final int client = (int) (CLIENTS * Math.pow(random.nextDouble(), 3));
                final Message message = new Message(
                        random.nextBoolean(),
                        client,
                        random.nextInt(10) == 0 ? 255 : 1,
                        random.nextInt(6) == 0 ? 2 : random.nextInt(4),
                        20 + random.nextInt(1_000),
                        nowNs);
                messages.add(message);
                record(recorders.get(random.nextInt(2)), message);
                if (step % 1_000 == 999) {
                    final Set<String> expected = model(rules, nowNs, messages);
                    assertThat(meter(group(rules), nowNs, recorders))
                            .as("seed %d, round %d, step %d, %s", SEED, round, step, rules)
                            .isEqualTo(expected);
                    expected.forEach(block -> reasons.merge(block.substring(block.indexOf(' ') + 1), 1, Integer::sum));
                }
            }
        }
        assertThat(reasons).as("every measure blocked somebody").hasSize(Measure.values().length);
    }

    @Test
    void theWindowSlides() {
        final TrafficRecorder recorder = new TrafficRecorder(64);
        final RateGroup group = group(List.of(rule(Measure.QUERIES, 0, 5, 2, 0)));
        for (int i = 0; i < 11; i++) {
            record(recorder, new Message(true, 1, 1, 0, 30, i * 100_000_000L));
        }
        assertThat(meter(group, SECOND_NS, List.of(recorder))).hasSize(1);
        assertThat(meter(group, 2 * SECOND_NS - 1, List.of(recorder))).hasSize(1);
        assertThat(meter(group, 2 * SECOND_NS, List.of(recorder)))
                .as("the first has left the window, and ten are within the limit")
                .isEmpty();
    }

    @Test
    void looksAtWhatTheRingHoldsWhenItIsTooSmall() {
        final TrafficRecorder recorder = new TrafficRecorder(16);
        for (int i = 0; i < 1_000; i++) {
            record(recorder, new Message(true, i % 2, 1, 0, 30, i));
        }
        assertThat(meter(group(List.of(rule(Measure.QUERIES, 0, 6, 1, 0))), 1_000, List.of(recorder)))
                .containsExactly("192.0.2.0 QUERIES", "192.0.2.1 QUERIES");
        assertThat(meter(group(List.of(rule(Measure.QUERIES, 0, 8, 1, 0))), 1_000, List.of(recorder)))
                .isEmpty();
    }

    @Test
    void rangesAreLeftOutAndMasksMakeNetworks() {
        final TrafficRecorder recorder = new TrafficRecorder(64);
        for (int i = 0; i < 30; i++) {
            record(recorder, new Message(true, i, 1, 0, 30, 0));
        }
        recorder.queries().write(true, 0x20010DB8_00000000L, 1, 30, 1, 0, 0);
        recorder.queries().write(true, 0x20010DB8_00000000L, 2, 30, 1, 0, 0);
        final List<RateRule> rules = List.of(rule(Measure.QUERIES, 0, 1, 1, 0));
        assertThat(meter(new RateGroup(rules, List.of(), 28, 64, true), 1, List.of(recorder)))
                .containsExactly("192.0.2.0/28 QUERIES", "192.0.2.16/28 QUERIES", "2001:db8::/64 QUERIES");
        final RateGroup some = new RateGroup(
                rules,
                List.of(Netmask.parse("192.0.2.0/24"), Netmask.parse("!192.0.2.16/28"), Netmask.parse("2001:db8::/32")),
                28,
                64,
                true);
        assertThat(meter(some, 1, List.of(recorder))).containsExactly("192.0.2.16/28 QUERIES");
    }

    @Test
    void warnsBelowTheLimit() {
        final TrafficRecorder recorder = new TrafficRecorder(64);
        for (int i = 0; i < 30; i++) {
            record(recorder, new Message(true, i < 20 ? 1 : 2, 1, 0, 30, 0));
        }
        final RateRule rule =
                new RateRule(Measure.QUERIES, 0, 15, 5, 1, 0, "reason", 60, Optional.of(BlockAction.TRUNCATE));
        final RateMeter meter = new RateMeter(group(List.of(rule)), 1);
        meter.add(recorder);
        assertThat(meter.blocks())
                .containsExactlyInAnyOrder(
                        new DynamicBlock(
                                new BlockTarget.Clients(Netmask.parse("192.0.2.1")),
                                "reason",
                                60,
                                Optional.of(BlockAction.TRUNCATE),
                                false),
                        new DynamicBlock(
                                new BlockTarget.Clients(Netmask.parse("192.0.2.2")),
                                "reason",
                                60,
                                Optional.of(BlockAction.TRUNCATE),
                                true));
    }
}
