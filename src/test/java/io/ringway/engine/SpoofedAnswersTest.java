package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.observe.CountersFile;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.RuleChain;
import io.ringway.settings.Netmask;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.RuleSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.Memory;
import io.ringway.wire.PacketChecker;
import io.ringway.wire.SocketMessage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Answers with records, read by dnsjava: what is in them, how they grow in a frame, and when they are truncated. */
class SpoofedAnswersTest {
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int ANY = 255;
    private static final int FRAME_SIZE = 2048;
    private static final int RECORD_BYTES = 16;
    private static final byte[] NAME = DnsMessageBuilder.name("www.example.com");
    private static final int QUESTION_END = 12 + NAME.length + 4;
    private static final int OPT_BYTES = 11;

    private final Arena arena = Arena.ofConfined();

    @TempDir
    private Path folder;

    private CountersFile file;

    @BeforeEach
    void open() {
        file = CountersFile.create(folder.resolve("counters"));
    }

    @AfterEach
    void close() {
        file.close();
        arena.close();
    }

    private static RuleChain rules(final InetAddress... addresses) {
        final ActionSettings spoof = new ActionSettings.Spoof(
                List.of(addresses), 300, Optional.of(true), Optional.empty(), Optional.empty());
        final ActionSettings refuse = new ActionSettings.RCode(5, Optional.empty(), Optional.empty(), Optional.empty());
        return new RuleChain(
                Stream.of(spoof, refuse)
                        .map(action -> new RuleSettings(
                                SourceLocation.COMMAND_LINE, "", "", new SelectorSettings.All(), action))
                        .toList(),
                List.of());
    }

    private static InetAddress[] ipv4(final int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> InetAddress.ofLiteral("198.51.100." + (i + 1)))
                .toArray(InetAddress[]::new);
    }

    private NetmaskGroup everybody() {
        return new NetmaskGroup(List.of(Netmask.parse("0.0.0.0/0"), Netmask.parse("::/0")));
    }

    private static byte[] query(final int type, final int payloadSize) {
        final DnsMessageBuilder message = new DnsMessageBuilder().id(99).question(NAME, type, 1);
        return (payloadSize == 0 ? message : message.opt(payloadSize, 0, true, new byte[0])).build();
    }

    /** Over a socket: what the client takes and the frame holds are the only limits. */
    private Message askSocket(final RuleChain rules, final byte[] query, final int flags) throws IOException {
        final MemorySegment frame = arena.allocate(SocketMessage.HEADER_LENGTH + 70_000L, FRAME_SIZE);
        final long payload = frame.address() + SocketMessage.HEADER_LENGTH;
        SocketMessage.putSocketAddress(payload + SocketMessage.SOURCE_OFFSET, new byte[] {127, 0, 0, 1}, 4_000);
        SocketMessage.putAddress(payload + SocketMessage.DESTINATION_OFFSET, new byte[] {127, 0, 0, 1});
        Memory.putShortBigEndian(payload + SocketMessage.DESTINATION_PORT_OFFSET, 53);
        Memory.putInt(payload + SocketMessage.FLAGS_OFFSET, flags);
        MemorySegment.copy(query, 0, frame, ValueLayout.JAVA_BYTE, SocketMessage.HEADER_LENGTH, query.length);
        final Responder responder =
                Responder.ofMessages(1232, everybody(), rules, new WorkerCounters(file, "socket " + System.nanoTime()));
        assertThat(responder.answers(payload, query.length)).isTrue();
        assertThat(responder.answerAddress()).isEqualTo(payload);
        return new Message(frame.asSlice(SocketMessage.HEADER_LENGTH, responder.answerLength())
                .toArray(ValueLayout.JAVA_BYTE));
    }

    /** In a frame, whose headers are verified as well. */
    private Message askFramed(final RuleChain rules, final byte[] query, final int mtu) throws IOException {
        final MemorySegment frame = arena.allocate(FRAME_SIZE, FRAME_SIZE);
        final byte[] sent = FrameBuilder.ipv4().payload(query).build();
        MemorySegment.copy(sent, 0, frame, ValueLayout.JAVA_BYTE, 256, sent.length);
        final Responder responder = Responder.ofFrames(
                FRAME_SIZE, mtu, true, 1232, everybody(), rules, new WorkerCounters(file, "frame " + mtu));
        assertThat(responder.answers(frame.address() + 256, sent.length)).isTrue();
        final byte[] answer = frame.asSlice(responder.answerAddress() - frame.address(), responder.answerLength())
                .toArray(ValueLayout.JAVA_BYTE);
        return new Message(
                PacketChecker.parse(answer).answers(PacketChecker.parse(sent)).payload());
    }

    private static List<Record> answers(final Message message) {
        return message.getSection(Section.ANSWER);
    }

    @Test
    void givesTheAddressesOfTheFamilyThatWasAskedFor() throws IOException {
        final InetAddress v4 = InetAddress.ofLiteral("198.51.100.1");
        final InetAddress v6 = InetAddress.ofLiteral("2001:db8::1");
        final RuleChain rules = rules(v4, v6);
        final Message a = askSocket(rules, query(A, 0), 0);
        assertThat(answers(a)).singleElement().isInstanceOfSatisfying(ARecord.class, record -> {
            assertThat(record.getAddress()).isEqualTo(v4);
            assertThat(record.getTTL()).isEqualTo(300);
            assertThat(record.getName()).hasToString("www.example.com.");
        });
        assertThat(a.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answers(askSocket(rules, query(AAAA, 1232), 0)))
                .singleElement()
                .isInstanceOfSatisfying(
                        AAAARecord.class,
                        record -> assertThat(record.getAddress()).isEqualTo(v6));
        final Message any = askFramed(rules, query(ANY, 1232), 1500);
        assertThat(answers(any)).hasSize(2);
        assertThat(any.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(any.getOPT().getFlags() & 0x8000).isEqualTo(0x8000);
        final Message other = askSocket(rules, query(15, 0), 0);
        assertThat(other.getRcode()).as("MX goes on to the next rule").isEqualTo(5);
        final Message none = askSocket(rules(v4), query(AAAA, 0), 0);
        assertThat(none.getRcode()).as("AAAA without an address goes on, too").isEqualTo(5);
        assertThat(answers(none)).isEmpty();
    }

    @Test
    void putsAnotherAddressFirstEachTime() throws IOException {
        final RuleChain rules = rules(ipv4(5));
        final Set<Object> first = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            final List<Record> records = answers(askSocket(rules, query(A, 0), 0));
            assertThat(records).hasSize(5).doesNotHaveDuplicates();
            first.add(records.getFirst());
        }
        assertThat(first).hasSize(5);
    }

    @Test
    void truncatesWhatTheClientCannotTakeToTheByte() throws IOException {
        final int most = (512 - QUESTION_END) / RECORD_BYTES;
        expect(askSocket(rules(ipv4(most)), query(A, 0), 0), most);
        expect(askSocket(rules(ipv4(most + 1)), query(A, 0), 0), -1);
        // A client that announces less than 512 takes 512 all the same (RFC 6891, section 6.2.3).
        expect(askSocket(rules(ipv4(most - 1)), query(A, 100), 0), most - 1);
        final int exact = QUESTION_END + OPT_BYTES + 50 * RECORD_BYTES;
        expect(askSocket(rules(ipv4(50)), query(A, exact), 0), 50);
        expect(askSocket(rules(ipv4(50)), query(A, exact - 1), 0), -1);
    }

    @Test
    void truncatesWhatFrameOrLinkCannotTakeButNotOverTcp() throws IOException {
        final int mtu = 28 + QUESTION_END + OPT_BYTES + 60 * RECORD_BYTES;
        expect(askFramed(rules(ipv4(60)), query(A, 4_096), mtu), 60);
        expect(askFramed(rules(ipv4(60)), query(A, 4_096), mtu - 1), -1);
        final int most = (FRAME_SIZE - SocketMessage.HEADER_LENGTH - QUESTION_END - OPT_BYTES) / RECORD_BYTES;
        expect(askSocket(rules(ipv4(most)), query(A, 4_096), 0), most);
        expect(askSocket(rules(ipv4(most + 1)), query(A, 4_096), 0), -1);
        expect(askSocket(rules(ipv4(250)), query(A, 0), SocketMessage.TCP), 250);
    }

    /** All records, or with -1 none of them and TC. */
    private static void expect(final Message message, final int records) {
        assertThat(message.getHeader().getFlag(Flags.TC)).as("TC").isEqualTo(records < 0);
        assertThat(answers(message)).hasSize(Math.max(0, records));
        assertThat(message.getQuestion().getName()).hasToString("www.example.com.");
    }
}
