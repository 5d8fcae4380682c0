package io.ringway.config.block;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.config.rules.Names;
import io.ringway.settings.Netmask;
import io.ringway.settings.block.DynamicBlock;
import io.ringway.settings.block.DynamicBlocks;
import io.ringway.settings.block.RateGroup;
import io.ringway.settings.block.RateRule;
import io.ringway.settings.block.RateRule.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What {@code dynBlockRulesGroup} returns: rates, and the clients that they are for. */
final class RateGroupObject implements LuaObject {
    private static final int MAX_SECONDS = 86_400;
    private static final int MAX_BLOCK_SECONDS = Integer.MAX_VALUE;
    private static final int MAX_RCODE = 15;
    private static final int MAX_TYPE = 65_535;
    private static final int BITS_V4 = 32;
    private static final int BITS_V6 = 128;
    private static final int BITS_OF_PORT = 16;

    private final DynamicBlocks blocks;
    private final List<RateRule> rules = new ArrayList<>();
    private final List<Netmask> excluded = new ArrayList<>();
    private int v4Mask = BITS_V4;
    private int v6Mask = BITS_V6;
    private boolean quiet;
    private final Map<String, DialectFunction> methods = new LinkedHashMap<>();

    /** A group whose blocks go there. */
    RateGroupObject(final DynamicBlocks blocks) {
        this.blocks = blocks;
        change("setQueryRate", 6, call -> add(call, Measure.QUERIES, 0, 1));
        change("setResponseByteRate", 6, call -> add(call, Measure.RESPONSE_BYTES, 0, 1));
        change("setQTypeRate", 7, call -> add(call, Measure.QTYPE, call.integer(1, "qtype", 0, MAX_TYPE), 2));
        change("setRCodeRate", 7, call -> add(call, Measure.RCODE, call.integer(1, "rcode", 0, MAX_RCODE), 2));
        change("setRCodeRatio", 8, this::addRatio);
        change("excludeRange", 1, call -> range(call, true));
        change("includeRange", 1, call -> range(call, false));
        // Holds as it is: a group blocks no names.
        change("excludeDomains", 1, call -> Names.names(call, 1));
        change("setMasks", 3, this::masks);
        change("setQuiet", 1, call -> quiet = call.bool(1, "quiet"));
        change("apply", 0, call -> apply());
        methods.put("toString", call -> toString());
    }

    private void change(final String name, final int arguments, final Consumer<Call> change) {
        methods.put(name, call -> {
            call.expectAtMost(arguments);
            change.accept(call);
            return DialectFunction.NOTHING;
        });
    }

    /** Rate, seconds, reason, time of blocking, action and rate of warnings, from that argument on. */
    private void add(final Call call, final Measure measure, final int number, final int first) {
        rules.removeIf(rule -> rule.measure() == measure && rule.number() == number);
        rules.add(new RateRule(
                measure,
                number,
                limit(call, first, "rate"),
                call.argument(first + 5) == null ? 0 : limit(call, first + 5, "warningRate"),
                call.integer(first + 1, "seconds", 1, MAX_SECONDS),
                0,
                call.string(first + 2, "reason"),
                call.integer(first + 3, "blockingTime", 1, MAX_BLOCK_SECONDS),
                Targets.action(call, first + 4)));
    }

    private void addRatio(final Call call) {
        final int rcode = call.integer(1, "rcode", 0, MAX_RCODE);
        rules.removeIf(rule -> rule.measure() == Measure.RCODE_RATIO && rule.number() == rcode);
        rules.add(new RateRule(
                Measure.RCODE_RATIO,
                rcode,
                ratio(call, 2, "ratio"),
                call.argument(8) == null ? 0 : ratio(call, 8, "warningRatio"),
                call.integer(3, "seconds", 1, MAX_SECONDS),
                call.integer(6, "minimumNumberOfResponses", 0, Integer.MAX_VALUE),
                call.string(4, "reason"),
                call.integer(5, "blockingTime", 1, MAX_BLOCK_SECONDS),
                Targets.action(call, 7)));
    }

    private static double limit(final Call call, final int position, final String name) {
        final double limit = call.number(position, name);
        if (limit < 0 || Double.isInfinite(limit)) {
            throw call.failure("argument " + position + " (" + name + ") is " + limit + "; give 0 or more");
        }
        return limit;
    }

    private static double ratio(final Call call, final int position, final String name) {
        final double ratio = call.number(position, name);
        if (!(ratio >= 0 && ratio <= 1)) {
            throw call.failure("argument " + position + " (" + name + ") is " + ratio + "; give a number from 0 to 1");
        }
        return ratio;
    }

    /** The most specific mask decides, so that a range may be taken out of a larger one. */
    private void range(final Call call, final boolean exclude) {
        for (final Netmask mask : Targets.networks(call, 1)) {
            excluded.add(new Netmask(mask.address(), mask.prefixLength(), !exclude));
        }
    }

    private void masks(final Call call) {
        v4Mask = call.integer(1, "v4", 0, BITS_V4);
        v6Mask = call.integer(2, "v6", 0, BITS_V6);
        if (call.argument(3) != null && call.integer(3, "port", 0, BITS_OF_PORT) != 0) {
            throw call.failure("argument 3 (port) is above 0; blocks are for whole addresses, whatever the port");
        }
    }

    private void apply() {
        final List<DynamicBlock> added = blocks.apply(new RateGroup(rules, excluded, v4Mask, v6Mask, quiet));
        if (!quiet) {
            BlockFunctions.report(added);
        }
    }

    @Override
    public String type() {
        return "DynBlockRulesGroup";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return methods;
    }

    @Override
    public Object attribute(final String name) {
        return null;
    }

    @Override
    public String toString() {
        return "DynBlockRulesGroup of " + rules.size() + " rates";
    }
}
