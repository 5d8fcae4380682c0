package io.ringway.stack.route.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers recorded from Linux 6.18, all to requests with number 7. */
class NetlinkReplyTest {
    private static final String ACKNOWLEDGED = """
            2400000002000001070000009308000000000000240000001a0005000700000000000000""";
    private static final String NETWORK_UNREACHABLE = """
            240000000200000107000000930800009bffffff300000001a0005000700000000000000""";
    private static final String REFUSED_WITH_TEXT = """
            40000000020000030700000093080000eaffffff240000001c00050007000000000000001c0001
            00496e76616c6964206e6574776f726b206164647265737300""";
    private static final String DONE = "1400000003000200070000009308000000000000";
    private static final String DONE_INTERRUPTED = "1400000003001200070000009308000000000000";
    private static final String DONE_FAILED = "1400000003000200070000009308000097ffffff";

    private static boolean take(final NetlinkReply reply, final String hexadecimal) {
        final List<NetlinkMessage> messages = Messages.recorded(hexadecimal);
        assertThat(messages).hasSize(1);
        return reply.take(messages.getFirst());
    }

    private static NetlinkMessage entry(final int sequence, final int flags) {
        return Messages.recorded("100000001c00%02x00%02x00000000000000".formatted(flags, sequence))
                .getFirst();
    }

    @Test
    void endsWithTheAcknowledgement() {
        final NetlinkReply reply = new NetlinkReply("route", 7);
        assertThat(reply.take(entry(7, 0))).isFalse();
        assertThat(take(reply, ACKNOWLEDGED)).isTrue();
        assertThat(reply.messages()).hasSize(1);
        assertThat(reply.isInterrupted()).isFalse();
    }

    @Test
    void endsADumpWithDone() {
        final NetlinkReply reply = new NetlinkReply("neighbours", 7);
        for (int i = 0; i < 3; i++) {
            assertThat(reply.take(entry(7, 2))).isFalse();
        }
        assertThat(take(reply, DONE)).isTrue();
        assertThat(reply.messages()).hasSize(3);
    }

    @Test
    void passesOverAnswersToARequestThatWasGivenUp() {
        final NetlinkReply reply = new NetlinkReply("route", 8);
        assertThat(take(reply, ACKNOWLEDGED)).isFalse();
        assertThat(take(reply, NETWORK_UNREACHABLE)).isFalse();
        assertThat(reply.messages()).isEmpty();
    }

    @Test
    void saysThatTheTableChangedMeanwhile() {
        final NetlinkReply inPart = new NetlinkReply("neighbours", 7);
        inPart.take(entry(7, 0x12));
        take(inPart, DONE);
        assertThat(inPart.isInterrupted()).isTrue();
        final NetlinkReply atEnd = new NetlinkReply("neighbours", 7);
        atEnd.take(entry(7, 2));
        take(atEnd, DONE_INTERRUPTED);
        assertThat(atEnd.isInterrupted()).isTrue();
    }

    @Test
    void failsWithTheKernelsReason() {
        assertThatThrownBy(() -> take(new NetlinkReply("route to 2001:db9::1", 7), NETWORK_UNREACHABLE))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("route to 2001:db9::1: Network is unreachable (errno 101)");
        assertThatThrownBy(() -> take(new NetlinkReply("resolve", 7), REFUSED_WITH_TEXT))
                .isInstanceOfSatisfying(NetlinkException.class, e -> {
                    assertThat(e.errno()).isEqualTo(22);
                    assertThat(e.reason()).isEqualTo("Invalid network address");
                })
                .hasMessage("resolve: Invalid network address (errno 22)");
        assertThatThrownBy(() -> take(new NetlinkReply("neighbours", 7), DONE_FAILED))
                .hasMessageContaining("(errno 105)");
    }

    @Test
    void doesWithoutTheKernelsTextWhereItIsCutShort() {
        final NetlinkMessage whole = Messages.recorded(REFUSED_WITH_TEXT).getFirst();
        for (final NetlinkMessage cut : Messages.cuts(whole)) {
            if (cut.body().limit() < 4) {
                assertThat(new NetlinkReply("resolve", 7).take(cut)).isTrue();
            } else {
                assertThatThrownBy(() -> new NetlinkReply("resolve", 7).take(cut))
                        .as("%d bytes", cut.body().limit())
                        .hasMessage("resolve: Invalid argument (errno 22)");
            }
        }
    }
}
