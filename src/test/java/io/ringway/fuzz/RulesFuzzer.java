package io.ringway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.rules.Decision;
import io.ringway.rules.RuleChain;
import io.ringway.rules.Verdict;
import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.NameList;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.PacketDefect;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Any bytes as a query, behind a byte that says how it came: selectors match what dnsjava says of it, and a query that rules have changed is still one,
 * with the changes that were asked for and no others.
 */
public final class RulesFuzzer {
    private static final byte[] OFFICE = {(byte) 192, 0, 2, 1};
    private static final byte[] STRANGER = {(byte) 198, 51, 100, 1};
    private static final List<String> POOLS = List.of("", "a", "b");
    private static final int HEADER_LENGTH = 12;
    private static final int POINTER = 0xC0;
    private static final int OPTION = 65_001;
    private static final byte[] OPTION_DATA = {1, 2, 3};
    private static final MessageInHand HAND = new MessageInHand();
    private static final Decision DECISION = new Decision();
    private static final Map<RuleChain, Predicate<Seen>> SELECTORS = selectors();
    private static final RuleChain CHANGES = chain(
            new ActionSettings.NoRecurse(),
            new ActionSettings.DisableValidation(),
            new ActionSettings.EdnsOption(OPTION, OPTION_DATA),
            new ActionSettings.SetTag("seen", "yes"),
            new ActionSettings.Pool("a"));
    private static final RuleChain TRUNCATING = chain(new ActionSettings.Truncate(), new ActionSettings.Drop());

    private RulesFuzzer() {}

    /** A query as dnsjava reads it, and how it came. */
    private record Seen(Message message, int length, boolean tcp, boolean office) {
        Record question() {
            return message.getQuestion();
        }

        Name name() {
            return question().getName();
        }

        /** In lower case, without the final dot, characters that are not printed escaped. */
        String dotted() {
            final String text = name().toString(true);
            return text.equals(".") ? "" : text;
        }

        /** Whether all letters, digits and hyphens, so that every way to write it is the same. */
        boolean isPlain() {
            return dotted().matches("[A-Za-z0-9.-]*");
        }
    }

    /**
     * Tries one query.
     *
     * @param data any bytes.
     */
    public static void fuzzerTestOneInput(final byte[] data) {
        if (data.length == 0) {
            return;
        }
        final boolean tcp = (data[0] & 1) != 0;
        final boolean office = (data[0] & 2) != 0;
        final byte[] message = MessageInHand.message(Arrays.copyOfRange(data, 1, data.length));
        final byte[] client = office ? OFFICE : STRANGER;
        if (HAND.take(message, client, tcp, 0) != PacketDefect.NONE || HAND.query.ednsVersion() > 0) {
            return;
        }
        try {
            select(message, client, tcp);
            change(message, client, tcp);
        } catch (final AssertionError | RuntimeException | IOException e) {
            throw new AssertionError(
                    e + "\nquery " + HexFormat.of().formatHex(message) + (tcp ? " over TCP" : " over UDP"), e);
        }
    }

    private static Verdict evaluate(final RuleChain chain) {
        chain.follow();
        DECISION.capacity(HAND.datagram.payloadLength() + MessageInHand.ROOM_TO_GROW);
        DECISION.beginBatch(1);
        final Verdict verdict = chain.evaluate(HAND.datagram, HAND.query, DECISION);
        HAND.verifyWalls();
        return verdict;
    }

    private static void select(final byte[] message, final byte[] client, final boolean tcp) {
        final Message read = read(message);
        if (read == null) {
            SELECTORS.keySet().forEach(RulesFuzzer::evaluate);
        } else {
            final Seen seen = new Seen(read, message.length, tcp, Arrays.equals(client, OFFICE));
            int number = 0;
            for (final Map.Entry<RuleChain, Predicate<Seen>> selector : SELECTORS.entrySet()) {
                assertThat(evaluate(selector.getKey()) == Verdict.DROP)
                        .as("selector %d", number)
                        .isEqualTo(selector.getValue().test(seen));
                number++;
            }
        }
        assertThat(HAND.message()).as("a query that was only looked at").isEqualTo(message);
        assertThat(evaluate(TRUNCATING)).isEqualTo(tcp ? Verdict.DROP : Verdict.ANSWER);
    }

    private static void change(final byte[] message, final byte[] client, final boolean tcp) throws IOException {
        HAND.take(message, client, tcp, 0xFF);
        assertThat(evaluate(CHANGES)).isEqualTo(Verdict.FORWARD);
        assertThat(DECISION.pool()).isEqualTo(1);
        final byte[] changed = HAND.message();
        assertThat(HAND.take(changed, client, tcp, 0)).as("what is forwarded").isEqualTo(PacketDefect.NONE);
        assertThat(changed[2] & 1).as("RD").isZero();
        assertThat(changed[3] & 0x10).as("CD").isEqualTo(0x10);
        final Message before = read(message);
        if (before == null) {
            return;
        }
        final Message after = new Message(changed);
        assertThat(after.getQuestion()).isEqualTo(before.getQuestion());
        for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
            assertThat(withoutOpt(after, section)).isEqualTo(withoutOpt(before, section));
        }
        final OPTRecord opt = after.getOPT();
        if (changed.length == message.length && opt == null) {
            return;
        }
        final OPTRecord old = before.getOPT();
        if (changed.length != message.length) {
            assertThat(opt.getOptions(OPTION)).hasSize(1);
        }
        assertThat(opt.getVersion()).isZero();
        assertThat(opt.getFlags()).as("flags").isEqualTo(old == null ? 0 : old.getFlags());
        assertThat(opt.getOptions().stream().filter(option -> option.getCode() != OPTION))
                .isEqualTo(
                        old == null
                                ? List.of()
                                : old.getOptions().stream()
                                        .filter(option -> option.getCode() != OPTION)
                                        .toList());
    }

    private static List<Record> withoutOpt(final Message message, final int section) {
        return message.getSection(section).stream()
                .filter(record -> record.getType() != Type.OPT)
                .toList();
    }

    /** What dnsjava makes of a message; null where it reads none or not all that the counts say, or a name is in the header, which rules change. */
    private static Message read(final byte[] message) {
        for (int i = HEADER_LENGTH; i + 1 < message.length; i++) {
            if ((message[i] & POINTER) == POINTER && message[i + 1] >= 0 && message[i + 1] < HEADER_LENGTH) {
                return null;
            }
        }
        try {
            final Message read = new Message(message);
            for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
                final int offset = 4 + 2 * section;
                final int count = ((message[offset] & 0xFF) << Byte.SIZE) | (message[offset + 1] & 0xFF);
                if (read.getSection(section).size() != count) {
                    return null;
                }
            }
            return read;
        } catch (final IOException | RuntimeException e) {
            return null;
        }
    }

    private static RuleChain chain(final ActionSettings... actions) {
        return new RuleChain(
                Stream.of(actions)
                        .map(action -> rule(new SelectorSettings.All(), action))
                        .toList(),
                POOLS);
    }

    private static RuleSettings rule(final SelectorSettings selector, final ActionSettings action) {
        return new RuleSettings(SourceLocation.COMMAND_LINE, "", "", selector, action);
    }

    private static Map<RuleChain, Predicate<Seen>> selectors() {
        final Map<RuleChain, Predicate<Seen>> all = new LinkedHashMap<>();
        final NameList names = new NameList(Stream.of("example.com", "a.b", "example", "www.example.org", "\\000.x")
                .map(DomainName::parse)
                .toList());
        final List<Name> oracle = names.names().stream()
                .map(name -> Name.fromConstantString(name.toString()))
                .toList();
        add(
                all,
                number(QueryNumber.TYPE, 0, 1, 28),
                seen -> between(seen.question().getType(), 1, 28));
        add(all, number(QueryNumber.CLASS, 0, 1, 1), seen -> seen.question().getDClass() == 1);
        add(
                all,
                number(QueryNumber.OPCODE, 0, 4, 5),
                seen -> between(seen.message().getHeader().getOpcode(), 4, 5));
        add(
                all,
                number(QueryNumber.RECURSION_DESIRED, 0, 1, 1),
                seen -> seen.message().getHeader().getFlag(Flags.RD));
        add(all, number(QueryNumber.TCP, 0, 1, 1), Seen::tcp);
        add(
                all,
                number(QueryNumber.LABELS, 0, 0, 2),
                seen -> between(seen.name().labels() - 1, 0, 2));
        add(
                all,
                number(QueryNumber.NAME_LENGTH, 0, 1, 16),
                seen -> between(seen.name().length(), 1, 16));
        add(all, number(QueryNumber.PAYLOAD_SIZE, 0, 0, 40), seen -> seen.length() <= 40);
        add(
                all,
                number(QueryNumber.TRAILING_DATA, 0, 1, 65_535),
                seen -> seen.length() > seen.message().numBytes());
        add(
                all,
                number(QueryNumber.RECORDS_OF_TYPE, (Section.ADDITIONAL << 16) | Type.A, 1, 1),
                seen -> seen.message().getSection(Section.ADDITIONAL).stream()
                                .filter(record -> record.getType() == Type.A)
                                .count()
                        == 1);
        add(
                all,
                number(QueryNumber.EDNS_OPTION, 10, 1, 1),
                seen -> seen.message().getOPT() != null
                        && !seen.message().getOPT().getOptions(10).isEmpty());
        add(
                all,
                new SelectorSettings.NameSuffixes(names),
                seen -> oracle.stream().anyMatch(name -> seen.name().subdomain(name)));
        add(all, new SelectorSettings.NameSet(names), seen -> oracle.contains(seen.name()));
        add(
                all,
                new SelectorSettings.Name(DomainName.parse("www.example.com")),
                seen -> seen.name().toString().equalsIgnoreCase("www.example.com."));
        final Pattern pattern = Pattern.compile("(^|\\.)ad[sv]?[0-9]*\\.", Pattern.CASE_INSENSITIVE);
        add(
                all,
                new SelectorSettings.And(List.of(
                        new SelectorSettings.Regex("(?i)(^|\\.)ad[sv]?[0-9]*\\.", false, false),
                        new SelectorSettings.Regex("(?i)[a-z0-9.-]*", true, false))),
                seen -> seen.isPlain() && pattern.matcher(seen.dotted()).find());
        add(
                all,
                new SelectorSettings.Networks(
                        List.of(Netmask.parse("192.0.2.0/24"), Netmask.parse("!192.0.2.7")), true),
                Seen::office);
        return all;
    }

    private static void add(
            final Map<RuleChain, Predicate<Seen>> all, final SelectorSettings selector, final Predicate<Seen> oracle) {
        all.put(new RuleChain(List.of(rule(selector, new ActionSettings.Drop())), POOLS), oracle);
    }

    private static SelectorSettings number(
            final QueryNumber number, final int parameter, final int minimum, final int maximum) {
        return new SelectorSettings.InRange(number, parameter, minimum, maximum);
    }

    private static boolean between(final int value, final int minimum, final int maximum) {
        return value >= minimum && value <= maximum;
    }
}
