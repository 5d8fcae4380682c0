package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.FoldedName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code QNameRule(name)}. */
final class NameSelector extends Selector {
    private final MemorySegment memory;
    private final long address;
    private final int length;

    /** {@code folded} is in wire format with letters in lower case. */
    NameSelector(final byte[] folded) {
        length = folded.length;
        memory = Arena.ofAuto().allocate(length + (long) Long.BYTES, Long.BYTES);
        address = memory.address();
        MemorySegment.copy(folded, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return query.qnameLength() == length
                && FoldedName.same(address, decision.name().address(), length);
    }
}
