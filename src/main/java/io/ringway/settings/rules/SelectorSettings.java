package io.ringway.settings.rules;

import io.ringway.settings.DomainName;
import io.ringway.settings.Netmask;
import java.util.List;
import java.util.Optional;

/** Which packets a rule is for; one record for each kind of selector of the dialect. */
public sealed interface SelectorSettings {
    /** {@code AllRule()}: every packet. */
    record All() implements SelectorSettings {}

    /**
     * {@code AndRule(rules)}: what all of them match.
     *
     * @param selectors the rules in order
     */
    record And(List<SelectorSettings> selectors) implements SelectorSettings {
        /** Copies the list. */
        public And {
            selectors = List.copyOf(selectors);
        }
    }

    /**
     * {@code OrRule(rules)}: what at least one of them matches.
     *
     * @param selectors the rules in order
     */
    record Or(List<SelectorSettings> selectors) implements SelectorSettings {
        /** Copies the list. */
        public Or {
            selectors = List.copyOf(selectors);
        }
    }

    /**
     * {@code NotRule(rule)}: what it does not match.
     *
     * @param selector the rule
     */
    record Not(SelectorSettings selector) implements SelectorSettings {}

    /**
     * A number of the query in a range, such as {@code QTypeRule(DNSQType.A)}.
     *
     * @param number    which one
     * @param parameter what {@link QueryNumber} says, else 0
     * @param minimum   the least that matches
     * @param maximum   the most that matches
     */
    record InRange(QueryNumber number, int parameter, int minimum, int maximum) implements SelectorSettings {}

    /**
     * {@code QNameRule(name)}.
     *
     * @param name the question's name
     */
    record Name(DomainName name) implements SelectorSettings {}

    /**
     * {@code QNameSuffixRule(names)}: one of them, or what is below one of them.
     *
     * @param names of which rules with the same list share one table
     */
    record NameSuffixes(NameList names) implements SelectorSettings {}

    /**
     * {@code QNameSetRule(names)}: one of them.
     *
     * @param names of which rules with the same list share one table
     */
    record NameSet(NameList names) implements SelectorSettings {}

    /**
     * {@code RegexRule(expression)} and {@code RE2Rule(expression)}, for the question's name without its final dot.
     *
     * @param expression     in RE2's syntax
     * @param whole          whether it must match the whole name, else a part of it
     * @param caseSensitive  whether letters must agree in their case
     */
    record Regex(String expression, boolean whole, boolean caseSensitive) implements SelectorSettings {}

    /**
     * {@code NetmaskGroupRule(masks[, source])}.
     *
     * @param masks  the networks and their exceptions
     * @param source whether the client's address is looked for, else the one that was asked
     */
    record Networks(List<Netmask> masks, boolean source) implements SelectorSettings {
        /** Copies the list. */
        public Networks {
            masks = List.copyOf(masks);
        }
    }

    /**
     * {@code MaxQPSRule(qps)}: what stays within a rate, counted over all workers.
     *
     * @param qps   queries per second
     * @param burst queries at once
     */
    record WithinRate(int qps, int burst) implements SelectorSettings {}

    /**
     * {@code MaxQPSIPRule(qps[, v4Mask[, v6Mask[, burst]]])}: queries of clients that ask more than that, counted over all workers.
     *
     * @param qps    queries per second of one network
     * @param v4Mask bits of an IPv4 address that make a network
     * @param v6Mask bits of an IPv6 address that make a network
     * @param burst  queries at once
     */
    record ClientAboveRate(int qps, int v4Mask, int v6Mask, int burst) implements SelectorSettings {}

    /**
     * {@code LuaRule(function)}: what a function of the configuration says.
     *
     * @param function asked about each query that comes to it
     */
    record Lua(QueryFunction function) implements SelectorSettings {}

    /**
     * {@code TimedIPSetRule()}: clients whose address is in a set that changes.
     *
     * @param addresses looked up for each query
     */
    record TimedAddresses(TimedAddressSet addresses) implements SelectorSettings {}

    /**
     * {@code ProbaRule(probability)}.
     *
     * @param probability 0 to 1
     */
    record Chance(double probability) implements SelectorSettings {}

    /**
     * {@code TagRule(name[, value])}.
     *
     * @param name  of the tag
     * @param value that it must have; absent for any
     */
    record Tag(String name, Optional<String> value) implements SelectorSettings {}

    /**
     * {@code PoolAvailableRule(pool)}: whether a server of it is up.
     *
     * @param pool its name
     */
    record PoolAvailable(String pool) implements SelectorSettings {}
}
