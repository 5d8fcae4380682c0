package io.ringway.topology.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of cells in columns as wide as their widest cell; the last one is as long as it is. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    /** An empty table. */
    public TextTable() {}

    /**
     * Appends a row.
     *
     * @param cells as many as in every other row.
     */
    public void row(final String... cells) {
        rows.add(cells.clone());
    }

    /**
     * For people.
     *
     * @return lines with aligned columns.
     */
    public String text() {
        final int columns = rows.isEmpty() ? 0 : rows.getFirst().length;
        final int[] widths = new int[columns];
        for (final String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        final StringBuilder text = new StringBuilder();
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row[i]);
                if (i + 1 < columns) {
                    final char[] space = new char[widths[i] - row[i].length()];
                    Arrays.fill(space, ' ');
                    line.append(space).append(GAP);
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
