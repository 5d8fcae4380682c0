package io.ringway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.SelectorSettings;
import io.ringway.wire.DnsMessageBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code LogAction} writes, and what becomes of it when a worker is faster than the disk. */
class LogActionTest {
    private static final SourceLocation HERE = new SourceLocation("ringway.conf", 7);

    @TempDir
    private Path folder;

    private static byte[] query(final String name) {
        return new DnsMessageBuilder()
                .id(0x1234)
                .question(DnsMessageBuilder.name(name), 28, 1)
                .build();
    }

    private RuleBook book(final Path file, final boolean binary, final boolean append, final boolean timestamp) {
        return new RuleBook(
                List.of(Querying.rule(
                        new SelectorSettings.All(),
                        new ActionSettings.Log(HERE, file.toString(), binary, append, true, true, timestamp))),
                List.of(""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writesALineForEachQueryOfEachWorker(final boolean append) throws IOException {
        final Path file = Files.writeString(folder.resolve("log"), "before\n");
        try (Querying querying = new Querying();
                RuleBook book = book(file, false, append, false)) {
            final RuleChain one = book.newChain();
            final RuleChain other = book.newChain();
            querying.take(query("www.Example.com"));
            assertThat(querying.ask(one)).isEqualTo(Verdict.CONTINUE);
            querying.take(query("v6.example"), HexFormat.of().parseHex("20010db8000000000000000000000007"), true);
            querying.ask(other);
        }
        final List<String> lines = Files.readAllLines(file);
        assertThat(lines.subList(append ? 1 : 0, lines.size()))
                .containsExactlyInAnyOrder(
                        "Packet from 192.0.2.1:4000 for www.Example.com. AAAA with id 4660",
                        "Packet from [2001:db8::7]:4000 for v6.example. AAAA with id 4660");
        assertThat(lines).hasSize(append ? 3 : 2);
    }

    @Test
    void writesTheTimeWhereItIsToldTo() throws IOException {
        final Path file = folder.resolve("log");
        final long beforeS = System.currentTimeMillis() / 1000;
        try (Querying querying = new Querying();
                RuleBook book = book(file, false, false, true)) {
            querying.take(query("www.example"));
            querying.ask(book.newChain());
        }
        final String line = Files.readString(file);
        assertThat(line).matches("\\[\\d+\\.\\d{9}] Packet from 192\\.0\\.2\\.1:4000 .*\n");
        assertThat(Long.parseLong(line.substring(1, line.indexOf('.')))).isGreaterThanOrEqualTo(beforeS - 1);
    }

    @Test
    void writesTheBytesOfDnsdist() throws IOException {
        final Path file = folder.resolve("log");
        try (Querying querying = new Querying();
                RuleBook book = book(file, true, false, false)) {
            querying.take(query("a.b"));
            querying.ask(book.newChain());
        }
        final ByteBuffer numbers = ByteBuffer.allocate(6)
                .order(ByteOrder.nativeOrder())
                .putShort((short) 28)
                .putShort((short) 1)
                .putShort((short) 2);
        final HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(Files.readAllBytes(file)))
                .isEqualTo(
                        "1234" + "0161016200" + hex.formatHex(numbers.array()) + "0fa0" + "c0000201" + "00".repeat(20));
    }

    /** Nobody reads while this worker writes: what has no room is counted. */
    @Test
    void losesAndCountsWhatHasNoRoom() throws IOException {
        final Path file = folder.resolve("log");
        final int asked = 100_000;
        final long lost;
        try (Querying querying = new Querying();
                RuleBook book = book(file, false, false, false)) {
            final RuleChain chain = book.newChain();
            querying.take(query("www.example"));
            for (int i = 0; i < asked; i++) {
                assertThat(querying.ask(chain)).isEqualTo(Verdict.CONTINUE);
            }
            lost = book.queriesNotLogged();
        }
        assertThat(Files.readAllLines(file)).hasSize((int) (asked - lost));
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        try (RuleBook book = book(folder.resolve("no/such/folder"), false, false, false)) {
            assertThatThrownBy(book::newChain)
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("ringway.conf:7")
                    .hasMessageContaining("LogAction: '")
                    .hasMessageContaining("cannot be written");
        }
    }

    /** A file that two rules write to is opened once; of made-up queries nothing is written. */
    @Test
    void sharesAFileAndLeavesMadeUpQueriesOut() throws IOException {
        final Path file = folder.resolve("log");
        try (Querying querying = new Querying();
                RuleBook book = book(file, false, false, false)) {
            final RuleChain chain = book.newChain();
            querying.take(query("www.example"));
            querying.ask(chain);
            book.replace(book(file, false, false, false).rules());
            querying.ask(chain);
            querying.ask(new RuleChain(book.rules(), List.of("")));
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
