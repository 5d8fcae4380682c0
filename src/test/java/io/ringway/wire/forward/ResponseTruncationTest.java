package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** What is left of a response that is cut, read by dnsjava. */
class ResponseTruncationTest {
    private static final byte[] NAME = DnsMessageBuilder.name("wWw.example.COM");

    private final ForwardRoom room = new ForwardRoom();
    private final ResponseTruncation truncation = new ResponseTruncation();
    private final DnsResponse response = new DnsResponse();

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    private byte[] cut(final byte[] message) {
        final long address = room.frame(message, 0);
        assertThat(response.wrap(address, message.length)).isEqualTo(ResponseDefect.NONE);
        final int length = truncation.cut(response);
        room.verifyCanaries();
        return room.read(address, length);
    }

    private static DnsMessageBuilder response(final int records) {
        final DnsMessageBuilder message =
                new DnsMessageBuilder().id(7).flags(0x85B3).question(NAME, 16, 1);
        for (int i = 0; i < records; i++) {
            message.record(Section.ANSWER, 65_280, new byte[100]);
        }
        return message;
    }

    @Test
    void keepsHeaderQuestionAndOptRecord() throws IOException {
        for (final int records : new int[] {0, 1, 9}) {
            final byte[] options = {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8};
            final byte[] cut = cut(response(records)
                    .record(Section.ADDITIONAL, DnsMessageBuilder.name(""), 41, 4097, 0x0100_8001, options)
                    .build());
            final Message message = new Message(cut);
            assertThat(cut).hasSize(12 + NAME.length + 4 + 11);
            assertThat(message.getHeader().getID()).isEqualTo(7);
            assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
            assertThat(cut[2] & 0xFF).isEqualTo(0x87);
            assertThat(cut[3] & 0xFF).isEqualTo(0xB3);
            assertThat(message.getHeader().getCount(1)).isZero();
            assertThat(message.getOPT().getPayloadSize()).isEqualTo(4097);
            assertThat(message.getOPT().getExtendedRcode()).isEqualTo(1);
            assertThat(message.getOPT().getFlags()).isEqualTo(0x8001);
            assertThat(message.getOPT().getOptions()).isEmpty();
        }
    }

    @Test
    void givesNoOptRecordThatWasNotThere() throws IOException {
        final byte[] cut = cut(response(3).build());
        assertThat(cut).hasSize(12 + NAME.length + 4);
        assertThat(new Message(cut).getOPT()).isNull();
    }

    @Test
    void keepsTheHeaderOfAnErrorWithoutAQuestion() {
        final byte[] error = new DnsMessageBuilder()
                .id(9)
                .flags(0x8005)
                .trailing(new byte[600])
                .build();
        assertThat(cut(error)).isEqualTo(new byte[] {0, 9, (byte) 0x82, 5, 0, 0, 0, 0, 0, 0, 0, 0});
    }
}
