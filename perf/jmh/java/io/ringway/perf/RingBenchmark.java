package io.ringway.perf;

import io.ringway.wire.Memory;
import io.ringway.xdp.ConsumerRing;
import io.ringway.xdp.Descriptor;
import io.ringway.xdp.ProducerRing;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ring operations per entry, in batches of 32, on rings in plain memory; the kernel's side moves its index by the batch and no more. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBenchmark {
    private static final int BATCH = 32;
    private static final int RING_SIZE = 2048;
    private static final int LINE_BYTES = 64;

    private final Arena arena = Arena.ofAuto();
    private long receiveIndex;
    private long completionIndex;
    private long transmitIndex;
    private long fillIndex;
    private ConsumerRing receive;
    private ConsumerRing completion;
    private ProducerRing transmit;
    private ProducerRing fill;

    /** Lays the four rings out: producer index, consumer index and flags on a line each, then the entries. */
    @Setup
    public void prepare() {
        receiveIndex = ring();
        completionIndex = ring();
        transmitIndex = ring();
        fillIndex = ring();
        receive = consumer(receiveIndex, Descriptor.SHIFT);
        completion = consumer(completionIndex, Descriptor.ADDRESS_SHIFT);
        transmit = producer(transmitIndex, Descriptor.SHIFT);
        fill = producer(fillIndex, Descriptor.ADDRESS_SHIFT);
    }

    private long ring() {
        return arena.allocate(3L * LINE_BYTES + ((long) RING_SIZE << Descriptor.SHIFT), LINE_BYTES)
                .address();
    }

    private static ConsumerRing consumer(final long ring, final int entryShift) {
        return new ConsumerRing(ring, ring + LINE_BYTES, ring + 3 * LINE_BYTES, RING_SIZE, entryShift);
    }

    private static ProducerRing producer(final long ring, final int entryShift) {
        return new ProducerRing(
                ring, ring + LINE_BYTES, ring + 2 * LINE_BYTES, ring + 3 * LINE_BYTES, RING_SIZE, entryShift);
    }

    /**
     * RX: look, read descriptors, give back.
     *
     * @return depends on all that was read.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long receive() {
        Memory.putIntRelease(receiveIndex, Memory.intAt(receiveIndex) + BATCH);
        final int count = receive.available(BATCH);
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long entry = receive.entry(i);
            sum += Descriptor.address(entry) + Descriptor.length(entry);
        }
        receive.release(count);
        return sum;
    }

    /**
     * COMPLETION: look, read addresses, give back.
     *
     * @return depends on all that was read.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long completion() {
        Memory.putIntRelease(completionIndex, Memory.intAt(completionIndex) + BATCH);
        final int count = completion.available(BATCH);
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Memory.longAt(completion.entry(i));
        }
        completion.release(count);
        return sum;
    }

    /**
     * TX: find room, write descriptors, submit, look what is pending.
     *
     * @return entries pending, none.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int transmit() {
        final int count = transmit.free(BATCH);
        for (int i = 0; i < count; i++) {
            Descriptor.write(transmit.entry(i), (long) i << 11, 71);
        }
        transmit.submit(count);
        Memory.putIntRelease(transmitIndex + LINE_BYTES, Memory.intAt(transmitIndex));
        return transmit.pending();
    }

    /**
     * FILL: find room, write addresses, submit.
     *
     * @return entries submitted.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int fill() {
        final int count = fill.free(BATCH);
        for (int i = 0; i < count; i++) {
            Memory.putLong(fill.entry(i), (long) i << 11);
        }
        fill.submit(count);
        Memory.putIntRelease(fillIndex + LINE_BYTES, Memory.intAt(fillIndex));
        return count;
    }
}
