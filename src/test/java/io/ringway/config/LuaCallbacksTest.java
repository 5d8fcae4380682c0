package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringway.settings.SetupException;
import io.ringway.settings.backend.HealthCheckFunction;
import io.ringway.settings.backend.PolicySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of the configuration that run when it has long been read: Lua policies and check functions. */
class LuaCallbacksTest {
    private static final PolicySettings.Query QUERY =
            new PolicySettings.Query("www.Example.com.", 28, 1, "[2001:db8::9]:4711");
    private static final HealthCheckFunction.Question USUAL =
            new HealthCheckFunction.Question("a.root-servers.net.", 1, 1, 0x0100);

    @TempDir
    private Path folder;

    private Configurations configurations;

    @BeforeEach
    void setUp() {
        configurations = new Configurations(folder);
    }

    private static PolicySettings.Server server(final int number, final boolean up, final int outstanding) {
        return new PolicySettings.Server(
                "ns" + number, "192.0.2." + number + ":53", up, number, 10 * number, outstanding, 0.5 * number);
    }

    private static List<PolicySettings.Server> servers() {
        return List.of(server(1, false, 9), server(2, true, 7), server(3, true, 5));
    }

    private PolicySettings.LuaPolicy policy(final String text) {
        return ((PolicySettings.Lua) configurations.load(text).forwarding().policy()).function();
    }

    private String policyError(final String body) {
        final PolicySettings.LuaPolicy policy =
                policy("setServerPolicyLua('mine', function(servers, dq)\n" + body + "\nend)");
        return configurations.shortened(
                catchThrowableOfType(SetupException.class, () -> policy.choose(servers(), QUERY))
                        .getMessage());
    }

    private HealthCheckFunction check(final String body) {
        return configurations
                .load("newServer({address='192.0.2.2', name='ns1', checkFunction=function(qname, qtype, qclass, dh)\n"
                        + body + "\nend})")
                .forwarding()
                .backends()
                .getFirst()
                .health()
                .function()
                .orElseThrow();
    }

    @Test
    void thePolicyOfTheManualGoesRound() {
        final PolicySettings.LuaPolicy policy = policy("""
                counter=0
                function luaroundrobin(servers, dq)
                     counter=counter+1
                     return servers[1+(counter % #servers)]
                end
                setServerPolicyLua("luaroundrobin", luaroundrobin)
                """);
        final List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chosen.add(policy.choose(servers(), QUERY));
        }
        assertThat(chosen).containsExactly(1, 2, 0, 1, 2, 0);
    }

    @Test
    void aPolicySeesServersAndQuery() {
        assertThat(policy("""
                        setServerPolicyLua("all", function(servers, dq)
                          local first, second = servers[1], servers[2]
                          assert(#servers == 3 and not first:isUp() and second:isUp() and second.upStatus)
                          assert(second.name == "ns2" and second:getName() == "ns2" and second.order == 2 and second.weight == 20)
                          assert(second:getOutstanding() == 7 and second:getLatency() == 1000)
                          assert(second:getNameWithAddr() == "ns2 (192.0.2.2:53)" and tostring(second) == second:getNameWithAddr())
                          assert(dq.qtype == DNSQType.AAAA and dq.qclass == DNSClass.IN)
                          assert(dq.qname:toString() == "www.Example.com." and dq.qname:isPartOf(newDNSName("example.COM")))
                          assert(dq.qname == newDNSName("WWW.example.com") and dq.qname ~= newDNSName("example.com"))
                          assert(dq.remoteaddr:toString() == "2001:db8::9" and dq.remoteaddr:getPort() == 4711)
                          assert(dq.remoteaddr:toStringWithPort() == "[2001:db8::9]:4711" and dq.remoteaddr:isIPv6())
                          return third
                        end)""").choose(servers(), QUERY)).as("nil is none").isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "servers[3], 2",
        "1, 0",
        "3, 2",
        "nil, -1",
        "false, -1",
        "ns2, 1",
        "getServer(1), 1",
        "getServers()[2], 1"
    })
    void aPolicyReturnsAServerItsPositionOrNothing(final String returned, final int number) {
        assertThat(policy(
                                "newServer({address='192.0.2.1', name='ns1'}) ns2 = newServer({address='192.0.2.2', name='ns2'})"
                                        + " setServerPolicyLua('mine', function(servers, dq) return " + returned
                                        + " end)")
                        .choose(servers(), QUERY))
                .isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return 4|ringway.conf:1: server policy 'mine' returned 4; return one of its 3 servers, its position from 1, or nil for none",
                "return 0|ringway.conf:1: server policy 'mine' returned 0; return one of its 3 servers, its position from 1, or nil for none",
                "return {}|ringway.conf:1: server policy 'mine' returned a table; return one of its 3 servers, its position from 1, or nil for none",
                "return true|ringway.conf:1: server policy 'mine' returned true; return one of its 3 servers, its position from 1, or nil for none",
                "return servers[9].name|ringway.conf:2: attempt to index a nil value",
                "return leastOutstandin(servers)|ringway.conf:2: unknown function 'leastOutstandin'",
                "error('stop here')|ringway.conf:2: stop here",
                "return leastOutstanding.policy(servers, dq)|ringway.conf: ServerPolicy.policy: a policy cannot be called by another one yet; return one of the servers, or give a pool that policy by setPoolServerPolicy and choose the pool by PoolAction",
                "return dq.qname:isPartOf('example.com') and 1|ringway.conf:2: isPartOf: give a DNSName from newDNSName",
                "newServer('192.0.2.9')|ringway.conf:2: newServer: the configuration has been read; servers and rules can be changed in maintenance() and in functions of addMaintenanceCallback"
            })
    void aPolicyThatFailsIsOneLine(final String body, final String message) {
        assertThat(policyError(body)).isEqualTo(message);
    }

    @Test
    void aServerThatRunsCannotBeChanged() {
        final PolicySettings.LuaPolicy policy =
                policy("local s = newServer('192.0.2.2')\nsetServerPolicyLua('mine', function() s.weight = 5 end)");
        assertThat(catchThrowableOfType(SetupException.class, () -> policy.choose(servers(), QUERY)))
                .extracting(e -> configurations.shortened(e.getMessage()))
                .isEqualTo(
                        "ringway.conf:2: Server.weight: the configuration has been read; servers and rules can be changed in"
                                + " maintenance() and in functions of addMaintenanceCallback");
    }

    @Test
    void newServerPolicyAndPoolsTakeFunctionsToo() {
        final var forwarding = configurations.load("""
                newServer({address="192.0.2.2", pool={"", "a", "b"}})
                local last = newServerPolicy("last", function(servers) return #servers end)
                assert(last.name == "last" and last.isLua and last:toString() == 'ServerPolicy "last"')
                setServerPolicy(last)
                setPoolServerPolicy(last, "a")
                setPoolServerPolicyLua("first", function(servers) return 1 end, "b")
                """).forwarding();
        assertThat(forwarding.policy()).isInstanceOf(PolicySettings.Lua.class);
        assertThat(forwarding.pools().get(1).policy()).contains(forwarding.policy());
        assertThat(forwarding.pools().get(2).policy().orElseThrow())
                .isInstanceOfSatisfying(PolicySettings.Lua.class, lua -> {
                    assertThat(lua.name()).isEqualTo("first");
                    assertThat(lua.function().choose(servers(), QUERY)).isZero();
                });
    }

    @Test
    void theCheckFunctionOfTheManualChoosesTheQuestion() {
        assertThat(check("dh:setCD(true) return newDNSName('www.powerdns.com.'), DNSQType.AAAA, qclass")
                        .choose(USUAL))
                .isEqualTo(new HealthCheckFunction.Question("www.powerdns.com.", 28, 1, 0x0110));
    }

    @Test
    void aCheckFunctionSeesTheUsualQuestion() {
        assertThat(check("""
                        assert(qname:toString() == "a.root-servers.net." and qtype == 1 and qclass == 1 and dh:getRD() and not dh:getCD())
                        dh:setRD(false) dh:setAD(true)
                        return "example.net", 65280, DNSClass.CHAOS""").choose(USUAL))
                .isEqualTo(new HealthCheckFunction.Question("example.net.", 65280, 3, 0x0020));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return qname|ringway.conf:1: checkFunction of ns1 (192.0.2.2:53) returned a table, missing, missing; return a name, a type and a class",
                "return 'a..b', 1, 1|ringway.conf:1: checkFunction of ns1 (192.0.2.2:53): 'a..b' is no name; a label has 1 to 63 bytes, and one of it has 0",
                "return 'a', 0, 1|ringway.conf:1: checkFunction of ns1 (192.0.2.2:53) returned the string \"a\", 0, 1; return a name, a type and a class",
                "error('stop here')|ringway.conf:2: stop here"
            })
    void aCheckFunctionThatFailsIsOneLine(final String body, final String message) {
        final HealthCheckFunction check = check(body);
        assertThat(catchThrowableOfType(SetupException.class, () -> check.choose(USUAL)))
                .extracting(e -> configurations.shortened(e.getMessage()))
                .isEqualTo(message);
    }

    /** Lua has one thread: a counter that two calls at a time would tear stays exact, calls back into Java among them. */
    @Test
    void callsOfManyThreadsGoOneByOne() throws InterruptedException, ExecutionException {
        final PolicySettings.LuaPolicy policy = policy("""
                inside, calls = 0, 0
                setServerPolicyLua("counting", function(servers, dq)
                  inside = inside + 1
                  assert(inside == 1, "two at a time")
                  calls = calls + 1
                  local name = newDNSName("www.example.com")
                  assert(name:countLabels() == 3)
                  inside = inside - 1
                  return 1 + calls % #servers
                end)
                """);
        final int threads = 4;
        final int each = 2000;
        final long[] chosen = new long[servers().size()];
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            final List<Future<long[]>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(() -> {
                    final long[] mine = new long[chosen.length];
                    for (int j = 0; j < each; j++) {
                        mine[policy.choose(servers(), QUERY)]++;
                    }
                    return mine;
                }));
            }
            for (final Future<long[]> result : results) {
                for (int i = 0; i < chosen.length; i++) {
                    chosen[i] += result.get()[i];
                }
            }
        }
        assertThat(chosen).containsExactly(2666, 2667, 2667);
    }
}
