package io.ringway.lab.report;

import io.ringway.lab.report.chart.Markup;
import java.util.ArrayList;
import java.util.List;

/** A table: the first columns hold names, the others numbers. Written as aligned text, Markdown or HTML. */
final class Grid {
    private final int nameColumns;
    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    Grid(final int nameColumns, final String... heads) {
        this.nameColumns = nameColumns;
        this.heads = List.of(heads);
    }

    Grid row(final List<String> cells) {
        if (cells.size() != heads.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + heads.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    Grid row(final String... cells) {
        return row(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Lines with aligned columns, two spaces between them. */
    String text() {
        final StringBuilder text = new StringBuilder();
        append(text, heads);
        rows.forEach(row -> append(text, row));
        return text.toString();
    }

    private void append(final StringBuilder text, final List<String> cells) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            final String padding = " ".repeat(width(i) - cells.get(i).length());
            line.append(i == 0 ? "" : "  ").append(i < nameColumns ? cells.get(i) + padding : padding + cells.get(i));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private int width(final int column) {
        return Math.max(
                heads.get(column).length(),
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }

    String markdown() {
        final StringBuilder text = new StringBuilder("|");
        heads.forEach(head -> text.append(' ').append(markdown(head)).append(" |"));
        text.append("\n|");
        for (int i = 0; i < heads.size(); i++) {
            text.append(i < nameColumns ? "---|" : "---:|");
        }
        text.append('\n');
        for (final List<String> row : rows) {
            text.append('|');
            row.forEach(cell -> text.append(' ').append(markdown(cell)).append(" |"));
            text.append('\n');
        }
        return text.toString();
    }

    /** Text that means nothing to Markdown. */
    static String markdown(final String text) {
        return text.replaceAll("[\\\\|<>*`\\[\\]]", "\\\\$0").replace('\n', ' ');
    }

    String html() {
        final StringBuilder text = new StringBuilder("<div class=\"table\"><table>\n<thead><tr>");
        for (int i = 0; i < heads.size(); i++) {
            text.append(i < nameColumns ? "<th>" : "<th class=\"number\">")
                    .append(Markup.escaped(heads.get(i)))
                    .append("</th>");
        }
        text.append("</tr></thead>\n<tbody>\n");
        for (final List<String> row : rows) {
            text.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                text.append(i < nameColumns ? "<td>" : "<td class=\"number\">")
                        .append(Markup.escaped(row.get(i)))
                        .append("</td>");
            }
            text.append("</tr>\n");
        }
        return text.append("</tbody>\n</table></div>\n").toString();
    }
}
