package io.ringway.wire.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import io.ringway.wire.forward.DnsResponse;
import io.ringway.wire.forward.ResponseDefect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A response in native memory, between bytes that nobody may touch. */
public final class ResponseRoom implements AutoCloseable {
    private static final int GUARD = 64;
    private static final byte CANARY = 0x5A;
    private static final int LONGEST = 65_535;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(GUARD + LONGEST + (long) GUARD, Long.BYTES);
    private final DnsResponse response = new DnsResponse();
    private int length;

    /** What is said of the response in hand. */
    public final DnsQuery view = new DnsQuery();

    /** Puts a response into the hand; false for one that no backend's would be taken for. */
    public boolean take(final byte[] message) {
        length = message.length;
        memory.fill(CANARY);
        MemorySegment.copy(message, 0, memory, ValueLayout.JAVA_BYTE, GUARD, length);
        final long address = memory.address() + GUARD;
        if (response.wrap(address, length) != ResponseDefect.NONE || !response.hasQuestion()) {
            return false;
        }
        final int nameLength = response.questionLength() - 4;
        view.wrapResponse(address, length, response.questionLength(), response.questionAddress(), nameLength);
        assertThat(view.qtype()).isEqualTo(Memory.shortBigEndianAt(address + DnsHeader.LENGTH + nameLength));
        return true;
    }

    /** Its first bytes, once it was looked at that nothing behind its old end, nor in front of it, was written to. */
    public byte[] read(final int bytes) {
        assertThat(bytes).isLessThanOrEqualTo(length);
        final byte[] all = memory.toArray(ValueLayout.JAVA_BYTE);
        final byte[] guard = new byte[GUARD];
        Arrays.fill(guard, CANARY);
        assertThat(Arrays.copyOf(all, GUARD)).isEqualTo(guard);
        assertThat(Arrays.copyOfRange(all, GUARD + length, GUARD + length + GUARD))
                .isEqualTo(guard);
        return Arrays.copyOfRange(all, GUARD, GUARD + bytes);
    }

    @Override
    public void close() {
        arena.close();
    }
}
