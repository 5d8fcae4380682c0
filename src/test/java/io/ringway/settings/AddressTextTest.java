package io.ringway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "FE80:0:0:0:A:B:C:D, fe80::a:b:c:d"
    })
    void writesAddressesAsRfc5952Does(final String given, final String expected) {
        final InetAddress address = InetAddress.ofLiteral(given);
        assertThat(AddressText.of(address)).isEqualTo(expected);
        final String withPort = expected.contains(":") ? "[" + expected + "]:53" : expected + ":53";
        assertThat(AddressText.of(new InetSocketAddress(address, 53))).isEqualTo(withPort);
    }
}
