package io.ringway.cli.machine;

import io.ringway.topology.report.Json;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param name  what
 * @param level how it is
 * @param seen  what was seen
 * @param mend  how to mend it, empty where there is nothing to mend
 */
record Check(String name, Level level, String seen, String mend) {
    /** How something is. */
    enum Level {
        /** As it should be. */
        OK,
        /** Ringway serves all the same, slower or with less comfort. */
        WARN,
        /** Ringway cannot serve. */
        FAIL
    }

    static Check ok(final String name, final String seen) {
        return new Check(name, Level.OK, seen, "");
    }

    static Check warn(final String name, final String seen, final String mend) {
        return new Check(name, Level.WARN, seen, mend);
    }

    static Check fail(final String name, final String seen, final String mend) {
        return new Check(name, Level.FAIL, seen, mend);
    }

    String levelText() {
        return level.name().toLowerCase(Locale.ROOT);
    }

    String json() {
        return "{\"name\":" + Json.text(name) + ",\"level\":" + Json.text(levelText()) + ",\"seen\":" + Json.text(seen)
                + ",\"mend\":" + Json.text(mend) + "}";
    }
}
