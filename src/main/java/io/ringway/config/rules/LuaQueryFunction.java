package io.ringway.config.rules;

import io.ringway.config.lua.LuaCallback;
import io.ringway.config.lua.LuaText;
import io.ringway.config.lua.Values;
import io.ringway.settings.SetupException;
import io.ringway.settings.SourceLocation;
import io.ringway.settings.rules.QueryFunction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The function of a {@code LuaRule} or {@code LuaAction}. Any thread, one call at a time. */
final class LuaQueryFunction implements QueryFunction {
    private static final int NONE = 10;
    private static final int MAX_SHORT = 0xFFFF;
    private static final int MAX_PREFIX = 128;
    private static final int RESULTS = 9;

    private final SourceLocation location;
    private final String adapter;
    private final LuaCallback.Bounded function;

    /** {@code adapter} is {@code selector} or {@code action}. */
    LuaQueryFunction(final SourceLocation location, final String adapter, final LuaCallback.Bounded function) {
        this.location = location;
        this.adapter = adapter;
        this.function = function;
    }

    @Override
    public Optional<Answer> ask(final Question question, final long waitNs) {
        return function.call(
                        adapter,
                        List.of(
                                question.qname(),
                                question.qtype(),
                                question.qclass(),
                                question.remote(),
                                question.local(),
                                question.flags(),
                                question.size(),
                                question.tcp(),
                                question.dnssecOk(),
                                question.tags()),
                        waitNs)
                .map(this::answer);
    }

    private Answer answer(final List<Object> results) {
        if (results.size() < RESULTS) {
            return Answer.of(Boolean.TRUE.equals(results.getFirst()));
        }
        return new Answer(
                action(results.getFirst()),
                text(results.get(1)),
                results.get(2) instanceof final Number flags ? flags.intValue() & MAX_SHORT : 0,
                tags(results.get(3)),
                Boolean.TRUE.equals(results.get(4)),
                !Boolean.FALSE.equals(results.get(5)),
                results.get(6) instanceof final Boolean override ? Optional.of(override) : Optional.empty(),
                number(results.get(7), MAX_PREFIX),
                number(results.get(8), Integer.MAX_VALUE));
    }

    /** Nothing goes on to the next rule, as in dnsdist. */
    private int action(final Object value) {
        if (value == null) {
            return NONE;
        }
        if (value instanceof final Number number && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw new SetupException(
                location, "LuaAction: the function returned " + Values.text(value) + "; return a DNSAction");
    }

    /** A character for each byte. */
    private static String text(final Object value) {
        return switch (value) {
            case null -> "";
            case String text -> new String(LuaText.encode(text), StandardCharsets.ISO_8859_1);
            case Number number when number.doubleValue() == number.intValue() -> Integer.toString(number.intValue());
            default -> value.toString();
        };
    }

    private static Map<String, String> tags(final Object value) {
        final Map<String, String> tags = new LinkedHashMap<>();
        if (value instanceof final Map<?, ?> table) {
            table.forEach((name, tag) -> {
                if (name instanceof final String key) {
                    tags.put(key, tag instanceof final String text ? text : text(tag));
                }
            });
        }
        return tags;
    }

    private static OptionalInt number(final Object value, final int most) {
        return value instanceof final Number number && number.intValue() >= 0 && number.intValue() <= most
                ? OptionalInt.of(number.intValue())
                : OptionalInt.empty();
    }

    @Override
    public String toString() {
        return "function of line " + location.line();
    }
}
