package io.ringway.rules.lua;

import io.ringway.settings.AddressText;
import io.ringway.settings.SetupException;
import io.ringway.settings.rules.QueryFunction;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks functions of the configuration about queries, sees to the time that they take, and counts those that take too long or fail. Any worker's thread.
 *
 * <p>Lua has one thread: a worker waits for another one's call no longer than the budget, and does without after that. A call that runs is not interrupted.
 */
public final class LuaCalls {
    /** How long a query may be held up by one function, waiting included. */
    static final long BUDGET_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(LuaCalls.class);
    private static final int MAX_TEXTS = 100;
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int FIRST_PRINTED = '!';
    private static final int LAST_PRINTED = '~';

    private final boolean asks;
    private final LongAdder overBudget = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /**
     * No calls yet.
     *
     * @param asks false where queries are made up, of which no function is to hear.
     */
    public LuaCalls(final boolean asks) {
        this.asks = asks;
    }

    /**
     * How many calls took longer than a millisecond, or were given up because another one took so long.
     *
     * @return of all workers.
     */
    public long overBudget() {
        return overBudget.sum();
    }

    /**
     * How many calls failed.
     *
     * @return of all workers.
     */
    public long errors() {
        return errors.sum();
    }

    /** What a function says of a query; absent when there is nothing that it says. */
    Optional<QueryFunction.Answer> ask(
            final QueryFunction function,
            final Datagram datagram,
            final DnsQuery query,
            final Map<String, String> tags) {
        if (!asks) {
            return Optional.empty();
        }
        final QueryFunction.Question question = new QueryFunction.Question(
                name(query),
                query.qtype(),
                query.qclass(),
                address(datagram.isIpv6(), datagram.sourceHigh(), datagram.sourceLow(), datagram.sourcePort()),
                address(
                        datagram.isIpv6(),
                        datagram.destinationHigh(),
                        datagram.destinationLow(),
                        datagram.destinationPort()),
                query.flags(),
                datagram.payloadLength(),
                datagram.isTcp(),
                query.dnssecOk(),
                tags);
        final long startNs = System.nanoTime();
        try {
            return function.ask(question, BUDGET_NS);
        } catch (final SetupException e) {
            fail(e.getMessage());
            return Optional.empty();
        } finally {
            if (System.nanoTime() - startNs > BUDGET_NS) {
                overBudget.increment();
            }
        }
    }

    /** Counts a failure, and tells of it once for each text. */
    void fail(final String message) {
        errors.increment();
        if (reported.size() < MAX_TEXTS && reported.add(message)) {
            LOG.warn("{}", message);
        }
    }

    private static String address(final boolean ipv6, final long high, final long low, final int port) {
        final ByteBuffer bytes = ipv6
                ? ByteBuffer.allocate(IPV6_LENGTH).putLong(high).putLong(low)
                : ByteBuffer.allocate(IPV4_LENGTH).putInt((int) low);
        try {
            return AddressText.of(new InetSocketAddress(InetAddress.getByAddress(bytes.array()), port));
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 1035, section 5.1. */
    private static String name(final DnsQuery query) {
        final StringBuilder text = new StringBuilder();
        long position = query.qnameAddress();
        int label = Memory.byteAt(position);
        while (label > 0) {
            for (int i = 1; i <= label; i++) {
                final int octet = Memory.byteAt(position + i);
                if (octet == '.' || octet == '\\') {
                    text.append('\\').append((char) octet);
                } else if (octet >= FIRST_PRINTED && octet <= LAST_PRINTED) {
                    text.append((char) octet);
                } else {
                    text.append(String.format(Locale.ROOT, "\\%03d", octet));
                }
            }
            text.append('.');
            position += label + 1L;
            label = Memory.byteAt(position);
        }
        return text.isEmpty() ? "." : text.toString();
    }
}
