package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.settings.DomainName;
import io.ringway.settings.rules.NameList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code newSuffixMatchNode} and {@code newDNSNameSet} return: names that a rule takes as they are when it is made, so that rules made without a
 * change in between share one table.
 */
final class NameCollection implements LuaObject {
    static final String SUFFIXES = "SuffixMatchNode";
    static final String NAMES = "DNSNameSet";

    private final String type;
    private final Set<DomainName> names = new LinkedHashSet<>();

    /** Null after a change. */
    private NameList list;

    NameCollection(final String type) {
        this.type = type;
    }

    NameList list() {
        if (list == null) {
            list = new NameList(List.copyOf(names));
        }
        return list;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return Map.of(
                "add",
                this::add,
                "check",
                call -> has(Names.name(call, 1)),
                "remove",
                this::remove,
                "delete",
                this::remove,
                "size",
                call -> names.size(),
                "empty",
                call -> names.isEmpty(),
                "clear",
                this::clear,
                "toString",
                call -> toString());
    }

    private Object add(final Call call) {
        names.addAll(Names.names(call, 1));
        list = null;
        return DialectFunction.NOTHING;
    }

    private Object remove(final Call call) {
        final boolean removed = names.removeAll(Names.names(call, 1));
        list = null;
        return removed;
    }

    private Object clear(final Call call) {
        names.clear();
        list = null;
        return DialectFunction.NOTHING;
    }

    private boolean has(final DomainName name) {
        if (NAMES.equals(type)) {
            return names.contains(name);
        }
        final byte[] folded = name.folded();
        return names.stream().map(DomainName::folded).anyMatch(suffix -> isBelow(folded, suffix));
    }

    private static boolean isBelow(final byte[] name, final byte[] suffix) {
        int label = 0;
        while (name.length - label > suffix.length) {
            label += 1 + name[label];
        }
        return name.length - label == suffix.length
                && Arrays.equals(name, label, name.length, suffix, 0, suffix.length);
    }

    @Override
    public boolean isOneForEver() {
        return false;
    }

    @Override
    public Object attribute(final String name) {
        return null;
    }

    @Override
    public String toString() {
        return type + " of " + names.size() + " names";
    }
}
