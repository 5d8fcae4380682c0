package io.ringway.config;

import io.ringway.config.lua.Call;
import io.ringway.config.lua.DialectFunction;
import io.ringway.settings.Netmask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code addACL}, {@code rmACL}, {@code setACL}, {@code setACLFromFile}. */
final class AclFunctions {
    private AclFunctions() {}

    static Map<String, DialectFunction> rows(final SettingsBuilder builder) {
        return Map.of(
                "addACL",
                        call -> {
                            builder.acl.addAll(masks(call, call.strings(1, "netmask")));
                            return DialectFunction.NOTHING;
                        },
                "setACL",
                        call -> {
                            final List<Netmask> masks = masks(call, call.strings(1, "netmasks"));
                            builder.acl.clear();
                            builder.acl.addAll(masks);
                            return DialectFunction.NOTHING;
                        },
                "setACLFromFile",
                        call -> {
                            final List<Netmask> masks = masks(call, lines(call, Path.of(call.string(1, "path"))));
                            builder.acl.clear();
                            builder.acl.addAll(masks);
                            return DialectFunction.NOTHING;
                        },
                "rmACL",
                        call -> {
                            for (final Netmask mask : masks(call, call.strings(1, "netmask"))) {
                                if (!builder.acl.removeIf(
                                        present -> present.toString().equals(mask.toString()))) {
                                    call.warn("the ACL has no " + mask);
                                }
                            }
                            return DialectFunction.NOTHING;
                        });
    }

    private static List<Netmask> masks(final Call call, final List<String> texts) {
        call.expectAtMost(1);
        return texts.stream().map(text -> mask(call, text)).toList();
    }

    private static Netmask mask(final Call call, final String text) {
        try {
            return Netmask.parse(text);
        } catch (final IllegalArgumentException e) {
            throw call.failure(e.getMessage() + "; give ADDRESS or ADDRESS/LENGTH", e);
        }
    }

    /** One netmask a line; {@code #} begins a comment. */
    private static List<String> lines(final Call call, final Path path) {
        try {
            return Files.readAllLines(path).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (final IOException e) {
            throw call.failure("'" + path + "' cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }
}
