package io.ringway.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
        return new String[] {
            "ringway " + text() + " (Java " + Runtime.version() + ", Linux " + System.getProperty("os.version") + ")"
        };
    }

    /** The version of the jar, or {@code development} outside one. */
    static String text() {
        final String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
