package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ringway.config.lua.Diagnostics;
import io.ringway.config.lua.LuaRuntime;
import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.Netmask;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import io.ringway.settings.TcpSettings;
import io.ringway.settings.Threading;
import io.ringway.settings.XdpMode;
import io.ringway.settings.XskSettings;
import io.ringway.settings.rules.ActionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("ringway.basedir", "."), "docs", "examples");

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private Path file(final String text) throws IOException {
        return Files.writeString(folder.resolve("ringway.conf"), text);
    }

    private Settings load(final String text) throws IOException {
        return load(file(text));
    }

    private Settings load(final Path file) {
        return new ConfigurationLoader(false, warnings::add).load(Optional.of(file), List.of(), List.of(), false);
    }

    @Test
    void readsTheRefusedBenchmarkOfTheManual() {
        final Settings settings = load(EXAMPLES.resolve("refused.conf"));
        assertThat(settings.xsks()).hasSize(1);
        final XskSettings xsk = settings.xsks().getFirst();
        assertThat(xsk.interfaceName()).isEqualTo("ringway0");
        assertThat(xsk.queueId()).isZero();
        assertThat(xsk.frameCount()).isEqualTo(65536);
        assertThat(xsk.location().line()).isEqualTo(5);
        assertThat(settings.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.address()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 53));
            assertThat(listener.xsk()).contains(xsk);
            assertThat(listener.reusePort()).isTrue();
        });
        assertThat(settings.rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.action())
                        .isEqualTo(new ActionSettings.RCode(5, Optional.empty(), Optional.empty(), Optional.empty())));
        assertThat(warnings).isEmpty();
    }

    @Test
    void readsLimitsOfTcp() throws IOException {
        assertThat(load("").tcp()).isEqualTo(TcpSettings.DEFAULT);
        final Settings settings = load("""
                addLocal("127.0.0.1:53", {interface="lo", tcpFastOpenQueueSize=5, tcpListenQueueSize=6, maxInFlight=7, maxConcurrentTCPConnections=8})
                setMaxTCPClientThreads(2)
                setTCPRecvTimeout(3)
                setTCPSendTimeout(4)
                setMaxTCPQueriesPerConnection(5)
                setMaxTCPConnectionDuration(6)
                setMaxTCPConnectionsPerClient(7)
                """);
        assertThat(settings.tcp()).isEqualTo(new TcpSettings(2, 3, 4, 5, 6, 7));
        assertThat(settings.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.interfaceName()).isEqualTo("lo");
            assertThat(listener.tcpFastOpenQueueSize()).isEqualTo(5);
            assertThat(listener.tcpListenQueueSize()).isEqualTo(6);
            assertThat(listener.maxInFlight()).isEqualTo(7);
            assertThat(listener.maxConcurrentTcpConnections()).isEqualTo(8);
        });
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setMaxTCPClientThreads(0)",
                "setTCPRecvTimeout(0)",
                "setTCPSendTimeout(-1)",
                "setMaxTCPQueriesPerConnection('many')",
                "setMaxTCPConnectionDuration(1.5)",
                "setMaxTCPConnectionsPerClient(nil)"
            })
    void refusesLimitsOfTcpThatAreNone(final String text) throws IOException {
        final Path file = file(text);
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith(file + ":1: ")
                .hasMessageContaining(text.replaceFirst("\\(.*", ""));
    }

    @Test
    void readsTheSingleQueueOfTheManual() {
        final Settings settings = load(EXAMPLES.resolve("single-queue.conf"));
        assertThat(settings.listeners()).hasSize(1);
        assertThat(settings.acl()).isEqualTo(Settings.DEFAULT_ACL);
    }

    @Test
    void readsTheLoopOverEightQueuesOfTheManual() {
        final Settings settings = load(EXAMPLES.resolve("eight-queues.conf"));
        assertThat(settings.xsks()).extracting(XskSettings::queueId).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(settings.listeners())
                .hasSize(8)
                .allSatisfy(listener -> assertThat(listener.xsk()).isPresent());
    }

    @Test
    void readsEveryKeyOfNewXsk() throws IOException {
        final XskSettings xsk =
                load("xsk = newXsk({ifName='eth9', NIC_queue_id=7, frameNums=8192, frameSize=4096, ringSize=1024,"
                                + " xskMapPath='/p', mode='generic', copy='zerocopy', threading='dedicated', cpus={3,4},"
                                + " idle='spin', hugepages=true, busyPoll=20, verifyChecksums=false})"
                                + " addLocal('::', {xskSocket=xsk})")
                        .xsks()
                        .getFirst();
        assertThat(xsk)
                .usingRecursiveComparison()
                .ignoringFields("location")
                .isEqualTo(new XskSettings(
                        xsk.location(),
                        "eth9",
                        7,
                        8192,
                        4096,
                        1024,
                        "/p",
                        XdpMode.GENERIC,
                        CopyMode.ZEROCOPY,
                        Threading.DEDICATED,
                        List.of(3, 4),
                        IdleMode.SPIN,
                        true,
                        20,
                        false));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 53",
        "192.0.2.1:5300, 192.0.2.1, 5300",
        "2001:db8::1, 2001:db8::1, 53",
        "[2001:db8::1]:5300, 2001:db8::1, 5300",
        "[::], ::, 53",
        "0.0.0.0, 0.0.0.0, 53"
    })
    void parsesAddresses(final String text, final String address, final int port) throws IOException {
        assertThat(load("addLocal('" + text + "')").listeners().getFirst().address())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    @Test
    void keepsTheAclInOrder() throws IOException {
        assertThat(load("setACL('10.0.0.0/8') addACL({'192.0.2.0/24','!192.0.2.7'}) rmACL('10.0.0.0/8')")
                        .acl())
                .containsExactly(Netmask.parse("192.0.2.0/24"), Netmask.parse("!192.0.2.7"));
    }

    @Test
    void commandLineReplacesListenersAndAddsToTheAcl() throws IOException {
        final Settings settings = new ConfigurationLoader(false, warnings::add)
                .load(
                        Optional.of(file("addLocal('192.0.2.1') setACL({})")),
                        List.of("192.0.2.9:54", "::1"),
                        List.of("203.0.113.0/24"),
                        true);
        assertThat(settings.listeners()).hasSize(2);
        assertThat(settings.listeners().getFirst().address().getPort()).isEqualTo(54);
        assertThat(settings.acl()).containsExactly(Netmask.parse("203.0.113.0/24"));
        assertThat(settings.verbose()).isTrue();
    }

    @Test
    void withoutAFileTheDefaultsCount() {
        final Settings settings =
                new ConfigurationLoader(true, warnings::add).load(Optional.empty(), List.of(), List.of(), false);
        assertThat(settings.listeners().getFirst().address())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53));
        assertThat(settings.acl()).isEqualTo(Settings.DEFAULT_ACL);
    }

    @Test
    void runsLuaAsItIs() throws IOException {
        load("local größe = 3\nassert(java == nil and jit and require('ffi') and io and os.time() > 0)\n"
                + "if neverDefined then error('no') end\nassert(not pcall(newXsk, {}))\nassert(größe == 3)");
        assertThat(warnings).isEmpty();
    }

    @Test
    void namesFileAndLineOfWhatIncludedFilesDoWrong() throws IOException {
        final Path included = Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(included.resolve("a.conf"), "setVerbose(true)\n");
        Files.writeString(included.resolve("b.conf"), "\n\nsetVerbose(1)\n");
        assertThatThrownBy(() -> load("includeDirectory('" + included + "')"))
                .isInstanceOf(SetupException.class)
                .hasMessage(
                        included.resolve("b.conf") + ":3: setVerbose: argument 1 (verbose) is 1; give true or false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "addLoacl('192.0.2.1')|unknown function 'addLoacl'; did you mean 'addLocal'?",
                "newTimedIPSet()|newTimedIPSet is a function of dnsdist that Ringway does not serve yet",
                "addTLSLocal('192.0.2.1')|not serve yet; encrypted listeners come later",
                "newXsk({NIC_queue_id=0})|key 'ifName' is missing",
                "newXsk({ifName='a'})|key 'NIC_queue_id' is missing",
                "newXsk({ifName='a', NIC_queue_id=-1})|'NIC_queue_id' is -1; give a whole number from 0",
                "newXsk({ifName='a', NIC_queue_id=0, frameNums=1000})|no power of two; give 512 or 1024",
                "newXsk({ifName='a', NIC_queue_id=0, frameSize=3000})|no power of two",
                "newXsk({ifName='a', NIC_queue_id=0, frameNums=4096, ringSize=4096})|needs at least 8192 frames",
                "newXsk({ifName='a', NIC_queue_id=0, mode='fast'})|give one of \"auto\", \"native\", \"generic\"",
                "newXsk('a')|argument 1 is the string \"a\"; give a table",
                "for i=1,2 do newXsk({ifName='a', NIC_queue_id=0}) end|has a socket already",
                "addLocal('localhost')|is no address",
                "addLocal('192.0.2.1:99999')|outside 1 to 65535",
                "addLocal('192.0.2.1', {xskSocket='x'})|'xskSocket' is the string \"x\"; give an XskSocket",
                "addACL('10.0.0.0/40')|prefix length 40",
                "addAction(7, RCodeAction(5))|give a rule such as AllRule()",
                "addAction(AllRule(), SpoofAction('no address'))|'no address' is no address",
                "addAction(AllRule(), SpoofAction({}))|give at least one",
                "setUDPMultipleMessagesVectorSize(0)|give a whole number from 1",
                "addAction(AllRule(), 5)|argument 2",
                "RCodeAction(77)|from 0 to 15",
                "x = = 1|unexpected symbol",
                "error('stop here')|stop here",
                "local t = nil; t.x = 1|attempt to index",
            })
    void saysInOneLineWhatIsWrong(final String text, final String message) throws IOException {
        final Path file = file("\n" + text);
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "newXsk({ifName='a', NIC_queue_id=0, framenums=4096})",
                "includeDirectory('/nowhere/at/all')",
                "webserver('127.0.0.1:8083')",
                "setKey('x')",
                "addLocal('192.0.2.1', {reuseport=true})",
                "setACL('10.0.0.0/8', 1)",
                "rmACL('203.0.113.0/24')",
                "newXsk({ifName='a', NIC_queue_id=0})"
            })
    void warnsAndWithStrictRefuses(final String text) throws IOException {
        final Path file = file(text);
        load(file);
        assertThat(warnings)
                .isNotEmpty()
                .allSatisfy(
                        warning -> assertThat(warning).startsWith(file + ":1: ").doesNotContain("\n"));
        assertThatThrownBy(() -> new ConfigurationLoader(true, warnings::add)
                        .load(Optional.of(file), List.of(), List.of(), false))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("--strict");
    }

    @Test
    void filesThatCannotBeReadAreOneLine() {
        assertThatThrownBy(() -> load(folder.resolve("absent.conf")))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("is a directory");
    }

    /** Whatever is passed to whichever function, the operator gets one line with file and line number. */
    @Test
    void mistypedArgumentsNeverGiveAnythingButOneLine() throws IOException {
        final String[] values = {
            "nil", "true", "-1", "1e300", "0/0", "''", "'x'", "{}", "{1,2}", "{a={}}", "print", "AllRule()"
        };
        final Random random = new Random(42);
        final List<String> names;
        try (LuaRuntime runtime = new LuaRuntime(new Diagnostics(false, warnings::add))) {
            names = List.copyOf(
                    new Dialect(new SettingsBuilder(), runtime).served().keySet());
        }
        for (int i = 0; i < 400; i++) {
            final String call = names.get(random.nextInt(names.size())) + "(" + values[random.nextInt(values.length)]
                    + "," + values[random.nextInt(values.length)] + ")";
            expectOneLineIfAnything(call);
        }
    }

    @Test
    void garbageNeverGivesAnythingButOneLine() throws IOException {
        final Random random = new Random(7);
        final String alphabet = "newXsk({}='\"[]addLocal;=-,.0123456789 \n\0ü";
        for (int i = 0; i < 300; i++) {
            final StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(60); j >= 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            expectOneLineIfAnything(text.toString());
        }
    }

    private void expectOneLineIfAnything(final String text) throws IOException {
        final Path file = folder.resolve("ringway.conf");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        final Throwable thrown = catchThrowable(() -> load(file));
        if (thrown != null) {
            assertThat(thrown).as(text).isInstanceOf(SetupException.class);
            assertThat(thrown.getMessage())
                    .as(text)
                    .matches("(?s)" + file + ":\\d+: .+")
                    .doesNotContain("\n");
        }
    }
}
