package io.ringway.rules.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.DomainName;
import io.ringway.wire.FoldedName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

/** Sets of names against dnsjava's {@code subdomain} and {@code equals}. */
class NameTableTest {
    private static final long SEED = 20_261_124;
    private static final String[] LABELS = {
        "a",
        "A",
        "b",
        "www",
        "WWW",
        "example",
        "eXample",
        "examples",
        "com",
        "co\\.m",
        "\\000x",
        "\\255",
        "a-label-of-more-than-eight-bytes",
        "a-label-of-more-than-eight-bytez"
    };

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(256);
    private final FoldedName folded = new FoldedName();

    @AfterEach
    void free() {
        arena.close();
    }

    private FoldedName fold(final Name name) {
        final byte[] wire = name.toWire();
        MemorySegment.copy(wire, 0, memory, ValueLayout.JAVA_BYTE, 0, wire.length);
        folded.fold(memory.address(), wire.length);
        return folded;
    }

    private static Name random(final Random random, final int most) throws Exception {
        final StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(LABELS[random.nextInt(LABELS.length)]).append('.');
        }
        return Name.fromString(text.isEmpty() ? "." : text.toString());
    }

    @Test
    void agreesWithDnsjava() throws Exception {
        final Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            final Set<Name> names = new HashSet<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                final Name name = random(random, 4);
                if (name.labels() > 1 || random.nextInt(50) == 0) {
                    names.add(name);
                }
            }
            final NameTable table = new NameTable(names.stream()
                    .map(name -> DomainName.parse(name.toString()))
                    .toList());
            for (int i = 0; i < 200; i++) {
                final Name name = random(random, 6);
                final String seen = "seed " + SEED + ", " + name + " in " + names;
                assertThat(table.has(fold(name))).as(seen).isEqualTo(names.contains(name));
                assertThat(table.hasSuffixOf(fold(name)))
                        .as(seen)
                        .isEqualTo(names.stream().anyMatch(name::subdomain));
            }
        }
    }

    @Test
    void knowsEveryNameOfManyAndNoOther() {
        final List<DomainName> names = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            names.add(DomainName.parse("host" + i + ".Zone" + i % 977 + ".example."));
        }
        final NameTable table = new NameTable(names);
        for (int i = 0; i < 50_000; i++) {
            final Name name = Name.fromConstantString("HOST" + i + ".zone" + i % 977 + ".example.");
            assertThat(table.has(fold(name))).as("%s", name).isTrue();
            assertThat(table.hasSuffixOf(fold(Name.fromConstantString("x." + name))))
                    .isTrue();
            assertThat(table.has(fold(Name.fromConstantString("host" + i + ".zone" + (i + 1) % 977 + ".example."))))
                    .isFalse();
            assertThat(table.hasSuffixOf(fold(Name.fromConstantString("host" + i + ".example."))))
                    .isFalse();
        }
    }

    @Test
    void hasTheLongestNames() throws Exception {
        final String label = "x".repeat(63);
        final Name longest = Name.fromString((label + ".").repeat(3) + "y".repeat(61) + ".");
        final Name deepest = Name.fromString("z.".repeat(127));
        assertThat((int) longest.length()).isEqualTo(255);
        final NameTable table =
                new NameTable(List.of(DomainName.parse(longest.toString()), DomainName.parse(deepest.toString())));
        assertThat(table.has(fold(longest))).isTrue();
        assertThat(table.has(fold(deepest))).isTrue();
        assertThat(table.hasSuffixOf(fold(Name.fromString("z.".repeat(126))))).isFalse();
    }
}
