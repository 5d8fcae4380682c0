package io.ringway.lab.report;

import io.ringway.lab.report.chart.Chart;
import io.ringway.lab.report.chart.Markup;
import io.ringway.lab.report.chart.Svg;
import java.util.ArrayList;
import java.util.List;

/** A text with headings, tables and charts, written once and printed as Markdown and as HTML. */
final class Document {
    private final String title;
    private final List<Block> blocks = new ArrayList<>();

    Document(final String title) {
        this.title = title;
    }

    /** A part of the text. */
    sealed interface Block {}

    /** The title of a section. */
    record Heading(String text) implements Block {}

    /** Some sentences. */
    record Paragraph(String text) implements Block {}

    /** What the reader must not miss. */
    record Warnings(List<String> items) implements Block {
        /** Copies the list. */
        Warnings {
            items = List.copyOf(items);
        }
    }

    /** Rows and columns. */
    record Rows(Grid grid) implements Block {}

    /** A chart, and its picture as SVG. */
    record Figure(Chart chart, String svg) implements Block {}

    Document heading(final String text) {
        blocks.add(new Heading(text));
        return this;
    }

    Document paragraph(final String text) {
        if (!text.isEmpty()) {
            blocks.add(new Paragraph(text));
        }
        return this;
    }

    Document warnings(final List<String> items) {
        if (!items.isEmpty()) {
            blocks.add(new Warnings(items));
        }
        return this;
    }

    Document table(final Grid grid) {
        if (!grid.isEmpty()) {
            blocks.add(new Rows(grid));
        }
        return this;
    }

    Document figure(final Chart chart, final String svg) {
        blocks.add(new Figure(chart, svg));
        return this;
    }

    String markdown() {
        final StringBuilder text = new StringBuilder("# " + Grid.markdown(title) + "\n");
        for (final Block block : blocks) {
            text.append('\n').append(markdown(block));
        }
        return text.toString();
    }

    private static String markdown(final Block block) {
        return switch (block) {
            case Heading heading -> "## " + Grid.markdown(heading.text) + "\n";
            case Paragraph paragraph -> Grid.markdown(paragraph.text) + "\n";
            case Warnings warnings -> {
                final StringBuilder text = new StringBuilder("Read this first:\n\n");
                warnings.items.forEach(
                        item -> text.append("- ").append(Grid.markdown(item)).append('\n'));
                yield text.toString();
            }
            case Rows rows -> rows.grid.markdown();
            case Figure figure -> "![" + Grid.markdown(figure.chart.caption()) + "](" + figure.chart.name() + ".png)\n";
        };
    }

    /** One page that loads nothing, and that an XML parser reads as well. */
    String html(final String style) {
        final StringBuilder text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n")
                .append("<meta charset=\"utf-8\"/>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>")
                .append(Markup.escaped(title))
                .append("</title>\n<style>\n")
                .append(style)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(Markup.escaped(title))
                .append("</h1>\n");
        blocks.forEach(block -> text.append(html(block)));
        return text.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String html(final Block block) {
        return switch (block) {
            case Heading heading -> "<h2>" + Markup.escaped(heading.text) + "</h2>\n";
            case Paragraph paragraph -> "<p>" + Markup.escaped(paragraph.text) + "</p>\n";
            case Warnings warnings -> {
                final StringBuilder text =
                        new StringBuilder("<div class=\"warnings\">\n<p>Read this first:</p>\n<ul>\n");
                warnings.items.forEach(
                        item -> text.append("<li>").append(Markup.escaped(item)).append("</li>\n"));
                yield text.append("</ul>\n</div>\n").toString();
            }
            case Rows rows -> rows.grid.html();
            case Figure figure -> "<figure>\n" + Svg.inline(figure.svg, figure.chart.name()) + "</figure>\n";
        };
    }
}
