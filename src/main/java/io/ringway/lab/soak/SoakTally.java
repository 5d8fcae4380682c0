package io.ringway.lab.soak;

import io.ringway.settings.SetupException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of the soak's programs counted: lines of a name and a number.
 *
 * @param program for messages
 * @param counts  by name
 */
record SoakTally(String program, Map<String, Long> counts) {
    private static final Pattern COUNT = Pattern.compile("^([a-z-]+) (\\d+)$", Pattern.MULTILINE);

    SoakTally {
        counts = Map.copyOf(counts);
    }

    /**
     * Reads what a program printed; other lines are passed over.
     *
     * @param program for messages.
     * @param output  its lines.
     * @return the counts.
     */
    static SoakTally parse(final String program, final String output) {
        final Map<String, Long> counts = new HashMap<>();
        final Matcher matcher = COUNT.matcher(output);
        while (matcher.find()) {
            counts.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
        return new SoakTally(program, counts);
    }

    /**
     * One count.
     *
     * @param name as the program prints it.
     * @return the number.
     * @throws SetupException when the program did not print it.
     */
    long count(final String name) {
        final Long count = counts.get(name);
        if (count == null) {
            throw new SetupException(program + " did not say how many are '" + name + "': it ended early");
        }
        return count;
    }
}
