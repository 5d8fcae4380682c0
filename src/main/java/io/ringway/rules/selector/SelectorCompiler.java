package io.ringway.rules.selector;

import com.google.re2j.Pattern;
import io.ringway.rules.NetmaskGroup;
import io.ringway.rules.SharedParts;
import io.ringway.rules.lua.LuaSelector;
import io.ringway.rules.rate.ClientRates;
import io.ringway.rules.rate.SharedRate;
import io.ringway.settings.rules.SelectorSettings;
import java.security.SecureRandom;
import java.util.List;

/** Makes one worker's selectors from settings. Control thread. */
public final class SelectorCompiler {
    private static final SecureRandom RANDOM = new SecureRandom();

    private SelectorCompiler() {}

    /**
     * Compiles a selector.
     *
     * @param selector what the operator wrote.
     * @param parts    what workers have in common.
     * @return used by one worker's thread.
     */
    public static Selector compile(final SelectorSettings selector, final SharedParts parts) {
        return switch (selector) {
            case SelectorSettings.All all -> new AllSelector();
            case SelectorSettings.And and -> new CompositeSelector(compile(and.selectors(), parts), false);
            case SelectorSettings.Or or -> new CompositeSelector(compile(or.selectors(), parts), true);
            case SelectorSettings.Not not -> new NotSelector(compile(not.selector(), parts));
            case SelectorSettings.InRange range ->
                new NumberSelector(range.number(), range.parameter(), range.minimum(), range.maximum());
            case SelectorSettings.Name name -> new NameSelector(name.name().folded());
            case SelectorSettings.NameSuffixes suffixes -> new NamesSelector(parts.table(suffixes.names()), true);
            case SelectorSettings.NameSet set -> new NamesSelector(parts.table(set.names()), false);
            case SelectorSettings.Regex regex ->
                new RegexSelector(
                        parts.part(regex, () -> Pattern.compile(regex.expression())),
                        regex.whole(),
                        regex.caseSensitive());
            case SelectorSettings.Networks networks ->
                new NetworksSelector(parts.part(networks, () -> new NetmaskGroup(networks.masks())), networks.source());
            case SelectorSettings.WithinRate rate ->
                new WithinRateSelector(parts.member(
                        rate,
                        () -> parts.part(rate, () -> new SharedRate(rate.qps(), rate.burst()))
                                .join()));
            case SelectorSettings.ClientAboveRate rate ->
                new ClientAboveRateSelector(parts.member(
                        rate, () -> parts.part(rate, () -> rates(rate)).join()));
            case SelectorSettings.Lua lua -> new LuaSelector(lua.function(), parts);
            case SelectorSettings.TimedAddresses timed -> new TimedSelector(timed.addresses());
            case SelectorSettings.Chance chance -> new ChanceSelector(chance.probability(), RANDOM.nextLong());
            case SelectorSettings.Tag tag ->
                new TagSelector(
                        parts.tag(tag.name()), tag.value().map(parts::tagValue).orElse(TagSelector.ANY_VALUE));
            case SelectorSettings.PoolAvailable pool -> new PoolAvailableSelector(parts.pool(pool.pool()));
        };
    }

    private static ClientRates rates(final SelectorSettings.ClientAboveRate rate) {
        return new ClientRates(rate.qps(), rate.burst(), rate.v4Mask(), rate.v6Mask(), RANDOM.nextLong());
    }

    private static Selector[] compile(final List<SelectorSettings> selectors, final SharedParts parts) {
        return selectors.stream().map(selector -> compile(selector, parts)).toArray(Selector[]::new);
    }
}
