package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThatNoException;

import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.ListenerSettings;
import io.ringway.settings.Settings;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.TcpSettings;
import io.ringway.settings.Threading;
import io.ringway.settings.UdpSettings;
import io.ringway.settings.XdpMode;
import io.ringway.settings.XskSettings;
import io.ringway.settings.backend.ForwardingSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The warm-up runs through with the ledger's checks on, whatever the rules are. */
class WarmUpTest {
    @Test
    void runsWithAndWithoutRules() {
        for (final boolean rules : new boolean[] {false, true}) {
            for (final boolean byAfXdp : new boolean[] {false, true}) {
                assertThatNoException().isThrownBy(() -> WarmUp.run(settings(rules, byAfXdp)));
            }
        }
    }

    private static Settings settings(final boolean rules, final boolean byAfXdp) {
        final ListenerSettings socket = ListenerSettings.of(
                SourceLocation.COMMAND_LINE, new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
        final XskSettings xsk = new XskSettings(
                SourceLocation.COMMAND_LINE,
                "lo",
                0,
                1024,
                2048,
                256,
                XskSettings.DEFAULT_XSK_MAP_PATH,
                XdpMode.AUTO,
                CopyMode.AUTO,
                Threading.AUTO,
                List.of(),
                IdleMode.INTERRUPT,
                false,
                0,
                true);
        final ListenerSettings both = new ListenerSettings(
                socket.location(), socket.address(), Optional.of(xsk), false, "", List.of(), 0, 0, 0, 0, true);
        return new Settings(
                List.of(),
                List.of(byAfXdp ? both : socket),
                Settings.DEFAULT_ACL,
                rules ? QueueRig.REFUSE_ALL : List.of(),
                ForwardingSettings.NONE,
                UdpSettings.DEFAULT,
                TcpSettings.DEFAULT,
                List.of(),
                false);
    }
}
