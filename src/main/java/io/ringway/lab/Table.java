package io.ringway.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A result in sections of named values: printed aligned for people, or as one JSON object for programs.
 */
public final class Table {
    private static final int NAME_WIDTH = 28;
    private static final int VALUE_WIDTH = 16;

    private final List<Section> sections = new ArrayList<>();

    /** An empty table. */
    public Table() {}

    /** A heading and what stands below it. */
    private record Section(String title, List<Row> rows) {}

    /** {@code text} for people; {@code number} for programs. */
    private record Row(String name, String text, String unit, double number) {}

    /**
     * Begins a section.
     *
     * @param title its heading.
     * @return this.
     */
    public Table section(final String title) {
        sections.add(new Section(title, new ArrayList<>()));
        return this;
    }

    /**
     * Adds a count.
     *
     * @param name  what is counted.
     * @param value how many.
     * @param note  unit or remark, may be empty.
     * @return this.
     */
    public Table count(final String name, final long value, final String note) {
        return add(name, String.format(Locale.ROOT, "%,d", value), note, (double) value);
    }

    /**
     * Adds a measure.
     *
     * @param name     what is measured.
     * @param value    how much.
     * @param decimals digits behind the point.
     * @param unit     its unit.
     * @return this.
     */
    public Table measure(final String name, final double value, final int decimals, final String unit) {
        return add(name, String.format(Locale.ROOT, "%,." + decimals + "f", value), unit, value);
    }

    private Table add(final String name, final String text, final String unit, final double number) {
        sections.getLast().rows.add(new Row(name, text, unit, number));
        return this;
    }

    /**
     * For people.
     *
     * @return lines with aligned columns.
     */
    public String text() {
        final StringBuilder text = new StringBuilder();
        for (final Section section : sections) {
            text.append(text.isEmpty() ? "" : "\n").append(section.title).append('\n');
            for (final Row row : section.rows) {
                text.append(String.format(
                                Locale.ROOT,
                                "  %-" + NAME_WIDTH + "s %" + VALUE_WIDTH + "s  %s",
                                row.name,
                                row.text,
                                row.unit)
                        .stripTrailing());
                text.append('\n');
            }
        }
        return text.toString();
    }

    /**
     * For programs.
     *
     * @return an object of objects, by section and name.
     */
    public String json() {
        return sections.stream()
                .map(section -> quoted(section.title)
                        + section.rows.stream()
                                .map(row -> quoted(row.name) + number(row.number))
                                .collect(Collectors.joining(",", "{", "}")))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(final String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\":";
    }

    private static String number(final double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
