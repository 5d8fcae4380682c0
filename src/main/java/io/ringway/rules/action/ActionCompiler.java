package io.ringway.rules.action;

import io.ringway.rules.Decision;
import io.ringway.rules.SharedParts;
import io.ringway.rules.Verdict;
import io.ringway.rules.log.LogAction;
import io.ringway.rules.lua.LuaAction;
import io.ringway.rules.rate.SharedRate;
import io.ringway.rules.response.ResponseActionCompiler;
import io.ringway.settings.Netmask;
import io.ringway.settings.rules.ActionSettings;
import io.ringway.settings.rules.AnswerFlags;
import io.ringway.settings.rules.StartOfAuthority;
import io.ringway.wire.AnswerRecords;
import io.ringway.wire.DnsHeader;
import io.ringway.wire.forward.EdnsOption;
import io.ringway.wire.forward.SubnetChoice;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes one worker's actions from settings; what records answers carry is encoded here. Control thread. */
public final class ActionCompiler {
    private static final int UDP_PAYLOAD_SIZE = 1232;
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int SOA = 6;
    private static final int AAAA = 28;

    private ActionCompiler() {}

    /**
     * Compiles an action.
     *
     * @param action what the operator wrote.
     * @param parts  what workers have in common.
     * @return used by one worker's thread.
     */
    public static Action compile(final ActionSettings action, final SharedParts parts) {
        return switch (action) {
            case ActionSettings.Allow allow -> new VerdictAction(Verdict.FORWARD);
            case ActionSettings.Drop drop -> new VerdictAction(Verdict.DROP);
            case ActionSettings.None none -> new VerdictAction(Verdict.CONTINUE);
            case ActionSettings.Truncate truncate -> new RcodeAction();
            case ActionSettings.Continue wrapped -> new ContinueAction(compile(wrapped.action(), parts));
            case ActionSettings.RCode rcode ->
                new RcodeAction(rcode.rcode(), new AnswerFlags(rcode.aa(), rcode.ad(), rcode.ra()));
            case ActionSettings.Spoof spoof ->
                new SpoofAction(
                        addresses(A, spoof, false),
                        addresses(AAAA, spoof, true),
                        new HeaderBits(new AnswerFlags(spoof.aa(), spoof.ad(), spoof.ra())));
            case ActionSettings.SpoofCname cname ->
                new RecordsAction(
                        NOERROR,
                        new HeaderBits(cname.flags()),
                        AnswerRecords.of(
                                CNAME, cname.ttlS(), List.of(cname.target().wire())),
                        RecordsAction.OWN_TYPE);
            case ActionSettings.SpoofRaw raw ->
                new RecordsAction(
                        NOERROR,
                        new HeaderBits(raw.flags()),
                        AnswerRecords.of(0, raw.ttlS(), raw.data()),
                        raw.typeForAny().orElse(RecordsAction.TYPE_OF_QUESTION));
            case ActionSettings.NegativeAndSoa negative ->
                new RecordsAction(
                        negative.nxdomain() ? NXDOMAIN : NOERROR,
                        new HeaderBits(negative.flags()),
                        AnswerRecords.of(
                                negative.inAuthority()
                                        ? AnswerRecords.Section.AUTHORITY
                                        : AnswerRecords.Section.ADDITIONAL,
                                negative.zone().wire(),
                                SOA,
                                negative.ttlS(),
                                List.of(data(negative.data()))),
                        RecordsAction.OWN_TYPE);
            case ActionSettings.Pool pool -> new PoolAction(parts.pool(pool.pool()), pool.stopProcessing());
            case ActionSettings.DropAboveRate rate ->
                new RateAction(
                        member(parts, rate, rate.qps()),
                        new VerdictAction(Verdict.CONTINUE),
                        new VerdictAction(Verdict.DROP));
            case ActionSettings.PoolWithinRate rate ->
                new RateAction(
                        member(parts, rate, rate.qps()),
                        new PoolAction(parts.pool(rate.pool()), rate.stopProcessing()),
                        new VerdictAction(Verdict.CONTINUE));
            default -> compileNote(action, parts);
        };
    }

    /** Those that change or note something, and go on. */
    private static Action compileNote(final ActionSettings action, final SharedParts parts) {
        return switch (action) {
            case ActionSettings.NoRecurse noRecurse -> new HeaderBitAction(DnsHeader.RD, false);
            case ActionSettings.DisableValidation disable -> new HeaderBitAction(DnsHeader.CD, true);
            case ActionSettings.EdnsOption option ->
                new EdnsOptionAction(new EdnsOption(option.code(), option.data(), UDP_PAYLOAD_SIZE));
            case ActionSettings.SetTag tag -> new TagAction(parts.tag(tag.name()), parts.tagValue(tag.value()));
            case ActionSettings.SkipCache skip -> new NotingAction(Decision::skipCache);
            case ActionSettings.Delay delay -> new NotingAction(decision -> decision.delay(delay.ms()));
            case ActionSettings.Lua lua -> new LuaAction(lua.function(), parts);
            case ActionSettings.Log log ->
                new LogAction(parts.member(log, () -> parts.logs().join(log)));
            case ActionSettings.FailureTtl failure -> new NotingAction(decision -> decision.failureTtl(failure.ttlS()));
            case ActionSettings.EcsNetwork ecs -> subnet(network(ecs.forIpv4()), network(ecs.forIpv6()));
            case ActionSettings.EcsOverride ecs ->
                new NotingAction(decision -> decision.subnet().override(ecs.override()));
            case ActionSettings.EcsPrefixes ecs ->
                new NotingAction(decision -> decision.subnet().prefixes(ecs.ipv4(), ecs.ipv6()));
            case ActionSettings.EcsDisabled ecs ->
                new NotingAction(decision -> decision.subnet().disable());
            case ActionSettings.OnResponse response -> ResponseActionCompiler.compile(response.action(), parts);
            default -> throw new IllegalArgumentException("no action for " + action);
        };
    }

    private static Action subnet(final SubnetChoice.Network forIpv4, final SubnetChoice.Network forIpv6) {
        return new NotingAction(decision -> decision.subnet().networks(forIpv4, forIpv6));
    }

    private static SubnetChoice.Network network(final Netmask mask) {
        return new SubnetChoice.Network(mask.networkBytes(), mask.prefixLength());
    }

    private static SharedRate.Member member(final SharedParts parts, final ActionSettings settings, final int qps) {
        return parts.member(
                settings,
                () -> parts.part(settings, () -> new SharedRate(qps, qps)).join());
    }

    /** Null when there is no address of the family. */
    private static AnswerRecords addresses(final int type, final ActionSettings.Spoof settings, final boolean v6) {
        final List<byte[]> data = settings.addresses().stream()
                .filter(address -> address instanceof Inet6Address == v6)
                .map(InetAddress::getAddress)
                .toList();
        return data.isEmpty() ? null : AnswerRecords.of(type, settings.ttlS(), data);
    }

    private static byte[] data(final StartOfAuthority soa) {
        final byte[] primary = soa.primary().wire();
        final byte[] mailbox = soa.mailbox().wire();
        return ByteBuffer.allocate(primary.length + mailbox.length + 5 * Integer.BYTES)
                .put(primary)
                .put(mailbox)
                .putInt((int) soa.serial())
                .putInt((int) soa.refreshS())
                .putInt((int) soa.retryS())
                .putInt((int) soa.expireS())
                .putInt((int) soa.minimumS())
                .array();
    }
}
