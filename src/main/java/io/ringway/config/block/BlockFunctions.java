package io.ringway.config.block;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.rules.Names;
import io.ringway.settings.Netmask;
import io.ringway.settings.block.BlockStatus;
import io.ringway.settings.block.BlockTarget;
import io.ringway.settings.block.DynamicBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes, removes and shows dynamic blocks. */
public final class BlockFunctions {
    private static final Logger LOG = LoggerFactory.getLogger(BlockFunctions.class);
    private static final int DEFAULT_SECONDS = 10;
    private static final int MAX_SECONDS = Integer.MAX_VALUE;
    private static final int MAX_RING_ENTRIES = 1 << 22;
    private static final int BITS_V4 = 32;
    private static final int BITS_V6 = 128;

    private BlockFunctions() {}

    /**
     * The rows of the registry.
     *
     * @param builder what they change.
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows(final BlockBuilder builder) {
        final Map<String, DialectFunction> rows = new LinkedHashMap<>();
        rows.put("setDynBlocksAction", change(1, call -> builder.dynamic.usualAction(Targets.requiredAction(call, 1))));
        rows.put(
                "addDynBlocks",
                change(
                        4,
                        call -> add(
                                builder,
                                call,
                                Targets.networks(call, 1).stream().map(BlockTarget.Clients::new),
                                3,
                                4)));
        rows.put(
                "addDynBlockSMT",
                change(
                        4,
                        call -> add(builder, call, Names.names(call, 1).stream().map(BlockTarget.Names::new), 3, 4)));
        rows.put(
                "addDynamicBlock",
                change(6, call -> add(builder, call, Stream.of(new BlockTarget.Clients(masked(call))), 4, 3)));
        rows.put("clearDynBlocks", change(0, call -> builder.dynamic.clear()));
        rows.put(
                "showDynBlocks",
                change(0, call -> text(builder.dynamic.list()).lines().forEach(LOG::info)));
        rows.put(
                "setRingBuffersSize",
                change(2, call -> builder.ringEntries = call.integer(1, "entries", 1, MAX_RING_ENTRIES)));
        rows.put("dynBlockRulesGroup", call -> {
            call.expectAtMost(0);
            builder.records = true;
            return new RateGroupObject(builder.dynamic);
        });
        return rows;
    }

    private static DialectFunction change(final int arguments, final Consumer<Call> change) {
        return call -> {
            call.expectAtMost(arguments);
            change.accept(call);
            return DialectFunction.NOTHING;
        };
    }

    private static void add(
            final BlockBuilder builder,
            final Call call,
            final Stream<? extends BlockTarget> targets,
            final int secondsAt,
            final int actionAt) {
        final String reason = call.string(2, "message");
        final int seconds =
                call.argument(secondsAt) == null ? DEFAULT_SECONDS : call.integer(secondsAt, "seconds", 1, MAX_SECONDS);
        final List<DynamicBlock> blocks = targets.map(
                        target -> new DynamicBlock(target, reason, seconds, Targets.action(call, actionAt), false))
                .toList();
        report(builder.dynamic.add(blocks));
    }

    /** The address of {@code addDynamicBlock}, or its network where bits of it are given; a mask of ports must be none. */
    private static Netmask masked(final Call call) {
        final Netmask given = Targets.network(call, 1);
        final int bits = given.address().getAddress().length > Integer.BYTES ? BITS_V6 : BITS_V4;
        if (call.argument(6) != null && call.integer(6, "clientIPPortMask", 0, 16) != 0) {
            throw call.failure(
                    "argument 6 (clientIPPortMask) is above 0; blocks are for whole addresses, whatever the port");
        }
        return call.argument(5) == null
                ? given
                : new Netmask(given.address(), call.integer(5, "clientIPMask", 0, bits), false);
    }

    /** Tells the operator of new blocks. */
    static void report(final List<DynamicBlock> added) {
        for (final DynamicBlock block : added) {
            LOG.info(
                    "{} {} for {} seconds: {}",
                    block.warning() ? "would block" : "blocks",
                    block.target(),
                    block.seconds(),
                    block.reason());
        }
    }

    /** The table of {@code showDynBlocks}. */
    private static String text(final List<BlockStatus> blocks) {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-40s %8s %12s %-8s %-9s %s",
                "What",
                "Seconds",
                "Blocks",
                "Warning",
                "Action",
                "Reason"));
        for (final BlockStatus block : blocks) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-40s %8d %12d %-8s %-9s %s",
                    block.active().block().target(),
                    block.secondsLeft(),
                    block.hits(),
                    block.active().block().warning(),
                    block.active().action().label(),
                    block.active().block().reason()));
        }
        return text.toString();
    }
}
