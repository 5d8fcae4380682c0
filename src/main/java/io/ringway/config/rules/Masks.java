package io.ringway.config.rules;

import io.ringway.config.lua.Call;
import io.ringway.settings.Netmask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Netmasks as arguments: text or a list of it. */
final class Masks {
    private Masks() {}

    /** Nothing for what is no netmask. */
    static Optional<Netmask> parsed(final Object value) {
        try {
            return value instanceof final String text ? Optional.of(Netmask.parse(text)) : Optional.empty();
        } catch (final IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static List<Netmask> masks(final Call call, final int position) {
        final List<Netmask> masks = new ArrayList<>();
        for (final String text : call.strings(position, "masks")) {
            try {
                masks.add(Netmask.parse(text));
            } catch (final IllegalArgumentException e) {
                throw call.failure(e.getMessage(), e);
            }
        }
        return masks;
    }
}
