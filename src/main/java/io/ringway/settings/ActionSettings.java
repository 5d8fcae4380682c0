package io.ringway.settings;

import java.util.Optional;

/** What a rule does; one record per action of the dialect. */
public sealed interface ActionSettings {
    /**
     * {@code RCodeAction(rcode[, {aa, ad, ra}])}: answers at once.
     *
     * @param rcode response code, 0 to 15
     * @param aa    whether the AA bit is set; absent means clear
     * @param ad    whether the AD bit is set; absent means clear
     * @param ra    whether the RA bit is set; absent means as RD of the query
     */
    record RCode(int rcode, Optional<Boolean> aa, Optional<Boolean> ad, Optional<Boolean> ra)
            implements ActionSettings {}
}
