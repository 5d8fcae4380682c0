package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.RingwayProcess;
import io.ringway.observe.CounterDescriptor;
import io.ringway.observe.CountersSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;

/** What is decided for each query on its way to a backend, under real traffic over UDP and TCP: by a policy in Lua, and what is told of the client. */
@Timeout(120)
class PolicyTrafficTest {
    private static final int ROUNDS = 20;

    /** The policy sends names below one domain to the second server, and nobody's to the third. */
    @Test
    void asksThePolicyInLuaForEveryQuery() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                ScriptedBackend backend = ScriptedBackend.open(bench.backendNamespace(), bench.v4());
                ScriptedBackend chosen = ScriptedBackend.open(bench.backendNamespace(), bench.v6());
                StreamBackend overTcp = StreamBackend.open(bench.backendNamespace(), 0, bench.v4());
                StreamBackend chosenOverTcp = StreamBackend.open(bench.backendNamespace(), 0, bench.v6())) {
            final RingwayProcess ringway = bench.serve("""
                    client = newXsk({ifName="$c", NIC_queue_id=0, frameNums=2048, ringSize=256})
                    addLocal("$4:53", {xskSocket=client})
                    addLocal("$4:5300")
                    newServer({address="$b4:53", name="one", healthCheckMode="up"})
                    newServer({address="[$b6]:53", name="two", healthCheckMode="up"})
                    setServerPolicyLua("byname", function(servers, dq)
                      if dq.qname:isPartOf(newDNSName("none.example.")) then return nil end
                      local wanted = dq.qname:isPartOf(newDNSName("chosen.example.")) and "two" or "one"
                      for i, server in ipairs(servers) do
                        if server.name == wanted then return server end
                      end
                    end)
                    """);
            for (int i = 0; i < ROUNDS; i++) {
                for (final int port : new int[] {53, 5300}) {
                    bench.askAndVerify(ringway, ForwardingBench.query(i, "a" + i + ".example"), false, port);
                    bench.askAndVerify(ringway, ForwardingBench.query(i, "a" + i + ".Chosen.example"), false, port);
                }
                bench.send(ForwardingBench.query(i, "a" + i + ".none.example"), false, 53);
            }
            for (final String name : new String[] {"a.example", "a.chosen.example"}) {
                assertThat(Asker.kdig(bench.clients(), "@" + bench.serverV4(), name, "+tcp", "+noedns", "+time=20"))
                        .contains("status: NOERROR", "203.0.113.7", "(TCP)");
            }
            ForwardingBench.awaitCount(ringway, CounterDescriptor.DROP_NO_POLICY, ROUNDS);
            final CountersSnapshot counters = ForwardingBench.assertAtRest(ringway);
            final String seen = TestBench.describe(counters);
            assertThat(backend.queryCount()).as(seen).isEqualTo(2 * ROUNDS);
            assertThat(chosen.queryCount()).as(seen).isEqualTo(2 * ROUNDS);
            assertThat(overTcp.queryCount()).as(seen).isEqualTo(1);
            assertThat(chosenOverTcp.queryCount()).as(seen).isEqualTo(1);
        }
    }

    /** Over TCP to a backend over TCP, with and without EDNS of the client's own. */
    @Test
    void tellsTheClientsNetworkOverTcpAndTakesItOutOfTheAnswer() throws Exception {
        try (ForwardingBench bench = new ForwardingBench(1, 1);
                StreamBackend backend = StreamBackend.open(bench.backendNamespace(), 0, bench.v4(), bench.v6())) {
            final RingwayProcess ringway = bench.serve("""
                    addLocal("$4:53")
                    addLocal("[$6]:53")
                    newServer({address="$b4:53", useClientSubnet=true, healthCheckMode="up"})
                    """);
            for (final boolean ipv6 : new boolean[] {false, true}) {
                for (final String edns : new String[] {"+noedns", "+bufsize=1400"}) {
                    final String answer = Asker.kdig(
                            bench.clients(),
                            "@" + (ipv6 ? bench.serverV6() : bench.serverV4()),
                            "www.example",
                            "+tcp",
                            "+time=20",
                            edns);
                    assertThat(answer).contains("status: NOERROR", "203.0.113.7", "(TCP)");
                    assertThat(answer).doesNotContain("CLIENT-SUBNET");
                    assertThat(answer.contains("EDNS PSEUDOSECTION"))
                            .as("an OPT record as in the query: %s", answer)
                            .isEqualTo(!edns.equals("+noedns"));
                    final Message seen = new Message(backend.next().message());
                    assertThat(seen.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET))
                            .as("at the backend: %s", seen)
                            .hasSize(1);
                    assertThat(seen.getOPT().getOptions().getFirst().toString())
                            .contains(ipv6 ? "2001:db8:" : "192.0.");
                }
            }
            assertThat(ForwardingBench.assertAtRest(ringway).sum(CounterDescriptor.RELAYED))
                    .isEqualTo(4);
        }
    }
}
