package io.ringway.settings.backend;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where queries to a backend go out from on the kernel's stack: dialect key {@code source}, as {@code ADDRESS}, {@code INTERFACE} or
 * {@code ADDRESS@INTERFACE}.
 *
 * @param address       the source address, absent for the kernel's choice
 * @param interfaceName the interface, empty for the kernel's choice
 */
public record BackendSource(Optional<InetAddress> address, String interfaceName) {
    /** The kernel chooses both. */
    public static final BackendSource ANY = new BackendSource(Optional.empty(), "");
}
