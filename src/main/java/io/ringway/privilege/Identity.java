package io.ringway.privilege;

import io.ringway.settings.SetupException;
import java.util.Optional;

/**
 * Whom Ringway becomes once it has bound everything.
 *
 * @param uid the user
 * @param gid the group
 */
public record Identity(int uid, int gid) {
    /**
     * What the command line asks for.
     *
     * @param user  {@code --uid}, a name or number, null for none.
     * @param group {@code --gid}, a name or number, null for the user's own.
     * @return the identity, or nothing when neither is asked for.
     * @throws SetupException when the system does not have them, or they are root's.
     */
    public static Optional<Identity> of(final String user, final String group) {
        if (user == null && group == null) {
            return Optional.empty();
        }
        if (user == null) {
            throw new SetupException("--gid alone leaves root's power in place; give --uid, too");
        }
        final Optional<Integer> number = number(user);
        final Optional<Accounts.User> account = number.isPresent() ? Accounts.user(number.get()) : Accounts.user(user);
        final int uid = number.or(() -> account.map(Accounts.User::uid))
                .orElseThrow(() -> new SetupException("--uid: this system has no user '" + user
                        + "'; make one (useradd --system " + user + "), or give a number"));
        final int gid = group == null
                ? account.map(Accounts.User::gid)
                        .orElseThrow(() ->
                                new SetupException("--uid " + user + " is no user of this system; give --gid, too"))
                : groupOf(group);
        if (uid == 0) {
            throw new SetupException("--uid " + user + " is root, who keeps everything; name another user");
        }
        return Optional.of(new Identity(uid, gid));
    }

    private static int groupOf(final String group) {
        return number(group)
                .or(() -> Accounts.group(group))
                .orElseThrow(() -> new SetupException("--gid: this system has no group '" + group
                        + "'; make one (groupadd --system " + group + "), or give a number"));
    }

    private static Optional<Integer> number(final String text) {
        if (text.isEmpty() || !text.chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        try {
            final int number = Integer.parseUnsignedInt(text);
            // -1 means "as it is" to the kernel.
            if (number != -1) {
                return Optional.of(number);
            }
        } catch (final NumberFormatException e) {
            throw new SetupException("'" + text + "' is no number of a user or group: 0 to 4294967294", e);
        }
        throw new SetupException("'" + text + "' is no number of a user or group: 0 to 4294967294");
    }

    @Override
    public String toString() {
        return "user " + Integer.toUnsignedString(uid) + ", group " + Integer.toUnsignedString(gid);
    }
}
