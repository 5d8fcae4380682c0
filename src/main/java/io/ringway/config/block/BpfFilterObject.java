package io.ringway.config.block;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.config.rules.Names;
import io.ringway.settings.Netmask;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.block.KernelAction;
import io.ringway.settings.block.KernelEntry;
import io.ringway.settings.block.KernelFilter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What {@code newBPFFilter} returns: the dialect's BPFFilter, which Ringway's XDP programs carry out. */
final class BpfFilterObject implements LuaObject {
    private static final int MAX_TYPE = KernelEntry.ANY_TYPE;

    private final SourceLocation location;
    private final BlockBuilder builder;
    private final Map<String, Integer> types;
    private final KernelFilter filter = new KernelFilter();
    private final Map<String, DialectFunction> methods = new LinkedHashMap<>();

    BpfFilterObject(final SourceLocation location, final BlockBuilder builder, final Map<String, Integer> types) {
        this.location = location;
        this.builder = builder;
        this.types = types;
        change("block", 2, call -> filter.put(address(call), action(call, 2, 1)));
        change("unblock", 1, call -> remove(call, address(call)));
        change(
                "addRangeRule",
                3,
                call -> filter.put(KernelEntry.Source.of(Targets.network(call, 1)), action(call, 2, 0)));
        change("rmRangeRule", 1, call -> remove(call, KernelEntry.Source.of(Targets.network(call, 1))));
        change("blockQName", 3, call -> filter.put(question(call), action(call, 3, 1)));
        change("unblockQName", 2, call -> remove(call, question(call)));
        change("attachToAllBinds", 0, this::attach);
        methods.put("getStats", call -> text());
        methods.put("lsRangeRule", call -> text());
        methods.put("toString", call -> toString());
    }

    private void change(final String name, final int arguments, final Consumer<Call> change) {
        methods.put(name, call -> {
            call.expectAtMost(arguments);
            change.accept(call);
            return DialectFunction.NOTHING;
        });
    }

    SourceLocation location() {
        return location;
    }

    KernelFilter filter() {
        return filter;
    }

    /** Has the XDP programs use it; there is one for all of them. */
    void attach(final Call call) {
        if (builder.attachedFilter != null && builder.attachedFilter != this) {
            throw call.failure("the BPFFilter of " + builder.attachedFilter.location
                    + " is in use already; put all blocks into one");
        }
        builder.attachedFilter = this;
        filter.attach();
    }

    private static KernelEntry address(final Call call) {
        final Netmask address = Targets.network(call, 1);
        final KernelEntry.Source source = KernelEntry.Source.of(address);
        if (!source.clients().isAddress()) {
            throw call.failure("'" + address + "' is a network; addRangeRule takes those");
        }
        return source;
    }

    private KernelEntry question(final Call call) {
        final Object type = call.argument(2);
        if (type instanceof final String name) {
            final Integer number = types.get(name.toUpperCase(Locale.ROOT));
            if (number == null) {
                throw call.failure("argument 2 (qtype) is \"" + name + "\"; give a type such as DNSQType.A");
            }
            return new KernelEntry.Question(Names.name(call, 1), number);
        }
        return new KernelEntry.Question(
                Names.name(call, 1), type == null ? KernelEntry.ANY_TYPE : call.integer(2, "qtype", 0, MAX_TYPE));
    }

    /** 0 lets pass, 1 drops, 2 truncates; DROP unless given. */
    private static KernelAction action(final Call call, final int position, final int least) {
        return call.argument(position) == null
                ? KernelAction.DROP
                : KernelAction.values()[call.integer(position, "action", least, 2)];
    }

    private void remove(final Call call, final KernelEntry entry) {
        if (!filter.remove(entry)) {
            call.warn("the filter has no such entry");
        }
    }

    /** Every entry with its action and how many packets it met. */
    private String text() {
        final StringBuilder text = new StringBuilder();
        filter.entries()
                .forEach((entry, action) -> text.append(
                                switch (entry) {
                                    case KernelEntry.Source source ->
                                        source.clients().toString();
                                    case KernelEntry.Question question ->
                                        question.name()
                                                + (question.type() == KernelEntry.ANY_TYPE
                                                        ? ""
                                                        : " " + question.type());
                                })
                        .append(' ')
                        .append(action.label())
                        .append(' ')
                        .append(filter.hits(entry))
                        .append('\n'));
        return text.toString();
    }

    @Override
    public String type() {
        return "BPFFilter";
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
        return "BPFFilter of " + filter.entries().size() + " entries";
    }
}
