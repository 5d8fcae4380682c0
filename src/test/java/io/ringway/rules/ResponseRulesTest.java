package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.settings.rules.ResponseActionSettings;
import io.ringway.settings.rules.ResponseStage;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import io.ringway.wire.forward.ClientRecord;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ResponseDefect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules for relayed responses, which come when other queries are in hand. */
class ResponseRulesTest {
    private static final byte[] NAME = DnsMessageBuilder.name("www.example");
    private static final byte[] CLIENT = {(byte) 192, 0, 2, 1};

    private static RuleSettings rule(final SelectorSettings selector, final ResponseActionSettings action) {
        return Querying.rule(selector, new ActionSettings.OnResponse(action));
    }

    private static RuleSettings dropping(final SelectorSettings selector) {
        return rule(selector, new ResponseActionSettings.Drop());
    }

    private static RuleChain chain(final List<RuleSettings> rules, final RuleSettings... responses) {
        return new RuleBook(rules, List.of(), Map.of(ResponseStage.RELAYED, List.of(responses)), List.of(""), null)
                .newChain();
    }

    private static byte[] query(final String name) {
        return new DnsMessageBuilder()
                .question(DnsMessageBuilder.name(name), 1, 1)
                .build();
    }

    /** One query on its way, and its response. */
    private static final class Way implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment memory = arena.allocate(8_192, 64);
        private final long record = memory.address();
        private final long tags = record + ClientRecord.LENGTH;
        private final long question = tags + 256;
        private final Querying querying = new Querying();
        private final DnsResponse response = new DnsResponse();
        private final ResponseRules rules;
        private final RuleChain chain;

        Way(final RuleChain chain) {
            this.chain = chain;
            rules = chain.responses();
            rules.decidesWith(querying.decision);
        }

        void send(final byte[] query) {
            querying.take(query, CLIENT, false);
            querying.ask(chain);
            ClientRecord.save(record, querying.datagram, querying.query);
            rules.keepTags(tags);
            MemorySegment.copy(NAME, 0, memory, ValueLayout.JAVA_BYTE, question - record, NAME.length);
            memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, question - record + NAME.length, (short) 0x0100);
            memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, question - record + NAME.length + 2, (short) 0x0100);
        }

        boolean relays(final byte[] message, final boolean tcp) {
            final long at = 1_024;
            MemorySegment.copy(message, 0, memory, ValueLayout.JAVA_BYTE, at, message.length);
            assertThat(response.wrap(record + at, message.length)).isEqualTo(ResponseDefect.NONE);
            rules.follow();
            final boolean passed = rules.passes(response, record, tcp, tags, question, NAME.length, 1);
            rules.finish();
            return passed;
        }

        @Override
        public void close() {
            querying.close();
            arena.close();
        }
    }

    private static DnsMessageBuilder response(final int rcode) {
        return new DnsMessageBuilder().flags(0x8180 | rcode).question(NAME, 1, 1);
    }

    private static boolean drops(final SelectorSettings selector, final byte[] message, final boolean tcp) {
        try (Way way = new Way(chain(List.of(), dropping(selector)))) {
            way.send(query("www.example"));
            return !way.relays(message, tcp);
        }
    }

    private static SelectorSettings number(final QueryNumber number, final int parameter, final int value) {
        return new SelectorSettings.InRange(number, parameter, value, value);
    }

    @Test
    void selectorsLookAtTheResponse() {
        final byte[] refused = response(5).build();
        assertThat(drops(number(QueryNumber.RCODE, 0, 5), refused, false)).isTrue();
        assertThat(drops(number(QueryNumber.RCODE, 0, 3), refused, false)).isFalse();
        final byte[] badCookie = response(7)
                .record(Section.ADDITIONAL, DnsMessageBuilder.name(""), 41, 1232, 0x0100_0000, new byte[0])
                .build();
        assertThat(drops(number(QueryNumber.EXTENDED_RCODE, 0, 23), badCookie, false))
                .isTrue();
        assertThat(drops(number(QueryNumber.RCODE, 0, 7), badCookie, false)).isTrue();
        final byte[] two = response(0)
                .record(Section.ANSWER, 1, new byte[4])
                .record(Section.ANSWER, 1, new byte[4])
                .build();
        assertThat(drops(number(QueryNumber.RECORDS, 1, 2), two, false)).isTrue();
        assertThat(drops(number(QueryNumber.RECORDS_OF_TYPE, 0x1_0001, 2), two, false))
                .isTrue();
        assertThat(drops(number(QueryNumber.PAYLOAD_SIZE, 0, two.length), two, false))
                .isTrue();
        assertThat(drops(number(QueryNumber.TCP, 0, 1), two, true)).isTrue();
        assertThat(drops(number(QueryNumber.TCP, 0, 1), two, false)).isFalse();
        assertThat(drops(number(QueryNumber.DESTINATION_PORT, 0, Querying.PORT), two, false))
                .isTrue();
        final byte[] lying = response(0).countMore(0, 3, 0, 0).build();
        assertThat(drops(number(QueryNumber.RECORDS_OF_TYPE, 0x1_0001, 0), lying, false))
                .as("records that do not parse are not counted")
                .isTrue();
    }

    @Test
    void selectorsKnowTheQuestionOfResponsesWithout() {
        final byte[] without = new DnsMessageBuilder().flags(0x8185).build();
        assertThat(drops(number(QueryNumber.TYPE, 0, 1), without, false)).isTrue();
        assertThat(drops(number(QueryNumber.CLASS, 0, 1), without, false)).isTrue();
        assertThat(drops(number(QueryNumber.TYPE, 0, 28), without, false)).isFalse();
        assertThat(drops(
                        new SelectorSettings.Name(io.ringway.settings.DomainName.parse("WWW.example")), without, false))
                .isTrue();
    }

    @Test
    void tagsOfTheQueryComeBackWithItsResponse() {
        final RuleSettings tag = Querying.rule(
                new SelectorSettings.Name(io.ringway.settings.DomainName.parse("www.example")),
                new ActionSettings.SetTag("who", "guest"));
        final RuleChain chain = chain(List.of(tag), dropping(new SelectorSettings.Tag("who", Optional.of("guest"))));
        try (Way way = new Way(chain)) {
            way.send(query("www.example"));
            way.querying.take(query("other.example"));
            way.querying.ask(chain);
            assertThat(way.relays(response(0).build(), false)).isFalse();
            assertThat(way.querying.decision.tags().has(0))
                    .as("the query in hand")
                    .isFalse();
            way.send(query("other.example"));
            assertThat(way.relays(response(0).build(), false)).isTrue();
        }
    }

    @Test
    void keepsTheFirstOfManyTags() {
        final List<RuleSettings> tags = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tags.add(Querying.rule(new SelectorSettings.All(), new ActionSettings.SetTag("t" + i, "v" + i)));
        }
        for (final int number : new int[] {0, 23, 24, 29}) {
            final SelectorSettings selector = new SelectorSettings.Tag("t" + number, Optional.of("v" + number));
            try (Way way = new Way(chain(tags, dropping(selector)))) {
                way.send(query("www.example"));
                assertThat(way.relays(response(0).build(), false))
                        .as("tag %d", number)
                        .isEqualTo(number >= 24);
            }
        }
    }

    @Test
    void refusesMoreValuesThanItCanKeep() {
        final SharedParts parts = new SharedParts(List.of(), new io.ringway.rules.log.QueryLogs(false));
        for (int i = 0; i < QueryTags.MAX_VALUES; i++) {
            parts.tagValue("v" + i);
        }
        assertThatThrownBy(() -> parts.tagValue("one more"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void rulesAreReplacedAndCounted() {
        final RuleSettings drop = dropping(new SelectorSettings.All());
        final RuleBook book = new RuleBook(List.of(), List.of(), Map.of(), List.of(""), null);
        try (Way way = new Way(book.newChain())) {
            way.send(query("www.example"));
            assertThat(way.rules.relays()).isFalse();
            assertThat(way.relays(response(0).build(), false)).isTrue();
            book.responses(ResponseStage.RELAYED).replace(List.of(drop));
            assertThat(way.relays(response(0).build(), false)).isFalse();
            assertThat(way.rules.relays()).isTrue();
            assertThat(book.responses(ResponseStage.RELAYED).matches(0)).isEqualTo(1);
        }
    }

    @Test
    void changesShortenTheResponse() {
        final byte[] three = response(0)
                .record(Section.ANSWER, 28, new byte[16])
                .record(Section.ANSWER, 1, new byte[4])
                .record(Section.ANSWER, 28, new byte[16])
                .build();
        final byte[] one = response(0).record(Section.ANSWER, 1, new byte[4]).build();
        final SelectorSettings all = new SelectorSettings.All();
        final RuleChain chain = chain(
                List.of(),
                rule(all, new ResponseActionSettings.ClearTypes(List.of(28))),
                rule(
                        number(QueryNumber.PAYLOAD_SIZE, 0, one.length),
                        new ResponseActionSettings.LimitTtl(0, 5, List.of())),
                rule(all, new ResponseActionSettings.SkipCache()));
        try (Way way = new Way(chain)) {
            way.send(query("www.example"));
            assertThat(way.relays(three, false)).isTrue();
            assertThat(way.rules.length()).isEqualTo(one.length);
            assertThat(way.rules.mayBeCached()).isFalse();
            final byte[] seen = way.memory.asSlice(1_024, one.length).toArray(ValueLayout.JAVA_BYTE);
            one[one.length - 4 - 2 - 4 + 2] = 0;
            one[one.length - 4 - 2 - 4 + 3] = 5;
            assertThat(seen).isEqualTo(one);
            way.send(query("www.example"));
            assertThat(way.relays(response(0).countMore(0, 1, 0, 0).build(), false))
                    .isTrue();
            assertThat(way.rules.isChangeRefused()).isTrue();
        }
    }
}
