package io.ringway.stack.tcp.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ResponseDefect;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Where the answers to zone transfers end, whatever records they hold and however these are divided among messages. */
class TransferProgressTest {
    private static final String ZONE = "zone.example.";

    /** The zone of a transfer, its serial in front of what the client has. */
    private static byte[] query(final int type, final long clientSerial) throws IOException {
        final Message message = Message.newQuery(Record.newRecord(Name.fromString(ZONE), type, DClass.IN));
        if (clientSerial >= 0) {
            message.addRecord(soa(clientSerial), Section.AUTHORITY);
        }
        return message.toWire();
    }

    private static Record soa(final long serial) throws IOException {
        return Record.fromString(
                Name.fromString(ZONE),
                Type.SOA,
                DClass.IN,
                60,
                "ns." + ZONE + " mail." + ZONE + " " + serial + " 3600 600 86400 60",
                Name.root);
    }

    /** {@code a} for an address, a number for an SOA record with that serial. */
    private static Record record(final String text) throws IOException {
        return text.equals("a")
                ? Record.fromString(Name.fromString("www." + ZONE), Type.A, DClass.IN, 60, "192.0.2.1", Name.root)
                : soa(Long.parseLong(text));
    }

    private static TransferProgress progress(final byte[] query) {
        return TransferProgress.of(query, ZONE.length() + 1 + 4);
    }

    private static boolean endsWith(final TransferProgress progress, final byte[] message) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment memory = arena.allocate(message.length + 64L);
            MemorySegment.copy(message, 0, memory, ValueLayout.JAVA_BYTE, 0, message.length);
            final DnsResponse response = new DnsResponse();
            final ResponseDefect defect = response.wrap(memory.address(), message.length);
            assertThat(defect).isIn(ResponseDefect.NONE, ResponseDefect.QUESTION_COUNT);
            return progress.endsWith(response);
        }
    }

    private static byte[] response(final byte[] query, final String records, final boolean withQuestion)
            throws IOException {
        final Message message = new Message(query).clone();
        message.removeAllRecords(Section.AUTHORITY);
        message.getHeader().setFlag(Flags.QR);
        if (!withQuestion) {
            message.removeAllRecords(Section.QUESTION);
        }
        for (final String record : records.strip().split(" +", -1)) {
            message.addRecord(record(record), Section.ANSWER);
        }
        return message.toWire();
    }

    @ParameterizedTest
    @CsvSource({
        // type, the client's serial, records; | between messages
        "AXFR, -1, 7 a a a 7",
        "AXFR, -1, 7 | a | a a | a 7",
        "AXFR, -1, 7 a a | 7",
        "AXFR, -1, 7 | 7",
        "AXFR, -1, 7 7",
        "IXFR, 7, 7",
        "IXFR, 9, 7",
        "IXFR, 4294967290, 4294967290",
        "IXFR, -1, 7",
        "IXFR, 5, 7 a a 7",
        "IXFR, 5, 7 | a a | a 7",
        "IXFR, 5, 7 5 a 6 a 6 a 7 a 7",
        "IXFR, 5, 7 5 a 7 a 7",
        "IXFR, 5, 7 5 7 7",
        "IXFR, 5, 7 | 5 | a | 7 | a | 7",
        "IXFR, 5, 7 5 a 6 | a 6 a 7 a | a | 7",
        "IXFR, 4294967295, 3 4294967295 a 3 | a 3",
        "IXFR, 4294967295, 3 | 4294967295 a 3 a 3",
    })
    void endWithTheirLastRecord(final String type, final long clientSerial, final String messages) throws IOException {
        final byte[] query = query(Type.value(type), clientSerial);
        for (final boolean withQuestions : new boolean[] {true, false}) {
            final TransferProgress progress = progress(query);
            assertThat(progress).isNotNull();
            final String[] each = messages.split("\\|", -1);
            for (int i = 0; i < each.length; i++) {
                assertThat(endsWith(progress, response(query, each[i], i == 0 || withQuestions)))
                        .as("the end with message %d of %s", i, messages)
                        .isEqualTo(i == each.length - 1);
            }
        }
    }

    @Test
    void endWithAnError() throws IOException {
        final byte[] query = query(Type.AXFR, -1);
        final byte[] refused = response(query, "a", true);
        refused[DnsHeader.FLAGS_OFFSET + 1] = 5;
        assertThat(endsWith(progress(query), refused)).isTrue();
        final TransferProgress begun = progress(query);
        assertThat(endsWith(begun, response(query, "7 a", true))).isFalse();
        assertThat(endsWith(begun, refused)).isTrue();
    }

    @Test
    void endWithWhatIsNoTransfer() throws IOException {
        final byte[] query = query(Type.AXFR, -1);
        assertThat(endsWith(progress(query), response(query, "a a", true))).isTrue();
        final Message empty = new Message(query);
        empty.getHeader().setFlag(Flags.QR);
        assertThat(endsWith(progress(query), empty.toWire())).isTrue();
        final byte[] whole = response(query, "7 a a a", true);
        final byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 5);
        assertThat(endsWith(progress(query), cut)).isTrue();
    }

    @Test
    void isOfTransfersAlone() throws IOException {
        assertThat(progress(query(Type.SOA, -1))).isNull();
        assertThat(progress(query(Type.ANY, -1))).isNull();
        final byte[] notify = query(Type.AXFR, -1);
        notify[DnsHeader.FLAGS_OFFSET] = 0x20;
        assertThat(progress(notify)).isNull();
    }

    @Test
    void takesBrokenClientSerialsForUnknown() throws IOException {
        final byte[] query = query(Type.IXFR, 5);
        for (int length = ZONE.length() + 1 + 16; length < query.length; length++) {
            final byte[] cut = java.util.Arrays.copyOf(query, length);
            assertThat(endsWith(progress(cut), response(query, "7", true)))
                    .as("cut to %d bytes", length)
                    .isTrue();
        }
    }
}
