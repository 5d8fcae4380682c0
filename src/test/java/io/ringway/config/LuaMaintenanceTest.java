package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Maintenance;
import io.ringway.settings.SetupException;
import io.ringway.settings.backend.PolicySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code maintenance} and its callbacks may do, and what becomes of their mistakes. */
class LuaMaintenanceTest {
    private static final String TWO = """
            a = newServer({address="192.0.2.1", name="a", id="00000000-0000-0000-0000-00000000000a", pool={"", "x"}})
            b = newServer({address="192.0.2.2", name="b", id="00000000-0000-0000-0000-00000000000b"})
            """;

    @TempDir
    private Path folder;

    private final RecordingServers servers = new RecordingServers();
    private final RecordingRules rules = new RecordingRules();
    private final List<String> errors = new ArrayList<>();
    private Configurations configurations;

    @BeforeEach
    void setUp() {
        configurations = new Configurations(folder);
    }

    private Maintenance load(final String text) {
        return configurations.load(text).maintenance().orElseThrow();
    }

    private void run(final Maintenance maintenance) {
        maintenance.run(servers, rules, error -> errors.add(configurations.shortened(error)));
    }

    @Test
    void aFileWithoutHasNone() {
        assertThat(configurations.load(TWO).maintenance()).isEmpty();
        assertThat(configurations.load(TWO + "maintenance = 5").maintenance()).isEmpty();
    }

    @Test
    void serversComeGoAndChange() {
        run(load(TWO + """
                function maintenance()
                  local c = newServer({address="192.0.2.3", name="c", id="00000000-0000-0000-0000-00000000000c"})
                  assert(#getServers() == 3 and getServer(2) == c)
                  rmServer(b)
                  rmServer(1)
                  a:setDown(); a:setUp(); a:setAuto(); a:setAuto(false); a:setLazyAuto()
                  a.order = 3; a.weight = 4; a:setQPS(5)
                  a:addPool("y"); a:rmPool("x")
                  a.upStatus = true
                  assert(a:isUp() and a.upStatus and a:getOutstanding() == 7 and a:getLatency() == 8 and a:getDrops() == 9)
                end
                """));
        assertThat(errors).isEmpty();
        assertThat(servers.calls)
                .containsExactly(
                        "add c (192.0.2.3:53)",
                        "remove b",
                        "remove c",
                        "mode a DOWN",
                        "mode a UP",
                        "mode a AUTO",
                        "mode a AUTO false",
                        "mode a LAZY",
                        "order a 3",
                        "weight a 4",
                        "qps a 5",
                        "pools a [, x, y]",
                        "pools a [, y]",
                        "mode a LAZY true",
                        "policies [, x, y]");
    }

    @Test
    void policiesReachWhatRunsOnceWhenTheyChange() {
        final Maintenance maintenance = load(TWO + """
                function maintenance()
                  setServerPolicy(roundrobin)
                  setPoolServerPolicy(chashed, "x")
                  setConsistentHashingBalancingFactor(2)
                end
                """);
        run(maintenance);
        run(maintenance);
        assertThat(errors).isEmpty();
        assertThat(servers.calls).containsExactly("policies [, x]");
        assertThat(servers.policies.policy()).isEqualTo(new PolicySettings.RoundRobin());
        assertThat(servers.policies.pools().get(1).policy()).contains(new PolicySettings.ConsistentHashed());
        assertThat(servers.policies.consistentBalancing()).isEqualTo(2);
    }

    @Test
    void oneThatFailsKeepsNoOtherFromRunning() {
        final Maintenance maintenance = load(TWO + """
                function maintenance() error("first") end
                addMaintenanceCallback(function() unknown() end)
                addMaintenanceCallback(function() a.weight = 2 end)
                """);
        run(maintenance);
        assertThat(errors).containsExactly("ringway.conf:3: first", "ringway.conf:4: unknown function 'unknown'");
        assertThat(servers.calls).containsExactly("weight a 2");
    }

    @Test
    void aServerThatCannotBeAddedIsNotThere() {
        servers.refusal = new SetupException("no such interface");
        run(load(TWO + """
                function maintenance()
                  assert(not pcall(newServer, "192.0.2.3"))
                  assert(#getServers() == 2)
                end
                """));
        assertThat(errors).isEmpty();
        assertThat(servers.calls).isEmpty();
    }

    @Test
    void rulesReachWhatRunsOnceWhenTheyChange() {
        final Maintenance maintenance = load("""
                addAction("kept.example", DropAction(), {name="kept"})
                addAction(AllRule(), RCodeAction(5), {name="last"})
                second = 0
                names = newSuffixMatchNode()
                function maintenance()
                  second = second + 1
                  if second == 1 then
                    names:add("new.example")
                    addAction(QNameSuffixRule(names), PoolAction("later"), {name="new"})
                    mvRuleToTop()
                  elseif second == 3 then
                    rmRule("new")
                    setRules({newRuleAction("other.example", TCAction(), {name="other"})})
                  elseif second == 4 then
                    clearRules()
                  end
                end
                """);
        for (int second = 0; second < 5; second++) {
            run(maintenance);
        }
        assertThat(errors).isEmpty();
        assertThat(rules.calls).containsExactly("new, kept, last of [, later]", "other of [, later]", " of [, later]");
        assertThat(servers.calls).as("the pool is there before the rule").containsExactly("policies [, later]");
    }

    @Test
    void rulesOfCacheMissesAreAChainOfTheirOwn() {
        run(load("""
                addAction(AllRule(), DropAction(), {name="all"})
                addCacheMissAction(AllRule(), DropAction(), {name="a"})
                function maintenance()
                  addCacheMissAction(AllRule(), PoolAction("misses"), {name="b"})
                  mvCacheMissRuleToTop()
                  showCacheMissRules()
                end
                """));
        assertThat(errors).isEmpty();
        assertThat(rules.calls).isEmpty();
        assertThat(rules.cacheMisses().calls).containsExactly("b, a of [, misses]");
    }

    @Test
    void rulesThatCannotBeLeaveThoseThatRun() {
        rules.refusal = new SetupException("tag 'x' is one too many");
        final Maintenance maintenance = load("""
                addAction(AllRule(), DropAction(), {name="only"})
                function maintenance()
                  showRules({showUUIDs=true}) topRules(1)
                  addAction(AllRule(), DropAction(), {name="more"})
                end
                """);
        run(maintenance);
        assertThat(errors).containsExactly("tag 'x' is one too many");
        run(maintenance);
        assertThat(rules.calls).containsExactly("only, more of []");
    }

    @Test
    void aFunctionThatIsDefinedAnewCounts() {
        final Maintenance maintenance = load(TWO + """
                function maintenance()
                  a.weight = 2
                  function maintenance() a.weight = 3 end
                end
                """);
        run(maintenance);
        run(maintenance);
        assertThat(servers.calls).containsExactly("weight a 2", "weight a 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "addLocal('192.0.2.1:53')|addLocal: the configuration has been read; a process that runs does not change this: write it outside of functions, and restart",
                "newXsk({ifName='lo', NIC_queue_id=0})|newXsk: the configuration has been read; a process that runs does not change this: write it outside of functions, and restart",
                "rmServer(7)|rmServer: there is no server 7; there are 2, from 0 to 1",
                "rmServer(a); a:setDown()|Server:setDown: a (192.0.2.1:53) has been removed",
                "newServer({address='192.0.2.9', id='00000000-0000-0000-0000-00000000000a'})|newServer 192.0.2.9:53: id 00000000-0000-0000-0000-00000000000a is that of a (192.0.2.1:53) from ringway.conf:1; give each server one of its own",
                "a.weight = 0|Server.weight: argument 1 (weight) is 0; give a whole number from 1 to 2147483647"
            })
    void aMistakeIsOneLineWithItsPlace(final String body, final String message) {
        run(load(TWO + "function maintenance()\n" + body + "\nend"));
        assertThat(errors).containsExactly("ringway.conf:4: " + message);
    }

    @Test
    void aWarningIsToldOnce() {
        final Maintenance maintenance = load(TWO + "function maintenance() a:rmPool('zz') end");
        run(maintenance);
        run(maintenance);
        assertThat(configurations.warnings).hasSize(1);
        assertThat(configurations.warnings.getFirst()).contains("ringway.conf:3", "zz");
    }
}
