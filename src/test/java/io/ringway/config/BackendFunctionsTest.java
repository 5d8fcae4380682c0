package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.config.backend.PolicyObject;
import io.ringway.settings.Settings;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.ForwardingSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.PolicySettings;
import io.ringway.settings.backend.PoolSettings;
import io.ringway.settings.rules.ActionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers as objects, pools, policies and what holds for all servers. */
class BackendFunctionsTest {
    private static final Path DOCS = Path.of(System.getProperty("ringway.basedir", "."), "docs");
    private static final String ID = "3e2c5f0a-58a4-4f6c-9d0c-9c7d6a1b2c3d";

    @TempDir
    private Path folder;

    private Configurations configurations;

    @BeforeEach
    void setUp() {
        configurations = new Configurations(folder);
    }

    private ForwardingSettings forwarding(final String text) {
        final ForwardingSettings forwarding = configurations.load(text).forwarding();
        assertThat(configurations.warnings).isEmpty();
        return forwarding;
    }

    private static List<Integer> lastOctets(final ForwardingSettings forwarding) {
        return forwarding.backends().stream()
                .map(backend -> (int) backend.address().getAddress().getAddress()[3])
                .toList();
    }

    @Test
    void readsTheExampleThatForwardsOverAfXdp() throws IOException {
        final Settings settings = configurations.load(Files.readString(DOCS.resolve("examples/forward.conf")));
        assertThat(configurations.warnings).isEmpty();
        assertThat(settings.forwarding().backends())
                .hasSize(2)
                .allSatisfy(backend -> assertThat(backend.xsks())
                        .extracting(XskSettings::queueId)
                        .containsExactly(0, 1));
        assertThat(settings.forwarding().backends().get(0).mac()).isPresent();
        assertThat(settings.forwarding().backends().get(1).mac()).isEmpty();
    }

    @Test
    void theManualNamesEveryPolicy() throws IOException {
        final String manual = Files.readString(DOCS.resolve("manual/dialect.md"));
        assertThat(PolicyObject.BUILT_IN.keySet())
                .allSatisfy(name -> assertThat(manual).contains("`" + name + "`"));
    }

    @Test
    void withoutServersNothingIsForwarded() {
        assertThat(forwarding("").backends()).isEmpty();
        assertThat(forwarding("").pools()).containsExactly(new PoolSettings("", Optional.empty()));
        assertThat(forwarding("").policy()).isEqualTo(new PolicySettings.LeastOutstanding());
    }

    @Test
    void methodsChangeTheSettings() {
        final BackendSettings server = forwarding("""
                s = newServer({address="192.0.2.2", name="ns1", qps=5})
                assert(s:getName() == "ns1" and s:getNameWithAddr() == "ns1 (192.0.2.2:53)" and tostring(s) == s:getNameWithAddr())
                assert(s:getOutstanding() == 0 and s:getLatency() == 0 and s:getDrops() == 0)
                assert(not s:isUp() and not s.upStatus)
                s:addPool("a") s:addPool("b") s:rmPool("")
                s:setQPS(7)
                s:setDown() assert(not s:isUp())
                s:setAuto(true) assert(s:isUp() and s.upStatus)
                s:setUp() assert(s:isUp())
                """).backends().getFirst();
        assertThat(server.pools()).containsExactly("a", "b");
        assertThat(server.qps()).isEqualTo(7);
        assertThat(server.health().mode()).isEqualTo(HealthCheckSettings.Mode.UP);
    }

    @ParameterizedTest
    @CsvSource({"setUp(), UP", "setDown(), DOWN", "setAuto(), AUTO", "setAuto(false), AUTO", "setLazyAuto(), LAZY"})
    void methodsSetTheMode(final String call, final HealthCheckSettings.Mode mode) {
        assertThat(forwarding("newServer('192.0.2.2'):" + call)
                        .backends()
                        .getFirst()
                        .health())
                .isEqualTo(HealthCheckSettings.DEFAULT.withMode(mode));
    }

    @Test
    void attributesAreReadAndWritten() {
        final BackendSettings server = forwarding("""
                s = newServer({address="192.0.2.2", name="ns1", order=3, weight=4})
                assert(s.name == "ns1" and s.order == 3 and s.weight == 4 and s.upStatus == false and s.color == nil)
                s.name = "ns2" s.order = 5 s.weight = 6 s.upStatus = true
                assert(s.name == "ns2" and s.order == 5 and s.weight == 6 and s.upStatus == true)
                """).backends().getFirst();
        assertThat(server.name()).isEqualTo("ns2");
        assertThat(server.order()).isEqualTo(5);
        assertThat(server.weight()).isEqualTo(6);
        assertThat(server.displayName()).isEqualTo("ns2 (192.0.2.2:53)");
    }

    @Test
    void serversAreFoundByNumberAndId() {
        assertThat(lastOctets(forwarding("""
                a = newServer("192.0.2.1")
                b = newServer({address="192.0.2.2", id="%s"})
                c = newServer("192.0.2.3")
                d = newServer("192.0.2.4")
                assert(getServer(0) == a and getServer(3) == d and getServer("%s") == b and a ~= b)
                assert(getServer("00000000-0000-0000-0000-000000000001") == nil)
                local all = getServers()
                assert(#all == 4 and all[1] == a and all[4] == d)
                rmServer(0) assert(getServer(0) == b)
                rmServer("%s") rmServer(d)
                assert(#getServers() == 1)
                """.formatted(ID, ID, ID)))).containsExactly(3);
    }

    @Test
    void poolsAreNumberedInTheOrderOfTheirFirstMention() {
        final ForwardingSettings forwarding = forwarding("""
                newServer({address="192.0.2.1", pool={"d", "c"}, order=2})
                newServer({address="192.0.2.2", pool="b"})
                newServer({address="192.0.2.3", pool="c"})
                setServerPolicy(roundrobin)
                setPoolServerPolicy(whashed, "c")
                addAction(AllRule(), PoolAction("b", true))
                local members = getPoolServers("c")
                assert(#members == 2 and members[1]:getNameWithAddr() == "192.0.2.3:53" and #getPoolServers("") == 0)
                assert(table.concat(getPoolNames(), ",") == ",d,c,b")
                assert(getPool("c"):getCache() == nil and not getPool("c"):getECS() and tostring(getPool("c")) == "pool 'c'")
                """);
        assertThat(forwarding.poolNames()).containsExactly("", "d", "c", "b");
        assertThat(forwarding.pools().get(2).policy()).contains(new PolicySettings.WeightedHashed());
        assertThat(forwarding.pools().get(3).policy()).isEmpty();
        assertThat(forwarding.policy()).isEqualTo(new PolicySettings.RoundRobin());
    }

    @Test
    void poolActionChoosesAPool() {
        final Settings settings =
                configurations.load("newServer({address='192.0.2.2', pool='a'}) addAction(AllRule(), PoolAction('a'))");
        assertThat(settings.rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.action()).isEqualTo(new ActionSettings.Pool("a")));
    }

    @Test
    void everyPolicyIsAValue() {
        assertThat(policy("leastOutstanding")).isEqualTo(new PolicySettings.LeastOutstanding());
        assertThat(policy("firstAvailable")).isEqualTo(new PolicySettings.FirstAvailable());
        assertThat(policy("roundrobin")).isEqualTo(new PolicySettings.RoundRobin());
        assertThat(policy("wrandom")).isEqualTo(new PolicySettings.WeightedRandom());
        assertThat(policy("whashed")).isEqualTo(new PolicySettings.WeightedHashed());
        assertThat(policy("chashed")).isEqualTo(new PolicySettings.ConsistentHashed());
        forwarding("assert(wrandom.name == 'wrandom' and not wrandom.isLua and not wrandom.isFFI"
                + " and wrandom:toString() == 'ServerPolicy \"wrandom\"')");
    }

    private PolicySettings policy(final String name) {
        return forwarding("setServerPolicy(" + name + ")").policy();
    }

    @Test
    void readsWhatHoldsForAllServers() {
        final ForwardingSettings forwarding = forwarding("""
                newServer("192.0.2.1")
                newServer({address="192.0.2.2", udpTimeout=9})
                setConsistentHashingBalancingFactor(1.5)
                setWeightedBalancingFactor(1.25)
                setRoundRobinFailOnNoServer(true)
                setServFailWhenNoServer(true)
                setMaxUDPOutstanding(65535)
                setUDPTimeout(5)
                setECSOverride(true)
                setECSSourcePrefixV4(20)
                setECSSourcePrefixV6(60)
                setVerboseHealthChecks(true)
                setRandomizedIdsOverUDP(true)
                setRandomizedOutgoingSockets(true)
                newServer("192.0.2.3")
                """);
        assertThat(forwarding.backends())
                .extracting(BackendSettings::udpTimeoutMs)
                .containsExactly(5000, 9000, 5000);
        assertThat(forwarding)
                .isEqualTo(new ForwardingSettings(
                        forwarding.backends(),
                        forwarding.pools(),
                        new PolicySettings.LeastOutstanding(),
                        1.25,
                        1.5,
                        true,
                        true,
                        65535,
                        20,
                        60,
                        true,
                        true));
    }

    @Test
    void defaultsAreTheDialects() {
        final ForwardingSettings forwarding = forwarding("newServer('192.0.2.2')");
        assertThat(forwarding)
                .isEqualTo(new ForwardingSettings(
                        forwarding.backends(),
                        forwarding.pools(),
                        new PolicySettings.LeastOutstanding(),
                        0,
                        0,
                        false,
                        false,
                        65536,
                        24,
                        56,
                        false,
                        false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "setServerPolicy('roundRobin')|setServerPolicy: argument 1 is the string \"roundRobin\"; give a policy without quotation marks, one of leastOutstanding, firstAvailable, roundrobin, wrandom, whashed, chashed; did you mean 'roundrobin'?",
                "setServerPolicy(roundRobin)|setServerPolicy: there is no policy 'roundRobin'; give one of leastOutstanding, firstAvailable, roundrobin, wrandom, whashed, chashed; did you mean 'roundrobin'?",
                "setServerPolicy()|setServerPolicy: argument 1 is missing; give one of leastOutstanding, firstAvailable, roundrobin, wrandom, whashed, chashed, or what newServerPolicy returned",
                "setServerPolicy(nil)|setServerPolicy: argument 1 is missing; give one of leastOutstanding, firstAvailable, roundrobin, wrandom, whashed, chashed, or what newServerPolicy returned",
                "setServerPolicy(print)|setServerPolicy: argument 1 is a function; give one of leastOutstanding, firstAvailable, roundrobin, wrandom, whashed, chashed, or what newServerPolicy returned",
                "setPoolServerPolicy(wrandon, 'a')|setPoolServerPolicy: there is no policy 'wrandon'; give one of leastOutstanding, firstAvailable, roundrobin, wrandom, whashed, chashed; did you mean 'wrandom'?",
                "setPoolServerPolicy(wrandom)|setPoolServerPolicy: argument 2 (pool) is missing; give a string",
                "setServerPolicyLua('x', 'y')|setServerPolicyLua: argument 2 (policy) is the string \"y\"; give a function",
                "setServerPolicyLua('x', misspelt)|setServerPolicyLua: argument 2 (policy) is missing; give a function",
                "setPoolServerPolicyLua('x', print)|setPoolServerPolicyLua: argument 3 (pool) is missing; give a string",
                "setServerPolicyLuaFFI('x', print)|setServerPolicyLuaFFI is a function of dnsdist that Ringway does not serve yet; Lua policies of the FFI kind come later; setServerPolicyLua is served",
                "setConsistentHashingBalancingFactor(0.5)|setConsistentHashingBalancingFactor: factor 0.5 is below 1; give 1 or more, or 0 for no limit",
                "setWeightedBalancingFactor('x')|setWeightedBalancingFactor: argument 1 (factor) is the string \"x\"; give a number",
                "setMaxUDPOutstanding(0)|setMaxUDPOutstanding: argument 1 (queries) is 0; give a whole number from 1 to 65536",
                "setUDPTimeout(0)|setUDPTimeout: argument 1 (seconds) is 0; give a whole number from 1 to 65535",
                "setECSSourcePrefixV4(33)|setECSSourcePrefixV4: argument 1 (bits) is 33; give a whole number from 0 to 32",
                "setECSSourcePrefixV6(129)|setECSSourcePrefixV6: argument 1 (bits) is 129; give a whole number from 0 to 128",
                "setServFailWhenNoServer(1)|setServFailWhenNoServer: argument 1 (servfail) is 1; give true or false",
                "PoolAction()|PoolAction: argument 1 (pool) is missing; give a string",
                "getServer(0)|getServer: there is no server 0; there is none yet",
                "newServer('192.0.2.2') getServer(5)|getServer: there is no server 5; there is one, number 0",
                "newServer('192.0.2.2') newServer('192.0.2.3') rmServer(2)|rmServer: there is no server 2; there are 2, from 0 to 1",
                "getServer('x')|getServer: id 'x' is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
                "rmServer('3e2c5f0a-58a4-4f6c-9d0c-9c7d6a1b2c3d')|rmServer: no server has the id 3e2c5f0a-58a4-4f6c-9d0c-9c7d6a1b2c3d; there is none yet",
                "rmServer()|rmServer: argument 1 is missing; give the number of a server from 0, its id or the server itself",
                "local s = newServer('192.0.2.2') rmServer(s) rmServer(s)|rmServer: 192.0.2.2:53 has been removed before",
                "newServer({address='192.0.2.2', pool='auth'}) getPoolServers('aut')|getPoolServers: there is no pool 'aut' yet; name it in newServer before; did you mean 'auth'?",
                "getPool('a'):setCache(nil)|ServerPool:setCache: argument 1 (a PacketCache such as newPacketCache(10000)) is missing; give a PacketCache such as newPacketCache(10000)",
                "newServer('192.0.2.2'):setup()|unknown method 'setup'; did you mean 'setUp'?",
                "newServer('192.0.2.2').setUp()|Server:setUp: it is called without the Server; write object:setUp(), with a colon",
                "newServer('192.0.2.2'):setQPS('many')|Server:setQPS: argument 1 (limit) is the string \"many\"; give a number",
                "newServer('192.0.2.2').weight = 0|Server.weight: argument 1 (weight) is 0; give a whole number from 1 to 2147483647",
                "newServer('192.0.2.2').wieght = 5|Server.wieght: a Server has no such attribute; there are name, upStatus, order, weight; did you mean 'weight'?",
                "newServer('192.0.2.2').setUp = 5|Server.setUp: it is a method, which cannot be assigned",
                "wrandom.name = 'x'|ServerPolicy.name: it cannot be assigned",
                "newDNSName('a..b')|newDNSName: 'a..b' is no name; a label has 1 to 63 bytes, and one of it has 0",
                "newDNSName('a\\\\300.b')|newDNSName: 'a\\300.b' is no name; behind a backslash stands one character, or three digits up to 255"
            })
    void saysInOneLineWhatIsWrong(final String text, final String message) {
        assertThat(configurations.errorOf("\n" + text)).isEqualTo("ringway.conf:2: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "newServer({address='192.0.2.2', pool='auth'}) addAction(AllRule(), PoolAction('aut'))|PoolAction: pool 'aut' has no server; give a newServer pool=\"aut\"; did you mean 'auth'?",
                "setPoolServerPolicy(wrandom, 'a')|setPoolServerPolicy: pool 'a' has no server; give a newServer pool=\"a\"",
                "setRandomizedIdsOverUDP(false)|setRandomizedIdsOverUDP: IDs of queries to servers are always random; that costs nothing",
                "setRandomizedOutgoingSockets(false)|setRandomizedOutgoingSockets: source ports of queries to servers are always random; that costs nothing",
                "newServer('192.0.2.2'):rmPool('')|newServer 192.0.2.2:53: it is in no pool any more and is left out; use rmServer, or addPool",
                "newServer({address='192.0.2.2', name='ns1', pool='auth'}):rmPool('aut')|Server:rmPool: ns1 (192.0.2.2:53) is not in pool 'aut'; did you mean 'auth'?",
                "newXsk({ifName='a', NIC_queue_id=0})|no addLocal and no newServer uses this socket on a queue 0; give one xskSocket="
            })
    void warns(final String text, final String message) {
        configurations.load("\n" + text);
        assertThat(configurations.warnings).containsExactly("ringway.conf:2: " + message);
    }

    @Test
    void runsFilesAsPeopleHaveThem() {
        final ForwardingSettings forwarding = forwarding("""
                -- two sites, the other one as a fallback
                setLocal("127.0.0.1:5300")
                setACL({"0.0.0.0/0", "::/0"})
                local sites = { ber = {"192.0.2.1", "192.0.2.2"}, fra = {"198.51.100.1", "198.51.100.2:5353"} }
                for _, site in ipairs({"ber", "fra"}) do
                  for i, address in ipairs(sites[site]) do
                    newServer({address=address, name=site .. i, order=(site == "ber" and 1 or 2), qps=1000, checkName="health.example.net.",
                               mustResolve=true, maxCheckFailures=3, useClientSubnet=true})
                  end
                end
                newServer{address="2001:db8::53", name="auth", pool={"auth"}, weight="100", sockets=8}
                setServerPolicy(firstAvailable)
                setPoolServerPolicy(chashed, "auth")
                setECSSourcePrefixV4(24)
                setMaxUDPOutstanding(65535)
                for _, server in ipairs(getServers()) do
                  if server.name:match("^fra") then server:setDown() end
                end
                if os.getenv("NO_SUCH_VARIABLE") then addAction(AllRule(), PoolAction("auth")) end
                """);
        assertThat(forwarding.backends())
                .extracting(BackendSettings::displayName)
                .containsExactly(
                        "ber1 (192.0.2.1:53)",
                        "ber2 (192.0.2.2:53)",
                        "fra1 (198.51.100.1:53)",
                        "fra2 (198.51.100.2:5353)",
                        "auth ([2001:db8::53]:53)");
        assertThat(forwarding.backends())
                .extracting(backend -> backend.health().mode())
                .containsExactly(
                        HealthCheckSettings.Mode.AUTO,
                        HealthCheckSettings.Mode.AUTO,
                        HealthCheckSettings.Mode.DOWN,
                        HealthCheckSettings.Mode.DOWN,
                        HealthCheckSettings.Mode.AUTO);
        assertThat(forwarding.backends().getLast().weight()).isEqualTo(100);
    }

    @Test
    void aServerMayBeMadeInACoroutineAndBehindPcall() {
        assertThat(forwarding("""
                coroutine.wrap(function() s = newServer("192.0.2.2"); s:setUp(); s.weight = 9 end)()
                local ok, message = pcall(function() s.weight = 0 end)
                assert(not ok and tostring(message):find("weight"))
                assert(s.weight == 9 and s == getServer(0))
                """).backends())
                .singleElement()
                .satisfies(server -> assertThat(server.weight()).isEqualTo(9));
    }
}
