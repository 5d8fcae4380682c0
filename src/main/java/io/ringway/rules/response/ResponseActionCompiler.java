package io.ringway.rules.response;

import io.ringway.rules.SharedParts;
import io.ringway.rules.Verdict;
import io.ringway.rules.action.Action;
import io.ringway.rules.log.LogAction;
import io.ringway.settings.rules.ResponseActionSettings;
import io.ringway.wire.response.TypeSet;
import java.util.List;

/** Makes one worker's actions for responses from settings. Control thread. */
public final class ResponseActionCompiler {
    private ResponseActionCompiler() {}

    /**
     * Compiles an action.
     *
     * @param action what the operator wrote.
     * @param parts  what workers have in common.
     * @return used by one worker's thread.
     */
    public static Action compile(final ResponseActionSettings action, final SharedParts parts) {
        return switch (action) {
            case ResponseActionSettings.Allow allow -> new FixedVerdict(Verdict.FORWARD);
            case ResponseActionSettings.Drop drop -> new FixedVerdict(Verdict.DROP);
            case ResponseActionSettings.Truncate truncate -> new TruncateResponse();
            case ResponseActionSettings.LimitTtl limit ->
                new LimitTtl(
                        limit.types().isEmpty() ? null : types(limit, limit.types(), parts),
                        limit.minimumS(),
                        limit.maximumS());
            case ResponseActionSettings.ReduceTtl reduce -> new ReduceTtl(reduce.percent());
            case ResponseActionSettings.LimitReturnedTtl limit -> new LimitReturnedTtl(limit.maximumS());
            case ResponseActionSettings.ClearTypes clear -> new ClearTypes(types(clear, clear.types(), parts));
            case ResponseActionSettings.SkipCache skip -> new KeepOutOfCache();
            case ResponseActionSettings.Log log ->
                new LogAction(parts.member(log.to(), () -> parts.logs().join(log.to())));
            case ResponseActionSettings.Delay delay -> new DelayResponse(delay.ms());
            case ResponseActionSettings.SetTag tag ->
                new TagResponse(parts.tag(tag.name()), parts.tagValue(tag.value()));
        };
    }

    private static TypeSet types(
            final ResponseActionSettings settings, final List<Integer> types, final SharedParts parts) {
        return parts.part(
                settings,
                () -> new TypeSet(types.stream().mapToInt(Integer::intValue).toArray()));
    }
}
