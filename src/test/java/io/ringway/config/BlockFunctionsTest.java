package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.settings.block.BlockAction;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.DynamicBlock;
import io.ringway.settings.block.KernelAction;
import io.ringway.settings.block.KernelEntry;
import io.ringway.settings.block.RateGroup;
import io.ringway.settings.block.RateRule;
import io.ringway.settings.block.RateRule.Measure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks, rates and filters of a configuration, and mistakes. */
class BlockFunctionsTest {
    @TempDir
    private Path folder;

    private final RecordingServers servers = new RecordingServers();
    private final List<String> errors = new ArrayList<>();
    private Configurations configurations;

    @BeforeEach
    void make() {
        configurations = new Configurations(folder);
    }

    private static List<String> blocks(final Settings settings) {
        return settings.blocks().dynamic().list().stream()
                .map(status -> status.active().block().target() + " "
                        + status.active().action() + " "
                        + status.active().block().seconds() + " "
                        + status.active().block().reason())
                .toList();
    }

    @Test
    void takesAddressesAndNamesInEveryForm() {
        assertThat(blocks(configurations.load("""
                setDynBlocksAction(DNSAction.Refused)
                addDynBlocks({"192.0.2.1", newCA("[2001:db8::1]:53"), "198.51.100.9/24"}, "list", 60)
                addDynBlocks({["203.0.113.7"]=912}, "keys", 30, DNSAction.Drop)
                addDynBlocks(newCA("192.0.2.4:53"), "one")
                addDynamicBlock("192.0.2.77", "masked", DNSAction.Truncate, 600, 28)
                addDynamicBlock("192.0.2.78", "usual", DNSAction.None)
                addDynBlockSMT({"Example.NET", newDNSName("example.org.")}, "names", 5, DNSAction.Nxdomain)
                showDynBlocks()
                """)))
                .containsExactly(
                        "192.0.2.1 REFUSED 60 list",
                        "2001:db8::1 REFUSED 60 list",
                        "198.51.100.0/24 REFUSED 60 list",
                        "203.0.113.7 DROP 30 keys",
                        "192.0.2.4 REFUSED 10 one",
                        "192.0.2.64/28 TRUNCATE 600 masked",
                        "192.0.2.78 REFUSED 10 usual",
                        "Example.NET. NXDOMAIN 5 names",
                        "example.org. NXDOMAIN 5 names");
        assertThat(blocks(configurations.load("addDynBlocks('192.0.2.1', '') clearDynBlocks()")))
                .isEmpty();
        assertThat(configurations.warnings).isEmpty();
    }

    @Test
    void aGroupAsksForItsRatesInMaintenance() {
        final Settings settings = configurations.load("""
                setRingBuffersSize(5000)
                group = dynBlockRulesGroup()
                group:setQueryRate(30, 10, "queries", 60)
                group:setQueryRate(300, 10, "queries", 60, DNSAction.NoOp, 200)
                group:setRCodeRatio(DNSRCode.SERVFAIL, 0.5, 5, "ratio", 6, 20)
                group:excludeRange({"192.0.2.0/24", "2001:db8::/32"})
                group:includeRange("192.0.2.1")
                group:setMasks(24, 56)
                function maintenance()
                  group:apply()
                  addDynBlocks("192.0.2.9", "by hand", 60)
                end
                """);
        assertThat(settings.blocks().ringEntries()).isEqualTo(8_192);
        final List<RateGroup> asked = new ArrayList<>();
        settings.blocks().dynamic().measureBy((group, nowNs) -> {
            asked.add(group);
            return List.of(new DynamicBlock(
                    new BlockTarget.Clients(Netmask.parse("192.0.2.1")), "queries", 60, Optional.empty(), false));
        });
        settings.maintenance().orElseThrow().run(servers, new RecordingRules(), errors::add);
        assertThat(errors).isEmpty();
        assertThat(asked)
                .containsExactly(new RateGroup(
                        List.of(
                                new RateRule(
                                        Measure.QUERIES,
                                        0,
                                        300,
                                        200,
                                        10,
                                        0,
                                        "queries",
                                        60,
                                        Optional.of(BlockAction.NO_OP)),
                                new RateRule(Measure.RCODE_RATIO, 2, 0.5, 0, 5, 20, "ratio", 6, Optional.empty())),
                        List.of(
                                Netmask.parse("192.0.2.0/24"),
                                Netmask.parse("2001:db8::/32"),
                                Netmask.parse("!192.0.2.1")),
                        24,
                        56,
                        false));
        assertThat(blocks(settings)).containsExactly("192.0.2.1 DROP 60 queries", "192.0.2.9 DROP 60 by hand");
        assertThat(configurations.load("").blocks().ringEntries()).isZero();
    }

    @Test
    void aFilterIsForTheProgramsThatUseIt() {
        final String filter = """
                filter = newBPFFilter({ipv4MaxItems=1024, external=true})
                filter:block(newCA("192.0.2.9"))
                filter:block("192.0.2.10", 2)
                filter:addRangeRule("2001:db8::/32", 0)
                filter:blockQName("Example.com", "MX", 2)
                filter:blockQName(newDNSName("example.net."))
                filter:block("192.0.2.11") filter:unblock("192.0.2.11")
                assert(filter:getStats():find("192.0.2.10 truncate 0"))
                """;
        assertThat(configurations.load(filter).blocks().kernel().isAttached()).isFalse();
        final Settings attached = configurations.load(filter + "filter:attachToAllBinds()");
        assertThat(attached.blocks().kernel().isAttached()).isTrue();
        assertThat(attached.blocks().kernel().takesDynamicBlocks()).isFalse();
        assertThat(configurations.warnings).hasSize(1);
        assertThat(configurations.warnings.getFirst()).contains("no addLocal has xskSocket=");
        final Settings usual = configurations.load(filter + """
                addLocal("192.0.2.1", {xskSocket=newXsk({ifName="eth0", NIC_queue_id=0})})
                setDefaultBPFFilter(filter)
                """);
        assertThat(usual.blocks().kernel().takesDynamicBlocks()).isTrue();
        assertThat(usual.blocks().kernel().entries())
                .containsOnlyKeys(
                        KernelEntry.Source.of(Netmask.parse("192.0.2.9")),
                        KernelEntry.Source.of(Netmask.parse("192.0.2.10")),
                        KernelEntry.Source.of(Netmask.parse("2001:db8::/32")),
                        new KernelEntry.Question(io.ringway.settings.DomainName.parse("example.com"), 15),
                        new KernelEntry.Question(
                                io.ringway.settings.DomainName.parse("example.net"), KernelEntry.ANY_TYPE))
                .containsValues(KernelAction.PASS, KernelAction.DROP, KernelAction.TRUNCATE);
        assertThat(configurations.warnings).hasSize(1);
    }

    @Test
    void addressesAreObjects() {
        configurations.load("""
                local v4, v6 = newCA("192.0.2.9"), newCA("2001:DB8::9")
                assert(v4:toString() == "192.0.2.9" and v4:isIPv4() and v4:getPort() == 0)
                assert(v6:toString() == "2001:db8::9" and v6:isIPv6())
                """);
    }

    @Test
    void saysHowMistakesAreMended() {
        expect("addDynBlocks('nobody', '')", "'nobody' is no netmask");
        expect("addDynBlocks(5, '')", "argument 1 is 5; give an address such as newCA(\"192.0.2.1\"), or a network");
        expect("addDynBlocks('!192.0.2.1', '')", "is an exception");
        expect("addDynBlocks('192.0.2.1', '', 0)", "give a whole number from 1");
        expect("addDynBlocks('192.0.2.1', '', 1, DNSAction.Spoof)", "give one of DNSAction.Drop, DNSAction.Nxdomain");
        expect("addDynamicBlock('192.0.2.1', '', DNSAction.Drop, 1, 33)", "give a whole number from 0 to 32");
        expect("setDynBlocksAction(DNSAction.None)", "which is none for blocks");
        expect("dynBlockRulesGroup():setQueryRate(-1, 1, '', 1)", "give 0 or more");
        expect("dynBlockRulesGroup():setRCodeRatio(2, 1.5, 1, '', 1, 1)", "give a number from 0 to 1");
        expect("dynBlockRulesGroup():setMasks(24, 56, 16)", "blocks are for whole addresses");
        expect("dynBlockRulesGroup():setQueryrate(1, 1, '', 1)", "unknown method 'setQueryrate'");
        expect("newCA('host.example')", "'host.example' is no address");
        expect("newBPFFilter({}):block('192.0.2.0/24')", "is a network; addRangeRule takes those");
        expect("newBPFFilter({}):blockQName('a', 'NOSUCH')", "give a type such as DNSQType.A");
        expect("setDefaultBPFFilter(5)", "give a BPFFilter from newBPFFilter({})");
        expect("newBPFFilter({}):attachToAllBinds() newBPFFilter({}):attachToAllBinds()", "put all blocks into one");
    }

    private void expect(final String line, final String message) {
        assertThat(configurations.errorOf(line))
                .as(line)
                .startsWith("ringway.conf:1: ")
                .contains(message);
    }
}
