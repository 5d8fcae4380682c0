package io.ringway.settings.rules;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A function of the configuration that a rule asks about a query: that of {@code LuaRule} or {@code LuaAction}. Any thread. */
@FunctionalInterface
public interface QueryFunction {
    /**
     * A query as the function sees it.
     *
     * @param qname     the question's name in presentation format with the final dot
     * @param qtype     its type
     * @param qclass    its class
     * @param remote    the client's address and port
     * @param local     the address and port that were asked
     * @param flags     bits 16 to 31 of the header as they are now
     * @param size      bytes of the message
     * @param tcp       whether it came over TCP
     * @param dnssecOk  the DO bit
     * @param tags      that rules have set
     */
    record Question(
            String qname,
            int qtype,
            int qclass,
            String remote,
            String local,
            int flags,
            int size,
            boolean tcp,
            boolean dnssecOk,
            Map<String, String> tags) {}

    /**
     * What the function says.
     *
     * @param action      a number of {@code DNSAction}; of a rule 1 for a match and 0 for none
     * @param text        what goes with the action, empty when nothing does
     * @param flags       bits 16 to 31 of the header as they are to be
     * @param tags        as they are to be
     * @param skipCache   whether the packet cache is left alone
     * @param useEcs      whether backends may be told the client's network
     * @param ecsOverride whether that takes the place of the client's own; absent for what holds already
     * @param ecsPrefix   bits of the client's address that they are told; absent for what holds already
     * @param failureTtlS how many seconds a failure is kept; absent for what holds already
     */
    record Answer(
            int action,
            String text,
            int flags,
            Map<String, String> tags,
            boolean skipCache,
            boolean useEcs,
            Optional<Boolean> ecsOverride,
            OptionalInt ecsPrefix,
            OptionalInt failureTtlS) {
        /**
         * Of a rule.
         *
         * @param matches whether it is for the query.
         * @return an answer that changes nothing.
         */
        public static Answer of(final boolean matches) {
            return new Answer(
                    matches ? 1 : 0,
                    "",
                    0,
                    Map.of(),
                    false,
                    true,
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty());
        }
    }

    /**
     * Asks it.
     *
     * @param question the query.
     * @param waitNs   how long other functions of Lua may be waited for, which has one thread.
     * @return what it says; absent when it would have had to wait longer.
     * @throws io.ringway.settings.SetupException when it fails, with file and line.
     */
    Optional<Answer> ask(Question question, long waitNs);
}
