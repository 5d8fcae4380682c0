package io.ringway.lab.tcp;

import io.ringway.settings.SetupException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a load.
 *
 * @param connections made
 * @param queries     sent whole
 * @param answers     right ones, one for each query
 * @param missing     queries without an answer
 * @param duplicates  answers to queries that had one
 * @param wrong       answers to no query, to another question, or with another response code than REFUSED
 * @param closed      connections that the server ended before all was answered
 * @param medianUs    from the query's sending to its answer, quick clients alone, microseconds
 * @param maximumUs   the longest such time, microseconds
 */
public record TcpLoadReport(
        long connections,
        long queries,
        long answers,
        long missing,
        long duplicates,
        long wrong,
        long closed,
        long medianUs,
        long maximumUs) {
    private static final String LABEL = "tcp-load";

    /**
     * Whether every query was answered rightly and once.
     *
     * @return false when anything is missing, double or wrong.
     */
    public boolean isClean() {
        return missing == 0 && duplicates == 0 && wrong == 0 && closed == 0 && answers == queries;
    }

    /**
     * One line, for the process that started this one.
     *
     * @return to be read by {@link #parse}.
     */
    public String line() {
        return String.format(
                Locale.ROOT,
                LABEL + " connections=%d queries=%d answers=%d missing=%d duplicates=%d wrong=%d closed=%d median=%d"
                        + " maximum=%d",
                connections,
                queries,
                answers,
                missing,
                duplicates,
                wrong,
                closed,
                medianUs,
                maximumUs);
    }

    /**
     * Reads a line.
     *
     * @param output what the process said.
     * @return the report.
     * @throws SetupException when it did not say it.
     */
    public static TcpLoadReport parse(final String output) {
        final String line = output.lines()
                .filter(text -> text.startsWith(LABEL))
                .findFirst()
                .orElseThrow(() -> new SetupException("the TCP clients did not report; they said: "
                        + output.strip().replace("\n", " | ")));
        final Map<String, Long> values = new HashMap<>();
        for (final String field : line.substring(LABEL.length()).strip().split(" ", -1)) {
            final String[] parts = field.split("=", 2);
            values.put(parts[0], Long.parseLong(parts[1]));
        }
        return new TcpLoadReport(
                values.get("connections"),
                values.get("queries"),
                values.get("answers"),
                values.get("missing"),
                values.get("duplicates"),
                values.get("wrong"),
                values.get("closed"),
                values.get("median"),
                values.get("maximum"));
    }
}
