package io.ringway.config;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaTable;
import io.ringway.config.lua.XskSocketObject;
import io.ringway.settings.CopyMode;
import io.ringway.settings.IdleMode;
import io.ringway.settings.Threading;
import io.ringway.settings.XdpMode;
import io.ringway.settings.XskSettings;
import java.util.Map;

/** {@code newXsk}. */
final class AfXdpFunctions {
    private static final int MAX_QUEUE = 255;
    private static final int MIN_RING = 64;
    private static final int MAX_RING = 1 << 16;
    private static final int MIN_FRAMES = 2 * MIN_RING;
    private static final int MAX_FRAMES = 1 << 24;
    private static final int MIN_FRAME_SIZE = 2048;
    private static final int MAX_FRAME_SIZE = 4096;
    private static final int MAX_BUSY_POLL_US = 1_000_000;
    private static final int MAX_INTERFACE_NAME = 15;

    private AfXdpFunctions() {}

    static Map<String, DialectFunction> rows(final SettingsBuilder builder) {
        return Map.of("newXsk", call -> newXsk(builder, call));
    }

    private static Object newXsk(final SettingsBuilder builder, final Call call) {
        call.expectAtMost(1);
        final LuaTable table = call.table(1);
        final String interfaceName = table.requiredString("ifName", "\"enp1s0\"");
        if (interfaceName.isEmpty() || interfaceName.length() > MAX_INTERFACE_NAME) {
            throw call.failure("ifName '" + interfaceName + "' is no interface name; give 1 to 15 characters");
        }
        final int queueId = table.requiredInteger("NIC_queue_id", 0, MAX_QUEUE);
        final int frames = table.powerOfTwo("frameNums", XskSettings.DEFAULT_FRAME_COUNT, MIN_FRAMES, MAX_FRAMES);
        final XskSettings xsk = new XskSettings(
                call.location(),
                interfaceName,
                queueId,
                frames,
                table.powerOfTwo("frameSize", XskSettings.DEFAULT_FRAME_SIZE, MIN_FRAME_SIZE, MAX_FRAME_SIZE),
                table.powerOfTwo("ringSize", Math.min(XskSettings.DEFAULT_RING_SIZE, frames / 2), MIN_RING, MAX_RING),
                table.string("xskMapPath", XskSettings.DEFAULT_XSK_MAP_PATH),
                table.constant("mode", XdpMode.AUTO),
                table.constant("copy", CopyMode.AUTO),
                table.constant("threading", Threading.AUTO),
                table.cpus(),
                table.constant("idle", IdleMode.INTERRUPT),
                table.bool("hugepages", false),
                table.integer("busyPoll", 0, 0, MAX_BUSY_POLL_US),
                table.bool("verifyChecksums", true));
        table.finish(call.diagnostics());
        if (2L * xsk.ringSize() > frames) {
            throw call.failure("ringSize " + xsk.ringSize() + " needs at least " + 2 * xsk.ringSize()
                    + " frames, for the FILL and the TX ring; raise frameNums or lower ringSize");
        }
        for (final XskSettings other : builder.xsks) {
            if (other.interfaceName().equals(interfaceName) && other.queueId() == queueId) {
                throw call.failure(interfaceName + " queue " + queueId + " has a socket already, from "
                        + other.location() + "; give each queue one newXsk");
            }
        }
        builder.xsks.add(xsk);
        return new XskSocketObject(xsk);
    }
}
