package io.ringway.topology.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Columns for people, strings for programs. */
class TextTableTest {
    @Test
    void alignsColumns() {
        final TextTable table = new TextTable();
        table.row("queue", "cpu", "why");
        table.row("enp1s0/0", "12", "a reason");
        table.row("", "", "");
        assertThat(table.text()).isEqualTo("queue     cpu  why\nenp1s0/0  12   a reason\n\n");
    }

    @Test
    void quotesWhatJsonQuotes() {
        assertThat(Json.text("a \"b\" \\ c\n")).isEqualTo("\"a \\\"b\\\" \\\\ c\\u000a\"");
    }
}
