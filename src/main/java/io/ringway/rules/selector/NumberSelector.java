package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;

/** All selectors that compare a number of the query with a range: one class, so that the compiler puts it in line wherever most rules are of these. */
final class NumberSelector extends Selector {
    private static final int SECTION_SHIFT = 16;
    private static final int TYPE_MASK = 0xFFFF;
    private static final int OPTION_HEADER_LENGTH = 4;

    private final QueryNumber number;
    private final int parameter;
    private final int minimum;
    private final int maximum;

    /** As {@link QueryNumber} says; both ends belong to the range. */
    NumberSelector(final QueryNumber number, final int parameter, final int minimum, final int maximum) {
        this.number = number;
        this.parameter = parameter;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    @Override
    public boolean matches(final Datagram datagram, final DnsQuery query, final Decision decision) {
        final int value = value(datagram, query, decision);
        return value >= minimum && value <= maximum;
    }

    private int value(final Datagram datagram, final DnsQuery query, final Decision decision) {
        return switch (number) {
            case TYPE -> query.qtype();
            case CLASS -> query.qclass();
            case OPCODE -> query.opcode();
            case RCODE -> query.flags() & DnsHeader.RCODE_MASK;
            case RECURSION_DESIRED -> bit(query.recursionDesired());
            case DNSSEC -> bit(query.dnssecOk() || query.checkingDisabled());
            case TCP -> bit(datagram.isTcp());
            case DESTINATION_PORT -> datagram.destinationPort();
            case EDNS_VERSION -> query.hasEdns() ? query.ednsVersion() : -1;
            case EDNS_OPTION -> bit(query.hasEdns() && hasOption(query, parameter));
            case LABELS -> decision.name().labels();
            case NAME_LENGTH -> query.qnameLength();
            case RECORDS -> query.count(parameter);
            case RECORDS_OF_TYPE -> query.countOfType(parameter >>> SECTION_SHIFT, parameter & TYPE_MASK);
            case PAYLOAD_SIZE -> datagram.payloadLength();
            // TRAILING_DATA: without a default the compiler adds one that throws.
            default -> query.length() - query.recordsEnd();
        };
    }

    private static int bit(final boolean set) {
        return set ? 1 : 0;
    }

    /** Options that do not parse end the search. */
    private static boolean hasOption(final DnsQuery query, final int code) {
        long option = query.ednsOptions();
        final long end = option + query.ednsOptionsLength();
        while (option + OPTION_HEADER_LENGTH <= end) {
            if (Memory.shortBigEndianAt(option) == code) {
                return true;
            }
            option += OPTION_HEADER_LENGTH + Memory.shortBigEndianAt(option + Short.BYTES);
        }
        return false;
    }
}
