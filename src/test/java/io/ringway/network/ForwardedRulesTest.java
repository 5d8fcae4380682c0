package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.wire.DnsMessageBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.ClientSubnetOption;
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

    private static final String SUBNETS = """
            client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256})
            upstream = newXsk({ifName="$f", NIC_queue_id=0, frameNums=2048, ringSize=256})
            addLocal("$4:53", {xskSocket=client})
            addLocal("$4:5300")
            addAction("other.example", SetECSAction("203.0.113.64/26", "2001:db8:64::/48"))
            addAction("prefix.example", SetECSPrefixLengthAction(8, 16))
            addAction("override.example", SetECSOverrideAction(true))
            addAction("none.example", SetDisableECSAction())
            newServer({address="$b4:53", xskSockets={upstream}, useClientSubnet=true})
            """;

    /** 10.1.0.0/16, as another resolver has told it. */
    private static final byte[] TOLD = {0, 8, 0, 6, 0, 1, 16, 0, 10, 1};

    private static String subnet(final Message message) {
        final EDNSOption option = message.getOPT() == null
                ? null
                : message.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET).stream()
                        .findFirst()
                        .orElse(null);
        return option instanceof final ClientSubnetOption told
                ? told.getAddress().getHostAddress() + "/" + told.getSourcePrefixLength()
                : "nothing";
    }

    @Test
    void backendsAreToldOfTheClientWhatRulesSay() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = bench.backend()) {
            final RingwayProcess ringway = bench.serve(SUBNETS);
            final String client = bench.serverV4().replaceFirst("\\.\\d+$", ".0/24");
            final String octet = client.replaceFirst("\\..*", ".0.0.0/8");
            final Map<String, String> wanted = Map.of(
                    "plain.example", client,
                    "other.example", "203.0.113.64/26",
                    "prefix.example", octet,
                    "override.example", client,
                    "none.example", "nothing");
            for (final int port : new int[] {53, 5300}) {
                for (final Map.Entry<String, String> entry : wanted.entrySet()) {
                    final DnsMessageBuilder query = new DnsMessageBuilder()
                            .id(port)
                            .question(DnsMessageBuilder.name("www." + entry.getKey()), 1, 1);
                    final Message plain = new Message(bench.ask(query.build(), false, port));
                    assertThat(subnet(new Message(backend.next().message())))
                            .as(entry.getKey())
                            .isEqualTo(entry.getValue());
                    assertThat(plain.getOPT()).as("the client sent none").isNull();
                    bench.ask(query.opt(1400, 0, true, TOLD).build(), false, port);
                    assertThat(subnet(new Message(backend.next().message())))
                            .as(entry.getKey() + " with another resolver's")
                            .isEqualTo(entry.getKey().startsWith("override") ? client : "10.1.0.0/16");
                }
            }
            ForwardingBench.assertAtRest(ringway);
        }
    }
}
