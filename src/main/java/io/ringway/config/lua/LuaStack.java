package io.ringway.config.lua;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.value.LuaValue;

/**
 * Values between Java and the stack of Lua.
 *
 * <p>A {@link LuaObject} is a table with one raw entry, which holds it, and the metatable of its kind: luajava's own view of a Java object would give
 * every name a method and check nothing. Used by the thread that is in Lua.
 */
final class LuaStack {
    private static final String HANDLE = "object of Ringway";
    private static final String METHODS = "methods";

    /** A key, its value, and what looking at them takes. */
    private static final int NEEDED_FOR_A_TABLE = 8;

    /** Carries out what Lua called. */
    @FunctionalInterface
    interface Caller {
        /** Calls {@code function} by its name with the arguments from {@code first}; the number of results on the stack comes back. */
        int call(Lua state, String name, int first, DialectFunction function);
    }

    private final Caller caller;
    private final int constructors;
    private final Map<String, Integer> metatables = new LinkedHashMap<>();
    private final IdentityHashMap<LuaObject, Integer> objects = new IdentityHashMap<>();
    private final Set<String> methodNames = new TreeSet<>();

    /** {@code constructors} refers to the table of what makes each {@link LuaInstance}. */
    LuaStack(final Caller caller, final int constructors) {
        this.caller = caller;
        this.constructors = constructors;
    }

    /** Every method that an object pushed so far has. */
    Set<String> methodNames() {
        return methodNames;
    }

    /** A value from Lua: null, Boolean, Double, String, Map, LuaValue, or an object of the dialect. */
    Object read(final Lua state, final int index) {
        if (state.isTable(index)) {
            final LuaObject object = handle(state, index);
            return object != null ? object : readTable(state, index);
        }
        if (state.type(index) == Lua.LuaType.STRING) {
            return LuaText.decode(state.toBuffer(index));
        }
        return state.toObject(index);
    }

    private Map<Object, Object> readTable(final Lua state, final int index) {
        final int absolute = index < 0 ? state.getTop() + 1 + index : index;
        final Map<Object, Object> map = new LinkedHashMap<>();
        state.checkStack(NEEDED_FOR_A_TABLE);
        state.pushNil();
        while (state.next(absolute) != 0) {
            map.put(read(state, -2), read(state, -1));
            state.pop(1);
        }
        return map;
    }

    /** The object behind a table, or null. */
    private static LuaObject handle(final Lua state, final int index) {
        final int absolute = index < 0 ? state.getTop() + 1 + index : index;
        if (!state.isTable(absolute)) {
            return null;
        }
        state.push(HANDLE);
        state.rawGet(absolute);
        final Object found = state.isJavaObject(-1) ? state.toJavaObject(-1) : null;
        state.pop(1);
        return found instanceof final LuaObject object ? object : null;
    }

    void push(final Lua state, final Object value) {
        switch (value) {
            case null -> state.pushNil();
            case String text -> state.push(text);
            case Number number -> state.push(number);
            case Boolean flag -> state.push(flag);
            case LuaValue reference -> reference.push(state);
            case List<?> list -> pushList(state, list);
            case Map<?, ?> map -> pushMap(state, map);
            case LuaObject object -> pushObject(state, object);
            case LuaInstance instance -> pushInstance(state, instance);
            default -> state.pushJavaObject(value);
        }
    }

    private void pushList(final Lua state, final List<?> list) {
        state.createTable(list.size(), 0);
        int position = 1;
        for (final Object element : list) {
            push(state, element);
            state.rawSetI(-2, position++);
        }
    }

    private void pushMap(final Lua state, final Map<?, ?> map) {
        state.createTable(0, map.size());
        map.forEach((key, value) -> {
            push(state, value);
            state.setField(-2, String.valueOf(key));
        });
    }

    private void pushInstance(final Lua state, final LuaInstance instance) {
        state.refGet(constructors);
        state.getField(-1, instance.constructor());
        state.remove(-2);
        for (final Object argument : instance.arguments()) {
            push(state, argument);
        }
        state.pCall(instance.arguments().size(), 1);
    }

    private void pushObject(final Lua state, final LuaObject object) {
        final Integer known = objects.get(object);
        if (known != null) {
            state.refGet(known);
            return;
        }
        state.createTable(0, 1);
        state.push(HANDLE);
        state.pushJavaObject(object);
        state.rawSet(-3);
        pushMetatable(state, object);
        state.setMetatable(-2);
        if (object.isOneForEver()) {
            state.pushValue(-1);
            objects.put(object, state.ref());
        }
    }

    /** The value that Lua has for an object, if any, goes when nothing in Lua refers to it. */
    void forget(final Lua state, final LuaObject object) {
        final Integer known = objects.remove(object);
        if (known != null) {
            state.unref(known);
        }
    }

    private void pushMetatable(final Lua state, final LuaObject object) {
        final Integer known = metatables.get(object.type());
        if (known != null) {
            state.refGet(known);
            return;
        }
        state.createTable(0, 4);
        state.createTable(0, object.methods().size());
        object.methods().keySet().forEach(name -> {
            methodNames.add(name);
            state.push(inner -> callMethod(inner, object.type(), name));
            state.setField(-2, name);
        });
        state.setField(-2, METHODS);
        state.push(this::index);
        state.setField(-2, "__index");
        state.push(inner -> assign(inner, object.type()));
        state.setField(-2, "__newindex");
        state.push(inner -> {
            inner.push(String.valueOf(handle(inner, 1)));
            return 1;
        });
        state.setField(-2, "__tostring");
        state.pushValue(-1);
        metatables.put(object.type(), state.ref());
    }

    private int index(final Lua state) {
        state.getMetatable(1);
        state.getField(-1, METHODS);
        state.pushValue(2);
        state.rawGet(-2);
        if (state.isNil(-1)) {
            final LuaObject object = handle(state, 1);
            final String name = String.valueOf(state.toString(2));
            final Object value = object == null ? null : object.attribute(name);
            if (value instanceof final DialectFunction function) {
                state.push(inner -> caller.call(inner, object.type() + "." + name, 1, function));
            } else {
                push(state, value);
            }
        }
        return 1;
    }

    private int callMethod(final Lua state, final String type, final String name) {
        final LuaObject object = handle(state, 1);
        return caller.call(state, type + ":" + name, 2, call -> {
            if (object == null || !object.type().equals(type)) {
                throw call.failure("it is called without the " + type + "; write object:" + name + "(), with a colon");
            }
            return object.methods().get(name).apply(call);
        });
    }

    private int assign(final Lua state, final String type) {
        final LuaObject object = handle(state, 1);
        final String name = String.valueOf(state.toString(2));
        return caller.call(state, type + "." + name, 3, call -> {
            if (object == null) {
                throw call.failure("there is no " + type + " behind it");
            }
            if (object.methods().containsKey(name)) {
                throw call.failure("it is a method, which cannot be assigned");
            }
            object.assign(name, call);
            return DialectFunction.NOTHING;
        });
    }

    /** For results of {@link DialectFunction}: how many values it left on the stack. */
    int pushResult(final Lua state, final Object result) {
        if (DialectFunction.NOTHING.equals(result)) {
            return 0;
        }
        push(state, result);
        return 1;
    }
}
