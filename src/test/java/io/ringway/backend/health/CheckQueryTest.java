package io.ringway.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.backend.HealthCheckFunction.Question;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** What a check asks and what it takes for an answer, read and written by dnsjava. */
class CheckQueryTest {
    private static final int ID = 0xBEEF;
    private static final int SEED = 5452;

    private final Backends backends = new Backends(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53));

    private CheckQuery query() {
        return CheckQuery.of(backends.health(), ID);
    }

    private static ByteBuffer answer(final CheckQuery query, final int rcode) {
        return ByteBuffer.wrap(ScriptedServer.answer(query.message(), rcode));
    }

    @Test
    void asksForTheNameWithRecursion() throws IOException {
        final Message message = new Message(query().message());
        assertThat(message.getHeader().getID()).isEqualTo(ID);
        assertThat(message.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(message.getHeader().getFlag(Flags.CD)).isFalse();
        assertThat(message.getQuestion().getName()).hasToString("a.root-servers.net.");
        assertThat(message.getQuestion().getType()).isEqualTo(Type.A);
        assertThat(message.getQuestion().getDClass()).isEqualTo(DClass.IN);
        assertThat(message.getSection(1)).isEmpty();
    }

    @Test
    void setsCdWhereAsked() throws IOException {
        backends.setCd = true;
        assertThat(new Message(query().message()).getHeader().getFlag(Flags.CD)).isTrue();
    }

    @Test
    void aFunctionChooses() throws IOException {
        backends.setCd = true;
        backends.function = Optional.of(usual -> {
            assertThat(usual).isEqualTo(new Question("a.root-servers.net.", 1, 1, 0x0110));
            return new Question("other.example.", Type.TXT, DClass.CHAOS, 0x0020);
        });
        final Message message = new Message(query().message());
        assertThat(message.getHeader().getFlag(Flags.RD)).isFalse();
        assertThat(message.getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(message.getQuestion().getName()).hasToString("other.example.");
        assertThat(message.getQuestion().getType()).isEqualTo(Type.TXT);
        assertThat(message.getQuestion().getDClass()).isEqualTo(DClass.CHAOS);
    }

    @ParameterizedTest
    @CsvSource({
        "0,false,true,'it answers, NOERROR'",
        "1,false,true,'it answers, FORMERR'",
        "2,false,false,SERVFAIL",
        "3,false,true,'it answers, NXDOMAIN'",
        "5,false,true,'it answers, REFUSED'",
        "9,false,true,'it answers, RCODE 9'",
        "0,true,true,'it answers, NOERROR'",
        "1,true,true,'it answers, FORMERR'",
        "2,true,false,SERVFAIL",
        "3,true,false,'NXDOMAIN, and mustResolve is set'",
        "4,true,true,'it answers, NOTIMP'",
        "5,true,false,'REFUSED, and mustResolve is set'"
    })
    void judgesByRcode(final int rcode, final boolean mustResolve, final boolean success, final String why) {
        backends.mustResolve = mustResolve;
        final CheckQuery query = query();
        final ByteBuffer answer = answer(query, rcode);
        assertThat(query.mismatch(answer)).isEmpty();
        assertThat(query.judge(answer)).isEqualTo(new Outcome(success, why));
    }

    @Test
    void caseOfTheNameDoesNotMatter() {
        backends.checkName = "MiXed.\\200Example.";
        final CheckQuery query = query();
        final byte[] answer = answer(query, 0).array();
        for (int i = 12; i < answer.length; i++) {
            if (Character.isLetter(answer[i])) {
                answer[i] ^= 0x20;
            }
        }
        assertThat(query.mismatch(ByteBuffer.wrap(answer))).isEmpty();
    }

    @Test
    void saysWhatDoesNotMatch() {
        final CheckQuery query = query();
        final byte[] right = answer(query, 0).array();
        assertThat(query.mismatch(ByteBuffer.wrap(right, 0, 11))).contains("a message of 11 bytes, less than a header");
        assertThat(query.mismatch(ByteBuffer.wrap(right, 0, right.length - 1)))
                .contains("an answer that ends within its question");
        assertThat(query.mismatch(ByteBuffer.wrap(query.message()))).contains("a message that is no answer");
        assertThat(query.mismatch(changed(right, 0))).contains("an answer with another ID");
        assertThat(query.mismatch(changed(right, 5))).contains("NOERROR without the question");
        for (int i = 12; i < right.length; i++) {
            assertThat(query.mismatch(changed(right, i))).as("byte %d", i).contains("an answer to another question");
        }
    }

    private static ByteBuffer changed(final byte[] message, final int at) {
        final byte[] changed = message.clone();
        changed[at] ^= 1;
        return ByteBuffer.wrap(changed);
    }

    @Test
    void servFailMayComeWithoutTheQuestion() {
        final CheckQuery query = query();
        final byte[] answer = Arrays.copyOf(answer(query, 2).array(), 12);
        answer[5] = 0;
        assertThat(query.mismatch(ByteBuffer.wrap(answer))).isEmpty();
        assertThat(query.judge(ByteBuffer.wrap(answer)).why()).isEqualTo("SERVFAIL");
    }

    @Test
    void noBytesMakeItThrow() {
        final CheckQuery query = query();
        final Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            final byte[] bytes = Arrays.copyOf(answer(query, random.nextInt(16)).array(), random.nextInt(60));
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (query.mismatch(ByteBuffer.wrap(bytes)).isEmpty()) {
                query.judge(ByteBuffer.wrap(bytes));
            }
        }
    }
}
