package io.ringway.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a file {@code machine}: a key, blanks, a value. Lines that begin with # are comments; a key may come more than once. */
final class MachineDescription {
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(.*)");

    private final List<String[]> entries = new ArrayList<>();

    private MachineDescription() {}

    static MachineDescription parse(final List<String> lines) {
        final MachineDescription description = new MachineDescription();
        for (final String line : lines) {
            final Matcher matcher = LINE.matcher(line);
            if (!line.startsWith("#") && matcher.matches()) {
                description.entries.add(new String[] {matcher.group(1), matcher.group(2)});
            }
        }
        return description;
    }

    /** The value of {@code key}, or "" where there is none. */
    String value(final String key) {
        return value(key, "");
    }

    String value(final String key, final String missing) {
        return values(key).stream().findFirst().orElse(missing);
    }

    List<String> values(final String key) {
        return entries.stream()
                .filter(entry -> entry[0].equals(key))
                .map(entry -> entry[1])
                .toList();
    }

    int number(final String key, final int missing) {
        return Integer.parseInt(value(key, Integer.toString(missing)));
    }

    /** The number after {@code word=} in {@code value}. */
    static int part(final String value, final String word, final int missing) {
        final Matcher matcher = Pattern.compile("\\b" + word + "=(\\d+)").matcher(value);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : missing;
    }

    /** The word after {@code word=} in {@code value}. */
    static String word(final String value, final String word) {
        final Matcher matcher = Pattern.compile("\\b" + word + "=(\\S+)").matcher(value);
        return matcher.find() ? matcher.group(1) : "";
    }
}
