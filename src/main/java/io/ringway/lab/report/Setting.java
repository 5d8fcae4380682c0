package io.ringway.lab.report;

import io.ringway.lab.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** On what was measured, in one line below the title of a chart. */
final class Setting {
    /** Parts of the manifest's names that matter to everyone who sees a chart, in the order of the line. */
    private static final List<String> SHOWN = List.of("link", "interface", "driver", "mode", "copy", "queues", "cpu");

    private static final int LONGEST = 40;

    private Setting() {}

    static String line(final Results results) {
        final List<String> parts = new ArrayList<>();
        parts.add(results.scenario().toUpperCase(Locale.ROOT));
        for (final String shown : SHOWN) {
            for (final Map.Entry<String, String> entry : results.manifest().entrySet()) {
                final String name = entry.getKey().toLowerCase(Locale.ROOT);
                final String part = part(name, entry.getValue());
                if (name.contains(shown) && part.length() <= LONGEST && !parts.contains(part)) {
                    parts.add(part);
                }
            }
        }
        if (!results.complete()) {
            parts.add("incomplete");
        }
        return String.join(", ", parts);
    }

    /** A bare number needs its name beside it: {@code 1 queue}. */
    private static String part(final String name, final String value) {
        if (!value.matches("\\d+")) {
            return value;
        }
        return value + " " + (value.equals("1") && name.endsWith("s") ? name.substring(0, name.length() - 1) : name);
    }
}
