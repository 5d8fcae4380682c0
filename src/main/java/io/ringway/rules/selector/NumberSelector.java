package io.ringway.rules.selector;

import io.ringway.rules.Decision;
import io.ringway.settings.rules.QueryNumber;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsName;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;

/** All selectors that compare a number of the query with a range: one class, so that the compiler puts it in line wherever most rules are of these. */
final class NumberSelector extends Selector {
    private static final int SECTION_SHIFT = 16;
    private static final int TYPE_MASK = 0xFFFF;
    private static final int OPTION_HEADER_LENGTH = 4;
    private static final int RECORD_FIXED_LENGTH = 10;
    private static final int RDLENGTH_OFFSET = 8;

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
            case EXTENDED_RCODE -> query.extendedRcode();
            case RECURSION_DESIRED -> bit(query.recursionDesired());
            case DNSSEC -> bit(query.dnssecOk() || query.checkingDisabled());
            case TCP -> bit(datagram.isTcp());
            case DESTINATION_PORT -> datagram.destinationPort();
            case EDNS_VERSION -> query.hasEdns() ? query.ednsVersion() : -1;
            case EDNS_OPTION -> bit(query.hasEdns() && hasOption(query, parameter));
            case LABELS -> decision.name().labels();
            case NAME_LENGTH -> query.qnameLength();
            case RECORDS -> query.count(parameter);
            case RECORDS_OF_TYPE -> countOfType(query, parameter >>> SECTION_SHIFT, parameter & TYPE_MASK);
            case PAYLOAD_SIZE -> datagram.payloadLength();
            // TRAILING_DATA: without a default the compiler adds one that throws.
            default -> query.length() - query.recordsEnd();
        };
    }

    /** 0 in a message whose records do not parse, which only a response can be. */
    private static int countOfType(final DnsQuery query, final int section, final int type) {
        if (!query.isWhole()) {
            return 0;
        }
        int before = 0;
        for (int i = 1; i < section; i++) {
            before += query.count(i);
        }
        final int end = before + query.count(section);
        final long message = query.message();
        int found = 0;
        int position = query.questionEnd();
        for (int i = 0; i < end; i++) {
            final int fixed = DnsName.end(message, position, query.length());
            if (i >= before && Memory.shortBigEndianAt(message + fixed) == type) {
                found++;
            }
            position = fixed + RECORD_FIXED_LENGTH + Memory.shortBigEndianAt(message + fixed + RDLENGTH_OFFSET);
        }
        return found;
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
