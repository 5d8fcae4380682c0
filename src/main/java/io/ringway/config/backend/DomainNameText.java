package io.ringway.config.backend;

import io.ringway.settings.DomainName;

/** Names that servers are asked for, as the operator writes them. */
final class DomainNameText {
    private DomainNameText() {}

    /** The name with its final dot; the message of the IllegalArgumentException says why it is none. The root has to be written as {@code "."}. */
    static String absolute(final String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("'' is no name; give \"www.example.com.\", or \".\" for the root");
        }
        return DomainName.parse(text).toString();
    }
}
