package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.wire.DnsMessageBuilder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** What rules change of a query that goes on to a backend, over AF_XDP and through sockets: the backend sees it, the client does not. */
@Timeout(120)
class ForwardedRulesTest {
    private static final String CONFIGURATION = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256})
            upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256})
            addLocal("$4:53", {xskSocket=client})
            addLocal("$4:5300")
            addAction(AllRule(), SetNoRecurseAction())
            addAction(AllRule(), SetDisableValidationAction())
            addAction(AllRule(), SetEDNSOptionAction(65001, "customer 42"))
            addAction(PoolAvailableRule("up"), PoolAction("up", false))
            newServer({address="$b4:53", xskSockets={upstream}, pool="up"})
            """;

    private static DnsMessageBuilder query(final int id) {
        return new DnsMessageBuilder()
                .id(id)
                .flags(DnsMessageBuilder.RD)
                .question(DnsMessageBuilder.name("www.example"), 1, 1);
    }

    @Test
    void backendsSeeWhatRulesMadeAndClientsWhatTheyAsked() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(CONFIGURATION);
            for (final int port : new int[] {53, 5300}) {
                final Message plain = new Message(bench.ask(query(port).build(), false, port));
                verifySeen(backend.next(), 1);
                verifyHeader(plain);
                assertThat(plain.getOPT()).as("the client sent none").isNull();
                final byte[] other = {(byte) (65_001 >> 8), (byte) 65_001, 0, 1, 7, 0, 12, 0, 2, 0, 0};
                final Message edns = new Message(
                        bench.ask(query(port).opt(1400, 0, true, other).build(), false, port));
                verifySeen(backend.next(), 2);
                verifyHeader(edns);
                assertThat(edns.getOPT()).isNotNull();
            }
            ForwardingBench.assertAtRest(ringway);
        }
    }

    private static void verifySeen(final ScriptedBackend.Query query, final int options) throws Exception {
        final Message seen = new Message(query.message());
        assertThat(seen.getHeader().getFlag(Flags.RD)).isFalse();
        assertThat(seen.getHeader().getFlag(Flags.CD)).isTrue();
        assertThat(seen.getOPT().getOptions()).hasSize(options);
        final EDNSOption option = seen.getOPT().getOptions(65_001).getFirst();
        assertThat(option.toWire())
                .endsWith("customer 42".getBytes(StandardCharsets.US_ASCII))
                .hasSize(15);
    }

    private static void verifyHeader(final Message answer) {
        assertThat(answer.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.CD)).isFalse();
        assertThat(answer.getSection(org.xbill.DNS.Section.ANSWER)).hasSize(1);
    }
}
