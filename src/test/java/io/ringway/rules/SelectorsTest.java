package io.ringway.rules;

import static io.ringway.settings.rules.QueryNumber.CLASS;
import static io.ringway.settings.rules.QueryNumber.DESTINATION_PORT;
import static io.ringway.settings.rules.QueryNumber.DNSSEC;
import static io.ringway.settings.rules.QueryNumber.EDNS_OPTION;
import static io.ringway.settings.rules.QueryNumber.EDNS_VERSION;
import static io.ringway.settings.rules.QueryNumber.LABELS;
import static io.ringway.settings.rules.QueryNumber.NAME_LENGTH;
import static io.ringway.settings.rules.QueryNumber.OPCODE;
import static io.ringway.settings.rules.QueryNumber.PAYLOAD_SIZE;
import static io.ringway.settings.rules.QueryNumber.RCODE;
import static io.ringway.settings.rules.QueryNumber.RECORDS;
import static io.ringway.settings.rules.QueryNumber.RECORDS_OF_TYPE;
import static io.ringway.settings.rules.QueryNumber.RECURSION_DESIRED;
import static io.ringway.settings.rules.QueryNumber.TCP;
import static io.ringway.settings.rules.QueryNumber.TRAILING_DATA;
import static io.ringway.settings.rules.QueryNumber.TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.NameList;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.RandomQuery;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/** Every selector against what dnsjava, or the query's maker, says of it. */
class SelectorsTest {
    private static final long SEED = 20_261_124;
    private static final int QUERIES = 20_000;

    private final Querying querying = new Querying();

    @AfterEach
    void free() {
        querying.close();
    }

    private int valueOf(final QueryNumber number, final int parameter) {
        // The range is halved until one value is left.
        int low = -1;
        int high = 1 << 17;
        while (low < high) {
            final int middle = (int) ((low + (long) high) >> 1);
            if (querying.matches(new SelectorSettings.InRange(number, parameter, low, middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Test
    void seesTheNumbersThatDnsjavaSees() throws IOException {
        final Random random = new Random(SEED);
        for (int i = 0; i < QUERIES / 20; i++) {
            final RandomQuery made = RandomQuery.next(random);
            final boolean tcp = random.nextBoolean();
            if (made.message().length > 3_000
                    || querying.take(made.message(), new byte[] {10, 0, 0, 1}, tcp) != PacketDefect.NONE) {
                continue;
            }
            final String seen = "seed " + SEED + ", query " + HexFormat.of().formatHex(made.message());
            final Message message = new Message(made.message());
            final OPTRecord opt = message.getOPT();
            final boolean cd = message.getHeader().getFlag(Flags.CD);
            expect(seen, TYPE, 0, message.getQuestion().getType());
            expect(seen, CLASS, 0, message.getQuestion().getDClass());
            expect(seen, OPCODE, 0, message.getHeader().getOpcode());
            expect(seen, RCODE, 0, message.getHeader().getRcode());
            expect(seen, RECURSION_DESIRED, 0, message.getHeader().getFlag(Flags.RD) ? 1 : 0);
            expect(seen, DNSSEC, 0, made.dnssecOk() || cd ? 1 : 0);
            expect(seen, TCP, 0, tcp ? 1 : 0);
            expect(seen, DESTINATION_PORT, 0, Querying.PORT);
            expect(seen, EDNS_VERSION, 0, opt == null ? -1 : opt.getVersion());
            expect(seen, LABELS, 0, message.getQuestion().getName().labels() - 1);
            expect(seen, NAME_LENGTH, 0, message.getQuestion().getName().length());
            expect(seen, PAYLOAD_SIZE, 0, made.message().length);
            for (int section = 0; section < 4; section++) {
                expect(seen, RECORDS, section, message.getHeader().getCount(section));
            }
            for (int section = 1; section < 4; section++) {
                for (final int type : new int[] {41, 65_280, 65_281, 1}) {
                    expect(seen, RECORDS_OF_TYPE, (section << 16) | type, (int) message.getSection(section).stream()
                            .filter(record -> record.getType() == type)
                            .count());
                }
            }
            for (final int code : new int[] {3, 8, 10, 12}) {
                final boolean there =
                        opt != null && opt.getOptions().stream().anyMatch(option -> option.getCode() == code);
                expect(seen, EDNS_OPTION, code, there ? 1 : 0);
            }
        }
    }

    private void expect(final String seen, final QueryNumber number, final int parameter, final int value) {
        assertThat(valueOf(number, parameter)).as("%s of %s", number, seen).isEqualTo(value);
    }

    @Test
    void seesWhatTrailsBehindTheLastRecord() {
        final DnsMessageBuilder message = new DnsMessageBuilder()
                .question(DnsMessageBuilder.name("example"), 1, 1)
                .opt(1232, 0, false, new byte[0]);
        querying.take(message.build());
        expect("a query", TRAILING_DATA, 0, 0);
        querying.take(message.trailing(new byte[7]).build());
        expect("a query", TRAILING_DATA, 0, 7);
    }

    private void take(final String name, final int type) {
        assertThat(querying.take(new DnsMessageBuilder()
                        .question(DnsMessageBuilder.name(name), type, 1)
                        .build()))
                .isEqualTo(PacketDefect.NONE);
    }

    private static SelectorSettings type(final int type) {
        return new SelectorSettings.InRange(TYPE, 0, type, type);
    }

    @Test
    void combines() {
        take("example", 1);
        final SelectorSettings yes = type(1);
        final SelectorSettings no = type(2);
        assertThat(querying.matches(new SelectorSettings.All())).isTrue();
        assertThat(querying.matches(new SelectorSettings.Not(yes))).isFalse();
        assertThat(querying.matches(new SelectorSettings.Not(no))).isTrue();
        assertThat(querying.matches(new SelectorSettings.And(List.of()))).isTrue();
        assertThat(querying.matches(new SelectorSettings.And(List.of(yes, yes))))
                .isTrue();
        assertThat(querying.matches(new SelectorSettings.And(List.of(yes, no)))).isFalse();
        assertThat(querying.matches(new SelectorSettings.Or(List.of()))).isFalse();
        assertThat(querying.matches(new SelectorSettings.Or(List.of(no, yes)))).isTrue();
        assertThat(querying.matches(new SelectorSettings.Or(List.of(no, no)))).isFalse();
    }

    @Test
    void comparesNamesWhateverTheirCase() {
        final SelectorSettings exact = new SelectorSettings.Name(DomainName.parse("WWW.Example.com"));
        final NameList list = new NameList(List.of(DomainName.parse("example.COM"), DomainName.parse("a.b")));
        for (final String name : List.of("www.example.com", "WWW.EXAMPLE.COM", "wWw.eXaMpLe.CoM")) {
            take(name, 1);
            assertThat(querying.matches(exact)).as(name).isTrue();
            assertThat(querying.matches(new SelectorSettings.NameSuffixes(list)))
                    .as(name)
                    .isTrue();
            assertThat(querying.matches(new SelectorSettings.NameSet(list)))
                    .as(name)
                    .isFalse();
        }
        for (final String name : List.of("", "wwww.example.com", "wwx.example.com", "ww.example.com", "example.con")) {
            take(name, 1);
            assertThat(querying.matches(exact)).as(name).isFalse();
        }
        take("EXAMPLE.com", 1);
        assertThat(querying.matches(new SelectorSettings.NameSet(list))).isTrue();
        take("myexample.com", 1);
        assertThat(querying.matches(new SelectorSettings.NameSuffixes(list))).isFalse();
    }

    @Test
    void matchesExpressions() {
        take("Ads7.Example.com", 1);
        assertThat(querying.matches(new SelectorSettings.Regex("(?i)^ads[0-9]*\\.", false, false)))
                .isTrue();
        assertThat(querying.matches(new SelectorSettings.Regex("example", true, true)))
                .isFalse();
        assertThat(querying.matches(new SelectorSettings.Regex("ads.*com", true, true)))
                .as("another case")
                .isFalse();
        assertThat(querying.matches(new SelectorSettings.Regex("Ads.*com", true, true)))
                .isTrue();
        take("a.b", 1);
        assertThat(querying.matches(new SelectorSettings.Regex("Ads.*com", true, true)))
                .isFalse();
        take("", 1);
        assertThat(querying.matches(new SelectorSettings.Regex("^$", false, false)))
                .as("the root")
                .isTrue();
    }

    @Test
    void knowsNetworks() {
        final List<Netmask> masks = List.of(Netmask.parse("192.0.2.0/24"), Netmask.parse("!192.0.2.7"));
        take("example", 1);
        assertThat(querying.matches(new SelectorSettings.Networks(masks, true))).isTrue();
        assertThat(querying.matches(new SelectorSettings.Networks(masks, false)))
                .isFalse();
        assertThat(querying.matches(new SelectorSettings.Networks(List.of(Netmask.parse("0.0.0.0/32")), false)))
                .as("the address that was asked")
                .isTrue();
    }

    @Test
    void matchesByChanceAsOftenAsItShould() {
        take("example", 1);
        for (final double probability : new double[] {0, 0.25, 1}) {
            final RuleChain chain = Querying.dropping(new SelectorSettings.Chance(probability));
            int matches = 0;
            for (int i = 0; i < QUERIES; i++) {
                matches += querying.ask(chain) == Verdict.DROP ? 1 : 0;
            }
            // Six standard deviations of the binomial distribution.
            final double deviation = 6 * Math.sqrt(QUERIES * probability * (1 - probability));
            assertThat((double) matches)
                    .isBetween(QUERIES * probability - deviation, QUERIES * probability + deviation);
        }
    }

    @Test
    void seesTagsOfTheSameQueryAlone() {
        take("example", 1);
        final RuleChain chain = Querying.chain(
                Querying.rule(type(1), new ActionSettings.SetTag("colour", "red")),
                Querying.rule(new SelectorSettings.Tag("colour", Optional.of("blue")), Querying.rcode(1)),
                Querying.rule(new SelectorSettings.Tag("size", Optional.empty()), Querying.rcode(2)),
                Querying.rule(new SelectorSettings.Tag("colour", Optional.of("red")), Querying.rcode(3)),
                Querying.rule(new SelectorSettings.Tag("colour", Optional.empty()), Querying.rcode(4)));
        assertThat(querying.ask(chain)).isEqualTo(Verdict.ANSWER);
        assertThat(querying.decision.rcode()).isEqualTo(3);
        take("example", 2);
        assertThat(querying.ask(chain)).isEqualTo(Verdict.CONTINUE);
    }

    @Test
    void asksWhetherAPoolIsAvailable() {
        take("example", 1);
        final SelectorSettings pool = new SelectorSettings.PoolAvailable("b");
        assertThat(querying.matches(pool)).as("nothing is forwarded").isFalse();
        querying.decision.availability(number -> number == 2);
        assertThat(querying.matches(pool)).isTrue();
        assertThat(querying.matches(new SelectorSettings.PoolAvailable("a"))).isFalse();
        assertThat(querying.matches(new SelectorSettings.PoolAvailable("unknown")))
                .isFalse();
    }

    @Test
    void keepsToARate() {
        take("example", 1);
        final RuleChain within = Querying.dropping(new SelectorSettings.WithinRate(1, 3));
        final RuleChain above = Querying.dropping(new SelectorSettings.ClientAboveRate(1, 32, 64, 3));
        for (int i = 0; i < 10; i++) {
            assertThat(querying.ask(within)).as("query %d", i).isEqualTo(i < 3 ? Verdict.DROP : Verdict.CONTINUE);
            assertThat(querying.ask(above)).as("query %d", i).isEqualTo(i < 3 ? Verdict.CONTINUE : Verdict.DROP);
        }
    }
}
