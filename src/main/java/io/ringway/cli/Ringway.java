package io.ringway.cli;

/** The {@code ringway} command. */
public final class Ringway {
    private Ringway() {}

    /**
     * Entry point.
     *
     * @param args the command line.
     */
    public static void main(final String[] args) {
        System.out.println("ringway " + args.length);
    }
}
