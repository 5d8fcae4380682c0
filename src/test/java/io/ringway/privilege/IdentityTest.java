package io.ringway.privilege;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and groups by name and number, and what cannot be meant. */
class IdentityTest {
    @Test
    void findsNamesAndTheUsersOwnGroup() {
        // Every system of the Linux Standard Base has this user.
        final Identity daemon = Identity.of("daemon", null).orElseThrow();
        assertThat(daemon.uid()).isNotZero();
        assertThat(Identity.of(Integer.toString(daemon.uid()), null)).contains(daemon);
        assertThat(Identity.of("daemon", "bin").orElseThrow().uid()).isEqualTo(daemon.uid());
    }

    @Test
    void takesNumbersThatNobodyHas() {
        assertThat(Identity.of("3000000000", "3000000001"))
                .contains(new Identity(Integer.parseUnsignedInt("3000000000"), Integer.parseUnsignedInt("3000000001")));
        assertThat(Identity.of(null, null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            root               | none               | is root
            0                  | 0                  | is root
            no-such-user       | none               | useradd --system no-such-user
            daemon             | no-such-group      | groupadd --system no-such-group
            none               | daemon             | give --uid, too
            3000000000         | none               | give --gid, too
            4294967295         | 1                  | no number of a user
            99999999999        | 1                  | no number of a user
            """)
    void saysWhatCannotBeMeant(final String user, final String group, final String complaint) {
        assertThatThrownBy(() -> Identity.of(user, group))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(complaint);
    }
}
