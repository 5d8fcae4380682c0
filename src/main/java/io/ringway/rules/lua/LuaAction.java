package io.ringway.rules.lua;

import io.ringway.rules.Decision;
import io.ringway.rules.SharedParts;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.rules.action.ActionCompiler;
import io.ringway.settings.DomainName;
import io.ringway.settings.SetupException;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.AnswerFlags;
import io.ringway.settings.rules.QueryFunction;
import io.ringway.wire.Datagram;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.DnsQuery;
import io.ringway.wire.Memory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code LuaAction(function)}. Where the function cannot be asked, or fails, the next rule is asked. */
public final class LuaAction extends Action {
    private static final int NXDOMAIN = 3;
    private static final int REFUSED = 5;
    private static final int SERVFAIL = 2;
    private static final int TTL_S = 60;
    private static final int MAX_DELAY_MS = 65_535;
    private static final int CHANGEABLE_FLAGS = DnsHeader.RD | DnsHeader.CD;

    private final QueryFunction function;
    private final SharedParts parts;

    /**
     * Makes the action.
     *
     * @param function says what becomes of a query.
     * @param parts    what workers have in common.
     */
    public LuaAction(final QueryFunction function, final SharedParts parts) {
        this.function = function;
        this.parts = parts;
    }

    @Override
    public Verdict apply(final Datagram datagram, final DnsQuery query, final Decision decision) {
        final Map<String, String> tags = parts.tags(decision);
        final Optional<QueryFunction.Answer> answer = parts.luaCalls().ask(function, datagram, query, tags);
        if (answer.isEmpty()) {
            return Verdict.CONTINUE;
        }
        try {
            change(answer.get(), tags, datagram, query, decision);
            return act(answer.get(), datagram, query, decision);
        } catch (final SetupException e) {
            parts.luaCalls().fail("LuaAction: " + e.getMessage());
            return Verdict.CONTINUE;
        }
    }

    private void change(
            final QueryFunction.Answer answer,
            final Map<String, String> before,
            final Datagram datagram,
            final DnsQuery query,
            final Decision decision) {
        final int changed = (answer.flags() ^ query.flags()) & CHANGEABLE_FLAGS;
        if (changed != 0) {
            putFlags(query.flags() ^ changed, datagram, query);
        }
        answer.tags().forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                decision.tags().put(parts.tag(name), parts.tagValue(value));
            }
        });
        if (answer.skipCache()) {
            decision.skipCache();
        }
        if (!answer.useEcs()) {
            decision.subnet().disable();
        }
        answer.ecsOverride().ifPresent(decision.subnet()::override);
        answer.ecsPrefix().ifPresent(bits -> decision.subnet().prefixes(Math.min(bits, Integer.SIZE), bits));
        answer.failureTtlS().ifPresent(decision::failureTtl);
    }

    private static void putFlags(final int flags, final Datagram datagram, final DnsQuery query) {
        Memory.putShortBigEndian(query.message() + DnsHeader.FLAGS_OFFSET, flags);
        datagram.payloadChanged(datagram.payloadLength());
    }

    /** The numbers are those of {@code DNSAction}. */
    private Verdict act(
            final QueryFunction.Answer answer, final Datagram datagram, final DnsQuery query, final Decision decision) {
        return switch (answer.action()) {
            case 0 -> Verdict.DROP;
            case 1 -> apply(rcode(NXDOMAIN), datagram, query, decision);
            case 2 -> apply(rcode(REFUSED), datagram, query, decision);
            case 3 -> apply(spoof(answer.text()), datagram, query, decision);
            case 4, 5 -> Verdict.FORWARD;
            case 6 -> {
                decision.forward(parts.pool(answer.text()));
                yield Verdict.FORWARD;
            }
            case 7 -> {
                decision.delay(delayMs(answer.text()));
                yield Verdict.CONTINUE;
            }
            case 8 -> apply(new ActionSettings.Truncate(), datagram, query, decision);
            case 9 -> apply(rcode(SERVFAIL), datagram, query, decision);
            case 12 -> {
                putFlags(query.flags() & ~DnsHeader.RD, datagram, query);
                yield Verdict.FORWARD;
            }
            case 13 -> apply(raw(answer.text()), datagram, query, decision);
            case 10, 11, 15 -> Verdict.CONTINUE;
            default ->
                throw new SetupException(
                        "the function returned " + answer.action() + "; return a DNSAction but SpoofPacket");
        };
    }

    private Verdict apply(
            final ActionSettings settings, final Datagram datagram, final DnsQuery query, final Decision decision) {
        return ActionCompiler.compile(settings, parts).apply(datagram, query, decision);
    }

    private static ActionSettings rcode(final int rcode) {
        return new ActionSettings.RCode(rcode, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static int delayMs(final String text) {
        try {
            return Math.clamp(Long.parseLong(text.strip()), 0, MAX_DELAY_MS);
        } catch (final NumberFormatException e) {
            throw new SetupException("the function returned DNSAction.Delay with '" + text + "'; give milliseconds", e);
        }
    }

    /** Addresses with commas between them, or a name that the query's is an alias of. */
    private static ActionSettings spoof(final String text) {
        final List<InetAddress> addresses = new ArrayList<>();
        try {
            for (final String address : text.split(",", -1)) {
                addresses.add(InetAddress.ofLiteral(address.strip()));
            }
            return new ActionSettings.Spoof(addresses, TTL_S, Optional.empty(), Optional.empty(), Optional.empty());
        } catch (final IllegalArgumentException noAddress) {
            try {
                return new ActionSettings.SpoofCname(DomainName.parse(text), TTL_S, AnswerFlags.DEFAULT);
            } catch (final IllegalArgumentException e) {
                throw new SetupException(
                        "the function returned DNSAction.Spoof with '" + text + "'; give addresses or a name", e);
            }
        }
    }

    private static ActionSettings raw(final String text) {
        final byte[] data = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return new ActionSettings.SpoofRaw(List.of(data), OptionalInt.empty(), TTL_S, AnswerFlags.DEFAULT);
    }
}
