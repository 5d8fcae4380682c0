package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.config.lua.LuaObject;
import io.ringway.settings.Netmask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code newNMG} returns: networks that a rule takes as they are when it is made. */
final class MaskCollection implements LuaObject {
    private static final String EXPECTED = "a NetmaskGroup from newNMG()";

    private final List<Netmask> masks = new ArrayList<>();

    MaskCollection() {}

    MaskCollection(final List<Netmask> masks) {
        this.masks.addAll(masks);
    }

    List<Netmask> masks() {
        return List.copyOf(masks);
    }

    @Override
    public String type() {
        return "NetmaskGroup";
    }

    @Override
    public Map<String, DialectFunction> methods() {
        return Map.of(
                "addMask", this::add,
                "addMasks", this::add,
                "addNMG", this::addGroup,
                "clear", this::clear,
                "size", call -> masks.size(),
                "toString", call -> toString());
    }

    private Object add(final Call call) {
        masks.addAll(Masks.masks(call, 1));
        return DialectFunction.NOTHING;
    }

    private Object addGroup(final Call call) {
        masks.addAll(call.object(1, MaskCollection.class, EXPECTED).masks());
        return DialectFunction.NOTHING;
    }

    private Object clear(final Call call) {
        masks.clear();
        return DialectFunction.NOTHING;
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
        return "NetmaskGroup of " + masks.size() + " masks";
    }
}
