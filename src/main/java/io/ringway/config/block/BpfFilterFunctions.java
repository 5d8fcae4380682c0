package io.ringway.config.block;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaInstance;
import io.ringway.config.lua.LuaTable;
import io.ringway.settings.AddressText;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** {@code newBPFFilter}, {@code setDefaultBPFFilter} and {@code newCA}. */
public final class BpfFilterFunctions {
    private static final String EXPECTED = "a BPFFilter from newBPFFilter({})";

    /** Sizes and pins of dnsdist's maps; ours are those of the XDP program, beside the XSKMAP's pin. */
    private static final List<String> SIZES_AND_PINS = List.of(
            "ipv4MaxItems",
            "ipv4PinnedPath",
            "ipv6MaxItems",
            "ipv6PinnedPath",
            "cidr4MaxItems",
            "cidr4PinnedPath",
            "cidr6MaxItems",
            "cidr6PinnedPath",
            "qnamesMaxItems",
            "qnamesPinnedPath",
            "external");

    private BpfFilterFunctions() {}

    /**
     * The rows of the registry.
     *
     * @param builder what they change.
     * @param types   numbers of record types by their names.
     * @return functions by name.
     */
    public static Map<String, DialectFunction> rows(final BlockBuilder builder, final Map<String, Integer> types) {
        return Map.of(
                "newBPFFilter", call -> newFilter(builder, types, call),
                "setDefaultBPFFilter",
                        call -> {
                            call.expectAtMost(1);
                            final BpfFilterObject filter = call.object(1, BpfFilterObject.class, EXPECTED);
                            filter.attach(call);
                            filter.filter().attachWithDynamicBlocks();
                            return DialectFunction.NOTHING;
                        },
                "newCA", BpfFilterFunctions::newAddress);
    }

    private static Object newFilter(final BlockBuilder builder, final Map<String, Integer> types, final Call call) {
        // Older files give the sizes of three maps as numbers.
        if (!(call.argument(1) instanceof Number)) {
            call.expectAtMost(1);
            final LuaTable options = call.options(1);
            SIZES_AND_PINS.forEach(options::value);
            options.finish(call.diagnostics());
        }
        return new BpfFilterObject(call.location(), builder, types);
    }

    private static Object newAddress(final Call call) {
        call.expectAtMost(1);
        final String text = AddressText.of(new InetSocketAddress(Targets.address(call, call.string(1, "address")), 0));
        return LuaInstance.of("ComboAddress", text);
    }
}
