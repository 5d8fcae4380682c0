package io.ringway.settings.rules;

import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import io.ringway.settings.SourceLocation;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a rule does; one record for each action of the dialect. */
public sealed interface ActionSettings {
    /** {@code AllowAction()}: no more rules, the query goes to its pool. */
    record Allow() implements ActionSettings {}

    /** {@code DropAction()}: no answer. */
    record Drop() implements ActionSettings {}

    /** {@code NoneAction()}: the next rule. */
    record None() implements ActionSettings {}

    /** {@code TCAction()}: TC=1 over UDP, the next rule over TCP. */
    record Truncate() implements ActionSettings {}

    /**
     * {@code ContinueAction(action)}: does that, and goes on to the next rule whatever it decided.
     *
     * @param action the action
     */
    record Continue(ActionSettings action) implements ActionSettings {}

    /**
     * {@code RCodeAction(rcode[, {aa, ad, ra}])} and {@code ERCodeAction}: answers at once.
     *
     * @param rcode response code, 0 to 4095; what is above 15 needs an OPT record
     * @param aa    whether the AA bit is set; absent means clear
     * @param ad    whether the AD bit is set; absent means clear
     * @param ra    whether the RA bit is set; absent means as RD of the query
     */
    record RCode(int rcode, Optional<Boolean> aa, Optional<Boolean> ad, Optional<Boolean> ra)
            implements ActionSettings {}

    /**
     * {@code SpoofAction(addresses[, {aa, ad, ra, ttl}])}: answers queries for addresses with these.
     *
     * @param addresses of either family, at least one
     * @param ttlS      time to live of the records, seconds
     * @param aa        whether the AA bit is set; absent means clear
     * @param ad        whether the AD bit is set; absent means clear
     * @param ra        whether the RA bit is set; absent means as RD of the query
     */
    record Spoof(
            List<InetAddress> addresses, int ttlS, Optional<Boolean> aa, Optional<Boolean> ad, Optional<Boolean> ra)
            implements ActionSettings {
        /** Copies the list. */
        public Spoof {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * {@code SpoofCNAMEAction(name[, {aa, ad, ra, ttl}])}: answers every type with a CNAME record.
     *
     * @param target what the name is an alias of
     * @param ttlS   time to live of the record, seconds
     * @param flags  of the header
     */
    record SpoofCname(DomainName target, int ttlS, AnswerFlags flags) implements ActionSettings {}

    /**
     * {@code SpoofRawAction(data[, {aa, ad, ra, ttl, typeForAny}])}: answers every type with these data.
     *
     * @param data       of records of the type that is asked for, at least one
     * @param typeForAny their type where ANY is asked for; without one such queries go on to the next rule
     * @param ttlS       time to live of the records, seconds
     * @param flags      of the header
     */
    record SpoofRaw(List<byte[]> data, OptionalInt typeForAny, int ttlS, AnswerFlags flags) implements ActionSettings {
        /** Copies the list. */
        public SpoofRaw {
            data = List.copyOf(data);
        }
    }

    /**
     * {@code NegativeAndSOAAction(nxdomain, zone, ttl, …)}: answers that there is no such name, or no such type.
     *
     * @param nxdomain    NXDOMAIN, else NOERROR without records
     * @param zone        owner of the SOA record
     * @param ttlS        its time to live, seconds
     * @param data        its data
     * @param inAuthority whether it stands in the authority section, else in the additional one
     * @param flags       of the header
     */
    record NegativeAndSoa(
            boolean nxdomain, DomainName zone, int ttlS, StartOfAuthority data, boolean inAuthority, AnswerFlags flags)
            implements ActionSettings {}

    /**
     * {@code PoolAction(pool[, stopProcessing])}: the query is forwarded to a server of that pool.
     *
     * @param pool           its name
     * @param stopProcessing whether it is forwarded at once, else when no later rule decides otherwise
     */
    record Pool(String pool, boolean stopProcessing) implements ActionSettings {
        /**
         * Forwards at once.
         *
         * @param pool its name.
         */
        public Pool(final String pool) {
            this(pool, true);
        }
    }

    /**
     * {@code QPSAction(qps)}: drops what is above a rate, counted over all workers.
     *
     * @param qps queries per second
     */
    record DropAboveRate(int qps) implements ActionSettings {}

    /**
     * {@code QPSPoolAction(qps, pool[, stopProcessing])}: what is within a rate goes to a pool, the rest on to the next rule.
     *
     * @param qps            queries per second
     * @param pool           its name
     * @param stopProcessing as for {@link Pool}
     */
    record PoolWithinRate(int qps, String pool, boolean stopProcessing) implements ActionSettings {}

    /** {@code SetNoRecurseAction()}: clears the RD bit of what the backend gets. */
    record NoRecurse() implements ActionSettings {}

    /** {@code SetDisableValidationAction()}: sets the CD bit of what the backend gets. */
    record DisableValidation() implements ActionSettings {}

    /**
     * {@code SetTagAction(name, value)}.
     *
     * @param name  of the tag
     * @param value that it gets
     */
    record SetTag(String name, String value) implements ActionSettings {}

    /**
     * {@code SetEDNSOptionAction(code, data)}: an option of what the backend gets, in the place of those of its code.
     *
     * @param code its code
     * @param data its data
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and read by the rules' compiler alone
    record EdnsOption(int code, byte[] data) implements ActionSettings {}

    /** {@code SetSkipCacheAction()}: the packet cache is neither asked nor filled. */
    record SkipCache() implements ActionSettings {}

    /**
     * An action of a rule for responses.
     *
     * @param action what it does
     */
    record OnResponse(ResponseActionSettings action) implements ActionSettings {
        @Override
        public String toString() {
            return action.toString();
        }
    }

    /**
     * {@code DelayAction(milliseconds)}: the answer over UDP, wherever it comes from, waits.
     *
     * @param ms 0 to 65,535
     */
    record Delay(int ms) implements ActionSettings {}

    /**
     * Whether an action may keep answers waiting.
     *
     * @param action any.
     * @return true for {@link Delay}, that of responses and {@link Lua}, whatever it is wrapped in.
     */
    static boolean mayDelay(final ActionSettings action) {
        return action instanceof Delay
                || action instanceof Lua
                || (action instanceof final OnResponse response
                        && response.action() instanceof ResponseActionSettings.Delay)
                || (action instanceof final Continue wrapped && mayDelay(wrapped.action()));
    }

    /**
     * {@code LuaAction(function)}: what a function of the configuration says.
     *
     * @param function asked about each query that comes to it
     */
    record Lua(QueryFunction function) implements ActionSettings {}

    /**
     * {@code LogAction([filename[, binary[, append[, buffered[, verboseOnly[, includeTimestamp]]]]]])}: a line for each query.
     *
     * @param location    where it was written
     * @param path        the file, empty for Ringway's own log
     * @param binary      whether the file gets dnsdist's bytes in the place of lines
     * @param append      whether what the file has stays
     * @param buffered    whether the file gets lines later, together
     * @param verboseOnly whether Ringway's own log gets them only when it is verbose
     * @param timestamp   whether the file gets the time with each
     */
    record Log(
            SourceLocation location,
            String path,
            boolean binary,
            boolean append,
            boolean buffered,
            boolean verboseOnly,
            boolean timestamp)
            implements ActionSettings {}

    /**
     * {@code SetTempFailureCacheTTLAction(ttl)}: how long a SERVFAIL or REFUSED of the backend is kept in the packet cache.
     *
     * @param ttlS seconds, 0 for not at all
     */
    record FailureTtl(int ttlS) implements ActionSettings {}

    /**
     * {@code SetECSAction(v4[, v6])}: the network that backends with {@code useClientSubnet} are told.
     *
     * @param forIpv4 of clients with IPv4 addresses
     * @param forIpv6 of clients with IPv6 addresses
     */
    record EcsNetwork(Netmask forIpv4, Netmask forIpv6) implements ActionSettings {}

    /**
     * {@code SetECSOverrideAction(override)}.
     *
     * @param override whether an option that the client sent is replaced
     */
    record EcsOverride(boolean override) implements ActionSettings {}

    /**
     * {@code SetECSPrefixLengthAction(v4, v6)}.
     *
     * @param ipv4 bits of an IPv4 client's address that backends are told
     * @param ipv6 bits of an IPv6 client's address that backends are told
     */
    record EcsPrefixes(int ipv4, int ipv6) implements ActionSettings {}

    /** {@code SetDisableECSAction()}: backends are not told the client's network. */
    record EcsDisabled() implements ActionSettings {}
}
