package io.ringway.settings.rules;

import java.util.List;

/** What a rule does with a response; one record for each kind of action of the dialect. */
public sealed interface ResponseActionSettings {
    /** The longest time to live (RFC 2181, section 8), seconds. */
    int MAX_TTL_S = Integer.MAX_VALUE;

    /** {@code AllowResponseAction()}: no more rules. */
    record Allow() implements ResponseActionSettings {}

    /** {@code DropResponseAction()}: the client gets nothing. */
    record Drop() implements ResponseActionSettings {}

    /** {@code TCResponseAction()}: over UDP nothing is left but the question and TC=1; the next rule over TCP. */
    record Truncate() implements ResponseActionSettings {}

    /**
     * {@code LimitTTLResponseAction(minimum, maximum[, types])}, and {@code SetMinTTLResponseAction} and {@code SetMaxTTLResponseAction} with one of these:
     * brings times to live within limits.
     *
     * @param minimumS the lower limit, seconds
     * @param maximumS the upper limit, seconds
     * @param types    of the records that are changed, empty for all
     */
    record LimitTtl(int minimumS, int maximumS, List<Integer> types) implements ResponseActionSettings {
        /** Copies the list. */
        public LimitTtl {
            types = List.copyOf(types);
        }
    }

    /**
     * {@code SetReducedTTLResponseAction(percentage)}.
     *
     * @param percent what is left of each time to live, 0 to 100
     */
    record ReduceTtl(int percent) implements ResponseActionSettings {}

    /**
     * {@code SetMaxReturnedTTLResponseAction(maximum)}: an upper limit for what the client sees, and the packet cache does not.
     *
     * @param maximumS seconds
     */
    record LimitReturnedTtl(int maximumS) implements ResponseActionSettings {}

    /**
     * {@code ClearRecordTypesResponseAction(types)}: takes records out.
     *
     * @param types of those records
     */
    record ClearTypes(List<Integer> types) implements ResponseActionSettings {
        /** Copies the list. */
        public ClearTypes {
            types = List.copyOf(types);
        }
    }

    /** {@code SetSkipCacheResponseAction()}: the packet cache does not get it. */
    record SkipCache() implements ResponseActionSettings {}

    /**
     * {@code SetTagResponseAction(name, value)}: for later rules.
     *
     * @param name  of the tag
     * @param value that it gets
     */
    record SetTag(String name, String value) implements ResponseActionSettings {}

    /**
     * {@code LogResponseAction([filename[, append[, buffered[, verboseOnly[, includeTimestamp]]]]])}: a line for each response.
     *
     * @param to where it is written, and how
     */
    record Log(ActionSettings.Log to) implements ResponseActionSettings {}

    /**
     * {@code DelayResponseAction(milliseconds)}: the answer over UDP waits.
     *
     * @param ms 0 to 65,535
     */
    record Delay(int ms) implements ResponseActionSettings {}
}
