package io.ringway.lab.prober;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What counts as the answer to a probe, and as what all else counts. */
class ProbeLedgerTest {
    private static final int WARM_UP = 2;
    private static final int COUNT = 6;
    private static final int TIMEOUT_MS = 10;
    private static final long START_NS = TimeUnit.HOURS.toNanos(1);
    private static final long GAP_NS = 1_000_000;

    private final ProbeMessage message = new ProbeMessage("example.com");
    private final NativeBytes memory = new NativeBytes();
    private final ProbeLedger ledger =
            new ProbeLedger(message, WARM_UP, COUNT, TIMEOUT_MS, new SplittableRandom(2_026));

    ProbeLedgerTest() {
        final long[] offsetsNs = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            offsetsNs[i] = i * GAP_NS;
        }
        ledger.schedule(0, START_NS, offsetsNs);
    }

    /** The reply to a probe, as a server would make it: the query with QR set. */
    private byte[] reply(final int number) {
        message.writeTemplate(memory.address());
        ledger.write(number, memory.address());
        final byte[] bytes = memory.bytes(0, message.length());
        bytes[2] |= (byte) 0x80;
        return bytes;
    }

    private void receive(final byte[] datagram, final int number, final long latencyNs) {
        ledger.replied(memory.put(datagram), datagram.length, ledger.intendedNs(number) + latencyNs, true);
    }

    private void assertCounts(final long answered, final long duplicates, final long unmatched, final long late) {
        assertThat(ledger.probes()).isEqualTo(COUNT - WARM_UP);
        assertThat(ledger.answered()).as("answered").isEqualTo(answered);
        assertThat(ledger.duplicates()).as("duplicates").isEqualTo(duplicates);
        assertThat(ledger.unmatched()).as("unmatched").isEqualTo(unmatched);
        assertThat(ledger.late()).as("late").isEqualTo(late);
        assertThat(ledger.latencies().getTotalCount()).isEqualTo(answered);
    }

    @Test
    void recordsTheLatencyFromTheIntendedMoment() {
        ledger.sent(3, ledger.intendedNs(3) + 400_000);
        receive(reply(3), 3, 500_000);
        assertCounts(1, 0, 0, 0);
        assertThat((double) ledger.latencies().getMaxValue()).isCloseTo(500_000, Percentage.withPercentage(0.1));
        assertThat((double) ledger.sendLags().getMaxValue()).isCloseTo(400_000, Percentage.withPercentage(0.1));
    }

    @Test
    void takesAReplyWithRecordsBehindTheQuestion() {
        final byte[] reply = reply(2);
        final byte[] longer = Arrays.copyOf(reply, reply.length + 16);
        longer[7] = 1;
        receive(longer, 2, 1_000);
        assertCounts(1, 0, 0, 0);
    }

    @Test
    void countsTheSecondReplyAsDuplicate() {
        receive(reply(2), 2, 1_000);
        receive(reply(2), 2, 2_000);
        receive(reply(2), 2, TimeUnit.SECONDS.toNanos(1));
        assertCounts(1, 2, 0, 0);
    }

    @Test
    void countsAReplyAfterTheTimeoutAsLate() {
        receive(reply(2), 2, TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS));
        receive(reply(3), 3, TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS) + 1);
        receive(reply(3), 3, TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS) + 2);
        assertCounts(1, 1, 0, 1);
    }

    @Test
    void matchesNoReplyWithAnotherId() {
        final byte[] reply = reply(2);
        reply[1]++;
        receive(reply, 2, 1_000);
        assertCounts(0, 0, 1, 0);
    }

    @Test
    void matchesNoReplyWithAnyByteOfTheQuestionChanged() {
        final int length = reply(2).length;
        // Behind the header: the length of the first label, number, nonce, domain, type, class.
        for (int offset = 12; offset < length; offset++) {
            final byte[] reply = reply(2);
            reply[offset]++;
            receive(reply, 2, 1_000);
        }
        assertCounts(0, 0, length - 12L, 0);
    }

    @Test
    void matchesNeitherQueriesNorWhatIsTooShort() {
        final byte[] query = reply(2);
        query[2] &= 0x7F;
        receive(query, 2, 1_000);
        final byte[] reply = reply(2);
        receive(Arrays.copyOf(reply, reply.length - 1), 2, 1_000);
        receive(new byte[0], 2, 1_000);
        final byte[] twoQuestions = reply(2);
        twoQuestions[5] = 2;
        receive(twoQuestions, 2, 1_000);
        assertCounts(0, 0, 4, 0);
    }

    @Test
    void matchesNoNumberThatWasNeverSent() {
        final ProbeLedger larger =
                new ProbeLedger(message, WARM_UP, COUNT + 1, TIMEOUT_MS, new SplittableRandom(2_026));
        larger.write(COUNT, memory.put(reply(2)));
        ledger.replied(memory.address(), message.length(), START_NS, true);
        assertCounts(0, 0, 1, 0);
    }

    @Test
    void doesNotCountTheWarmUp() {
        ledger.sent(0, ledger.intendedNs(0) + 1_000);
        receive(reply(0), 0, 1_000);
        assertThat(ledger.isWarmUpReplied()).isFalse();
        receive(reply(1), 1, 1_000);
        receive(reply(1), 1, 1_000);
        assertThat(ledger.isWarmUpReplied()).isTrue();
        assertCounts(0, 0, 0, 0);
        assertThat(ledger.sendLags().getTotalCount()).isZero();
    }

    @Test
    void isRepliedWhenNothingMoreCanCome() {
        for (int number = WARM_UP; number < COUNT; number++) {
            assertThat(ledger.isReplied()).isFalse();
            receive(reply(number), number, number == COUNT - 1 ? TimeUnit.SECONDS.toNanos(1) : 1_000);
        }
        assertThat(ledger.isReplied()).isTrue();
        assertCounts(COUNT - WARM_UP - 1, 0, 0, 1);
    }

    @Test
    void saysWhetherTheKernelStampedEveryAnswer() {
        receive(reply(2), 2, 1_000);
        assertThat(ledger.isStamped()).isTrue();
        ledger.replied(memory.put(reply(3)), message.length(), ledger.intendedNs(3) + 1_000, false);
        assertThat(ledger.isStamped()).isFalse();
    }
}
