package io.ringway.lab.report.figures;

import io.ringway.lab.results.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** On what was measured, in one line below the title of a chart. */
public final class Setting {
    /** What of the manifest matters to everyone who sees a chart. */
    private static final List<String> SHOWN =
            List.of("placement", "driver", "XDP mode", "copy mode", "queues", "processor");

    private static final int LONGEST = 90;

    private Setting() {}

    /** The scenario and where it ran, in one line that fits below a title. */
    public static String line(final Results results) {
        final StringBuilder line = new StringBuilder(results.scenario().toUpperCase(Locale.ROOT));
        for (final String part : parts(results.manifest())) {
            if (line.length() + part.length() <= LONGEST && line.indexOf(part) < 0) {
                line.append(", ").append(part);
            }
        }
        return line.append(results.complete() ? "" : ", incomplete").toString();
    }

    private static List<String> parts(final Map<String, String> manifest) {
        final List<String> parts = new ArrayList<>();
        for (final String name : SHOWN) {
            final String value = manifest.get(name);
            if (value == null) {
                continue;
            }
            if (value.matches("\\d+")) {
                parts.add(value + " " + (value.equals("1") ? name.replaceFirst("s$", "") : name));
            } else {
                // The first clause; the whole is in the report's table.
                parts.add(value.split("; ", 2)[0] + suffix(name));
            }
        }
        return parts;
    }

    /** What a word needs behind it to be understood: {@code native XDP}, {@code copy mode}. */
    private static String suffix(final String name) {
        return switch (name) {
            case "XDP mode" -> " XDP";
            case "copy mode" -> " mode";
            default -> "";
        };
    }
}
