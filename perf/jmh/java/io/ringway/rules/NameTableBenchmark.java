package io.ringway.rules;

import io.ringway.rules.names.NameTable;
import io.ringway.settings.DomainName;
import io.ringway.wire.FoldedName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Looking up names of a set, and below them, each time another one, folding included; half of the names are not in the set. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NameTableBenchmark {
    private static final int LOOKUPS = 1 << 16;
    private static final int STRIDE = 64;
    private static final long SEED = 20_261_124;

    /** How many names. */
    @Param({"1000", "1000000"})
    public int names;

    private final FoldedName folded = new FoldedName();
    private final MemorySegment memory = Arena.ofAuto().allocate((long) LOOKUPS * STRIDE, STRIDE);
    private final int[] lengths = new int[LOOKUPS];
    private NameTable table;
    private int next;

    /** Makes the set and what is looked up. */
    @Setup
    public void prepare() {
        final List<DomainName> list = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            list.add(name(i));
        }
        table = new NameTable(list);
        final Random random = new Random(SEED);
        for (int i = 0; i < LOOKUPS; i++) {
            final DomainName name = name(random.nextInt(2 * names));
            final byte[] wire = DomainName.parse((i & 1) == 0 ? name.toString() : "WWW." + name)
                    .wire();
            MemorySegment.copy(wire, 0, memory, ValueLayout.JAVA_BYTE, (long) i * STRIDE, wire.length);
            lengths[i] = wire.length;
        }
    }

    private static DomainName name(final int number) {
        return DomainName.parse("ads" + number * 7_919L % 10_000_019 + (number % 3 == 0 ? ".example.net" : ".com"));
    }

    /**
     * One name.
     *
     * @return whether it is in the set or below one of it.
     */
    @Benchmark
    public boolean suffix() {
        next = (next + 1) & (LOOKUPS - 1);
        folded.fold(memory.address() + (long) next * STRIDE, lengths[next]);
        return table.hasSuffixOf(folded);
    }
}
