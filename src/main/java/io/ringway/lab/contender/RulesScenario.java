package io.ringway.lab.contender;

import io.ringway.lab.results.Target;
import java.util.List;
import java.util.Optional;

/** Ten rules of the kinds that an edge has, the last of which refuses, against that one alone. No query is stopped by the first nine. */
public final class RulesScenario implements Scenario {
    private static final double LEAST_SHARE_OF_ONE_RULE = 0.95;
    private static final List<ContenderKind> USUAL = List.of(
            ContenderKind.RINGWAY_XDP_REFUSED,
            ContenderKind.RINGWAY_XDP_RULES,
            ContenderKind.DNSDIST_XDP_RULES,
            ContenderKind.DNSDIST_REGULAR_RULES);
    private static final List<ContenderKind> CONTENDERS = List.of(
            ContenderKind.FLOOR,
            ContenderKind.RINGWAY_XDP_REFUSED,
            ContenderKind.RINGWAY_XDP_RULES,
            ContenderKind.DNSDIST_XDP_RULES,
            ContenderKind.DNSDIST_REGULAR_RULES);
    private static final List<Target> TARGETS = List.of(new Target(
            ContenderKind.RINGWAY_XDP_RULES.id(), ContenderKind.RINGWAY_XDP_REFUSED.id(), LEAST_SHARE_OF_ONE_RULE));

    /** A thousand names beside the one that is asked for, and 256 networks; the rate's limit is beyond what the injector can send. */
    private static final String RULES = """
            blocked = newSuffixMatchNode()
            for i = 1, 1000 do
              blocked:add("tracker" .. i .. ".example.com")
            end
            bad = newNMG()
            for i = 0, 255 do
              bad:addMask("203.0." .. i .. ".0/24")
            end
            addAction(QNameSuffixRule(blocked), RCodeAction(DNSRCode.NXDOMAIN))
            addAction(NetmaskGroupRule(bad), DropAction())
            addAction(QTypeRule(DNSQType.ANY), TCAction())
            addAction(OrRule({QTypeRule(DNSQType.AXFR), QTypeRule(DNSQType.IXFR)}), RCodeAction(DNSRCode.NOTIMP))
            addAction(QClassRule(DNSClass.CHAOS), DropAction())
            addAction(OrRule({OpcodeRule(DNSOpcode.Notify), OpcodeRule(DNSOpcode.Update)}), RCodeAction(DNSRCode.NOTIMP))
            addAction(RegexRule("^[0-9a-f]{32}\\\\."), RCodeAction(DNSRCode.NXDOMAIN))
            addAction(QNameLabelsCountRule(1, 10), DropAction())
            addAction(MaxQPSIPRule(10000000), TCAction())
            """;

    /** The job has no parameters. */
    public RulesScenario() {}

    @Override
    public String id() {
        return "rules";
    }

    @Override
    public List<ContenderKind> contenders() {
        return CONTENDERS;
    }

    @Override
    public List<ContenderKind> usualContenders() {
        return USUAL;
    }

    @Override
    public List<Target> targets() {
        return TARGETS;
    }

    @Override
    public String responseCode(final ContenderKind kind) {
        return "REFUSED";
    }

    @Override
    public Sweep sweep() {
        return RefusedScenario.SWEEP;
    }

    @Override
    public Optional<String> configuration(final ContenderKind kind, final Site site) {
        return Optional.ofNullable(
                switch (kind) {
                    case FLOOR -> "";
                    case RINGWAY_XDP_REFUSED ->
                        DialectText.ringwayClients(site, RefusedScenario.SHARED) + RefusedScenario.REFUSE;
                    case RINGWAY_XDP_RULES ->
                        DialectText.ringwayClients(site, RefusedScenario.SHARED) + RULES + RefusedScenario.REFUSE;
                    case DNSDIST_XDP_RULES ->
                        DialectText.dnsdistClients(site) + DialectText.NO_POLL + RULES + RefusedScenario.REFUSE;
                    case DNSDIST_REGULAR_RULES ->
                        DialectText.local(site) + DialectText.NO_POLL + RULES + RefusedScenario.REFUSE;
                    default -> null;
                });
    }
}
