package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Settings;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import io.ringway.settings.backend.MacAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** newServer in all its forms, every key, and what is said of those that are wrong. */
class NewServerTest {
    private static final String ID = "3e2c5f0a-58a4-4f6c-9d0c-9c7d6a1b2c3d";

    @TempDir
    private Path folder;

    private Configurations configurations;

    @BeforeEach
    void setUp() {
        configurations = new Configurations(folder);
    }

    private BackendSettings server(final String text) {
        final Settings settings = configurations.load(text);
        assertThat(configurations.warnings).isEmpty();
        assertThat(settings.forwarding().backends()).hasSize(1);
        return settings.forwarding().backends().getFirst();
    }

    private static InetSocketAddress address(final String host, final int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"192.0.2.2\"|192.0.2.2|53",
                "\"192.0.2.2:5300\"|192.0.2.2|5300",
                "\"2001:db8::2\"|2001:db8::2|53",
                "\"[2001:db8::2]\"|2001:db8::2|53",
                "\"[2001:db8::2]:5300\"|2001:db8::2|5300",
                "{address=\"192.0.2.2:5300\"}|192.0.2.2|5300",
                "{address=\"2001:db8::2\"}|2001:db8::2|53"
            })
    void readsAddresses(final String argument, final String host, final int port) {
        assertThat(server("newServer(" + argument + ")").address()).isEqualTo(address(host, port));
    }

    @Test
    void hasTheDialectsDefaults() {
        final BackendSettings server = server("newServer('192.0.2.2')");
        assertThat(server)
                .isEqualTo(new BackendSettings(
                        server.location(),
                        address("192.0.2.2", 53),
                        server.id(),
                        "",
                        List.of(""),
                        1,
                        1,
                        0,
                        1,
                        BackendSource.ANY,
                        2000,
                        0,
                        new BackendTcpSettings(5, 30, 30, 5, 1),
                        false,
                        false,
                        false,
                        false,
                        false,
                        0,
                        List.of(),
                        new HealthCheckSettings(
                                HealthCheckSettings.Mode.AUTO,
                                "a.root-servers.net.",
                                1,
                                1,
                                1,
                                1000,
                                1,
                                1,
                                false,
                                false,
                                false,
                                new HealthCheckSettings.Lazy(100, 1, 20, false, 30, false, 3600),
                                Optional.empty()),
                        List.of(),
                        Optional.empty()));
        assertThat(server.location().line()).isEqualTo(1);
    }

    @Test
    void readsEveryKey() {
        final BackendSettings server = server("newServer({address='192.0.2.2:54', id='" + ID + "', name='ns1',"
                + " pool={'a', 'b', 'a'}, order=-2, weight=300, qps=4, sockets=5, source='192.0.2.9@enp1s0', udpTimeout=6,"
                + " maxOutstandingQueries=7, tcpConnectTimeout=8, tcpSendTimeout=9, tcpRecvTimeout=10, retries=11,"
                + " maxInFlight=12, tcpOnly=true, useClientSubnet=true, disableZeroScope=true, useProxyProtocol=true,"
                + " reconnectOnUp=true, dscp=46, cpus={1, '2'}, ipBindAddrNoPort=false})");
        assertThat(server)
                .isEqualTo(new BackendSettings(
                        server.location(),
                        address("192.0.2.2", 54),
                        UUID.fromString(ID),
                        "ns1",
                        List.of("a", "b"),
                        -2,
                        300,
                        4,
                        5,
                        new BackendSource(Optional.of(InetAddress.ofLiteral("192.0.2.9")), "enp1s0"),
                        6000,
                        7,
                        new BackendTcpSettings(8, 9, 10, 11, 12),
                        true,
                        true,
                        true,
                        true,
                        true,
                        46,
                        List.of(1, 2),
                        HealthCheckSettings.DEFAULT,
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void readsEveryKeyOfHealthChecks() {
        assertThat(server("newServer({address='192.0.2.2', healthCheckMode='Lazy', checkName='example.com',"
                                + " checkType='aaaa', checkClass=3, checkInterval=4, checkTimeout=5, maxCheckFailures=6,"
                                + " rise=7, checkTCP=true, setCD=true, mustResolve=true, lazyHealthCheckSampleSize=8,"
                                + " lazyHealthCheckMinSampleCount=9, lazyHealthCheckThreshold=10,"
                                + " lazyHealthCheckMode='TimeoutOnly', lazyHealthCheckFailedInterval=11,"
                                + " lazyHealthCheckUseExponentialBackOff=true, lazyHealthCheckMaxBackOff=12})")
                        .health())
                .isEqualTo(new HealthCheckSettings(
                        HealthCheckSettings.Mode.LAZY,
                        "example.com.",
                        28,
                        3,
                        4,
                        5,
                        6,
                        7,
                        true,
                        true,
                        true,
                        new HealthCheckSettings.Lazy(8, 9, 10, true, 11, true, 12),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"'A', 1", "'ns', 2", "'TYPE65280', 65280", "DNSQType.SOA, 6", "'ANY', 255"})
    void readsCheckTypesByNameAndNumber(final String type, final int number) {
        assertThat(server("newServer({address='192.0.2.2', checkType=" + type + "})")
                        .health()
                        .type())
                .isEqualTo(number);
    }

    @Test
    void takesASecondArgument() {
        assertThat(server("newServer('192.0.2.2', 10)").qps()).isEqualTo(10);
        assertThat(server("newServer('192.0.2.2', '10')").qps()).isEqualTo(10);
        final BackendSettings server = server("newServer('192.0.2.2:54', {name='ns1', pool='a', order='3'})");
        assertThat(server.name()).isEqualTo("ns1");
        assertThat(server.pools()).containsExactly("a");
        assertThat(server.order()).isEqualTo(3);
        assertThat(server.address()).isEqualTo(address("192.0.2.2", 54));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "192.0.2.9, 192.0.2.9, ''",
                "enp1s0, none, enp1s0",
                "192.0.2.9@enp1s0, 192.0.2.9, enp1s0",
                "0.0.0.0, 0.0.0.0, ''"
            })
    void readsSources(final String text, final String host, final String interfaceName) {
        assertThat(server("newServer({address='192.0.2.2', source='" + text + "'})")
                        .source())
                .isEqualTo(new BackendSource(Optional.ofNullable(host).map(InetAddress::ofLiteral), interfaceName));
    }

    @Test
    void zeroAndNothingAreDefaults() {
        final BackendSettings server = server(
                "newServer({address='192.0.2.2', udpTimeout=0, maxInFlight=0, source='', id='', MACAddr='', tls=''})");
        assertThat(server.udpTimeoutMs()).isEqualTo(2000);
        assertThat(server.tcp().maxInFlight()).isEqualTo(1);
        assertThat(server.source()).isEqualTo(BackendSource.ANY);
        assertThat(server.mac()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xskSocket=x[1]", "xskSockets=x[1]", "xskSocket={x[1]}", "xskSockets={x[1]}"})
    void takesOneSocketByEitherNameAloneAndInAList(final String key) {
        final Settings settings = configurations.load(
                "x = {newXsk({ifName='enp1s0', NIC_queue_id=0})} newServer('192.0.2.2', {" + key + "})");
        assertThat(settings.forwarding().backends().getFirst().xsks()).containsExactlyElementsOf(settings.xsks());
        assertThat(configurations.warnings)
                .as("a socket that a server uses counts as used")
                .isEmpty();
    }

    @Test
    void readsTheAfXdpFormOfTheManual() {
        final Settings settings = configurations.load("""
                local sockets = {}
                for i=1,8 do
                  sockets[i] = newXsk({ifName="enp1s0", NIC_queue_id=i-1})
                end
                newServer("192.0.2.2:53", {xskSocket=sockets, MACAddr="00:11:22:33:aa:BB"})
                """);
        final BackendSettings server = settings.forwarding().backends().getFirst();
        assertThat(server.xsks()).extracting(XskSettings::queueId).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(server.mac()).contains(new MacAddress(0x0011_2233_AABBL));
        assertThat(configurations.warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "newServer()|newServer: argument 1 is missing; give a table of options",
                "newServer({})|newServer: key 'address' is missing; give address=\"192.0.2.1:53\"",
                "newServer({'192.0.2.2'})|newServer: key 'address' is missing; give address=\"192.0.2.1:53\"",
                "newServer('')|newServer: '' is no address; give ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT in numbers",
                "newServer('1')|newServer: '1' is no address; give ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT in numbers",
                "newServer('ns1.example.com')|newServer: 'ns1.example.com' is no address; give ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT in numbers",
                "newServer('192.0.2.2:x')|newServer: the port in '192.0.2.2:x' is not a number",
                "newServer('192.0.2.2:0')|newServer: the port in '192.0.2.2:0' is outside 1 to 65535",
                "newServer('[2001:db8::2')|newServer: '[2001:db8::2' lacks a closing bracket",
                "newServer('0.0.0.0')|newServer: '0.0.0.0' is no address of a server; give that of one machine",
                "newServer('224.0.0.1')|newServer: '224.0.0.1' is no address of a server; give that of one machine",
                "newServer('192.0.2.2', {address='192.0.2.3'})|newServer: key 'address' stands beside the address itself; give one of them",
                "newServer('192.0.2.2', -1)|newServer: argument 2 (queries a second) is -1; give a whole number from 0 to 2147483647",
                "newServer({address='192.0.2.2', weight=0})|newServer 192.0.2.2:53: key 'weight' is 0; give a whole number from 1 to 2147483647",
                "newServer({address='192.0.2.2', name='ns1', weight=0})|newServer ns1 (192.0.2.2:53): key 'weight' is 0; give a whole number from 1 to 2147483647",
                "newServer({address='192.0.2.2', weight=2147483648})|newServer 192.0.2.2:53: key 'weight' is 2147483648; give a whole number from 1 to 2147483647",
                "newServer({address='192.0.2.2', qps=-1})|newServer 192.0.2.2:53: key 'qps' is -1; give a whole number from 0 to 2147483647",
                "newServer({address='192.0.2.2', order=1.5})|newServer 192.0.2.2:53: key 'order' is 1.5; give a whole number from -2147483648 to 2147483647",
                "newServer({address='192.0.2.2', order='first'})|newServer 192.0.2.2:53: key 'order' is the string \"first\"; give a number",
                "newServer({address='192.0.2.2', dscp=64})|newServer 192.0.2.2:53: key 'dscp' is 64; give a whole number from 0 to 63",
                "newServer({address='192.0.2.2', id='x'})|newServer 192.0.2.2:53: id 'x' is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
                "newServer({address='192.0.2.2', pool=5})|newServer 192.0.2.2:53: key 'pool' is 5; give a string or a list of strings",
                "newServer({address='192.0.2.2', tcpOnly=1})|newServer 192.0.2.2:53: key 'tcpOnly' is 1; give true or false",
                "newServer({address='192.0.2.2', source='2001:db8::1'})|newServer 192.0.2.2:53: source 2001:db8::1 is an address of another family than the server's; give one of IPv4",
                "newServer({address='2001:db8::2', source='192.0.2.1'})|newServer [2001:db8::2]:53: source 192.0.2.1 is an address of another family than the server's; give one of IPv6",
                "newServer({address='192.0.2.2', source='x@lo'})|newServer 192.0.2.2:53: source 'x@lo' is neither ADDRESS nor INTERFACE nor ADDRESS@INTERFACE",
                "newServer({address='192.0.2.2', source='192.0.2.1@'})|newServer 192.0.2.2:53: source '192.0.2.1@' has no interface's name behind '@'",
                "newServer({address='192.0.2.2', source='an interface of old'})|newServer 192.0.2.2:53: source 'an interface of old' is neither ADDRESS nor INTERFACE nor ADDRESS@INTERFACE",
                "newServer({address='192.0.2.2', MACAddr='00:11:22'})|newServer 192.0.2.2:53: MACAddr '00:11:22' is not of the form 00:11:22:33:44:55",
                "newServer({address='192.0.2.2', MACAddr='ff:ff:ff:ff:ff:ff'})|newServer 192.0.2.2:53: MACAddr 'ff:ff:ff:ff:ff:ff' is not the address of one machine; give the server's or its gateway's, or leave it out",
                "newServer({address='192.0.2.2', MACAddr='00:00:00:00:00:00'})|newServer 192.0.2.2:53: MACAddr '00:00:00:00:00:00' is not the address of one machine; give the server's or its gateway's, or leave it out",
                "newServer({address='192.0.2.2', xskSocket='x'})|newServer 192.0.2.2:53: key 'xskSocket' is the string \"x\"; give an XskSocket from newXsk or a list of them",
                "local x = newXsk({ifName='a', NIC_queue_id=0}) newServer({address='192.0.2.2', xskSocket=x, xskSockets=x})|newServer 192.0.2.2:53: xskSocket and xskSockets are the same key; give one of them",
                "local x = newXsk({ifName='a', NIC_queue_id=0}) newServer({address='192.0.2.2', xskSocket={x, x}})|newServer 192.0.2.2:53: the XskSocket of a queue 0 is given twice; give each socket once",
                "newServer({address='192.0.2.2', tls='openssl'})|newServer 192.0.2.2:53: key 'tls' asks for encryption towards the server, which is not served yet; leave it out to send queries over UDP and TCP",
                "newServer({address='192.0.2.2', healthCheckMode='on'})|newServer 192.0.2.2:53: key 'healthCheckMode' is \"on\"; give one of \"auto\", \"up\", \"down\", \"lazy\"",
                "newServer({address='192.0.2.2', lazyHealthCheckMode='x'})|newServer 192.0.2.2:53: key 'lazyHealthCheckMode' is \"x\"; give one of \"TimeoutOnly\", \"TimeoutOrServFail\"",
                "newServer({address='192.0.2.2', lazyHealthCheckThreshold=0})|newServer 192.0.2.2:53: key 'lazyHealthCheckThreshold' is 0; give a whole number from 1 to 100",
                "newServer({address='192.0.2.2', checkType='AAA'})|newServer 192.0.2.2:53: key 'checkType' is the string \"AAA\", which is no query type; give a name such as \"A\", or \"TYPE65280\"; did you mean 'AAAA'?",
                "newServer({address='192.0.2.2', checkName='a..b'})|newServer 192.0.2.2:53: key 'checkName': 'a..b' is no name; a label has 1 to 63 bytes, and one of it has 0",
                "newServer({address='192.0.2.2', checkFunction='f'})|newServer 192.0.2.2:53: key 'checkFunction' is the string \"f\"; give a function"
            })
    void saysInOneLineWhatIsWrong(final String text, final String message) {
        assertThat(configurations.errorOf("\n" + text)).isEqualTo("ringway.conf:2: " + message);
    }

    @Test
    void refusesASecondServerWithAnId() {
        final String text = "newServer({address='192.0.2.2', name='ns1', id='" + ID + "'})\n"
                + "newServer({address='192.0.2.3', id='" + ID + "'})";
        assertThat(configurations.errorOf(text))
                .isEqualTo("ringway.conf:2: newServer 192.0.2.3:53: id " + ID
                        + " is that of ns1 (192.0.2.2:53) from ringway.conf:1; give each server one of its own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "newServer({address='192.0.2.2', wieght=2})|newServer 192.0.2.2:53: unknown key 'wieght'; did you mean 'weight'?",
                "newServer({address='192.0.2.2', xskSoket=2})|newServer 192.0.2.2:53: unknown key 'xskSoket'; did you mean 'xskSocket'?",
                "newServer({address='192.0.2.2', sockets=0})|newServer 192.0.2.2:53: 0 sockets send nothing; 1 is used",
                "newServer({address='192.0.2.2', tcpFastOpen=true})|newServer 192.0.2.2:53: key 'tcpFastOpen' has no effect yet",
                "newServer({address='192.0.2.2', MACAddr='00:11:22:33:44:55'})|newServer 192.0.2.2:53: MACAddr has no effect without xskSocket",
                "newServer({address='192.0.2.2', tcpOnly=true, xskSocket=newXsk({ifName='a', NIC_queue_id=0})})|newServer 192.0.2.2:53: xskSocket has no effect with tcpOnly",
                "newServer('192.0.2.2', 1, 2)|newServer: 3 arguments, where it takes 2; those behind are ignored"
            })
    void warns(final String text, final String message) {
        configurations.load("\n" + text);
        assertThat(configurations.warnings).containsExactly("ringway.conf:2: " + message);
    }

    @Test
    void whatIsOffNeedsNoWarning() {
        server("newServer({address='192.0.2.2', tcpFastOpen=false, autoUpgrade=false, validateCertificates=false})");
    }

    /** Whatever stands in whichever key, the operator gets one line. */
    @Test
    void garbageInKeysGivesOneLine() {
        final List<String> keys = List.of(
                "name",
                "id",
                "pool",
                "order",
                "weight",
                "qps",
                "source",
                "sockets",
                "cpus",
                "dscp",
                "udpTimeout",
                "MACAddr",
                "xskSocket",
                "xskSockets",
                "checkName",
                "checkType",
                "checkFunction",
                "healthCheckMode",
                "rise",
                "tcpOnly",
                "lazyHealthCheckMode",
                "retries",
                "tls",
                "address");
        final List<String> values = List.of(
                "true",
                "-1",
                "1e300",
                "0/0",
                "''",
                "'x'",
                "'@'",
                "'\\\\'",
                "{}",
                "{1,2}",
                "{a={}}",
                "print",
                "AllRule()",
                "{print}",
                "newDNSName('x')",
                "leastOutstanding",
                "getServers()");
        final Random random = new Random(11);
        for (int i = 0; i < 400; i++) {
            final String key = keys.get(random.nextInt(keys.size()));
            final String value = values.get(random.nextInt(values.size()));
            final String error = configurations.errorOf("newServer({address='192.0.2.2', " + key + "=" + value + "})");
            assertThat(error).as("%s=%s", key, value).matches("|ringway.conf:1: newServer[^\\n]*");
        }
    }
}
