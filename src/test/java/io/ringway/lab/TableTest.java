package io.ringway.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One result, for people and for programs. */
class TableTest {
    private final Table table = new Table()
            .section("load")
            .count("offered", 1_234_567, "queries")
            .measure("loss", 0.125, 2, "%")
            .section("frames \"all\"")
            .count("free", 7, "");

    @Test
    void alignsValues() {
        assertThat(table.text()).isEqualTo("""
                load
                  offered                             1,234,567  queries
                  loss                                     0.13  %

                frames "all"
                  free                                        7
                """);
    }

    @Test
    void keepsNumbersExactInJson() {
        assertThat(table.json())
                .isEqualTo("{\"load\":{\"offered\":1234567,\"loss\":0.125},\"frames \\\"all\\\"\":{\"free\":7}}");
    }
}
