package io.ringway.rules;

import io.ringway.settings.ActionSettings;
import io.ringway.wire.AnswerRecords;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsQuery;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * {@code SpoofAction(addresses[, {aa, ad, ra, ttl}])}: A, AAAA and ANY queries get these addresses, each time another one first; for a
 * family without an address the answer is NOERROR without records; all other types go on to the next rule.
 */
final class SpoofAction implements Action {
    private static final int NOERROR = 0;
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int ANY = 255;

    private final AnswerRecords ipv4;
    private final AnswerRecords ipv6;
    private final boolean aa;
    private final boolean ad;
    private final boolean raGiven;
    private final boolean ra;
    private int first;

    SpoofAction(final ActionSettings.Spoof settings) {
        ipv4 = records(A, settings, false);
        ipv6 = records(AAAA, settings, true);
        aa = settings.aa().orElse(false);
        ad = settings.ad().orElse(false);
        raGiven = settings.ra().isPresent();
        ra = settings.ra().orElse(false);
    }

    /** Null when there is no address of the family. */
    private static AnswerRecords records(final int type, final ActionSettings.Spoof settings, final boolean v6) {
        final List<byte[]> data = settings.addresses().stream()
                .filter(address -> address instanceof Inet6Address == v6)
                .map(InetAddress::getAddress)
                .toList();
        return data.isEmpty() ? null : AnswerRecords.of(type, settings.ttlS(), data);
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        final int type = query.qtype();
        if (type != A && type != AAAA && type != ANY) {
            return Verdict.CONTINUE;
        }
        decision.answer(NOERROR, aa, ad, raGiven ? ra : query.recursionDesired());
        first = first == Integer.MAX_VALUE ? 0 : first + 1;
        if (type != AAAA && ipv4 != null) {
            decision.addRecords(ipv4, first % ipv4.count());
        }
        if (type != A && ipv6 != null) {
            decision.addRecords(ipv6, first % ipv6.count());
        }
        return Verdict.ANSWER;
    }
}
