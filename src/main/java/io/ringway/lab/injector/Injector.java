package io.ringway.lab.injector;

import java.util.List;

/** Where queries come from. Makes commands, and starts none. */
public interface Injector {
    /** The rate in a command that is only shown, before the ceiling is known. */
    String UNKNOWN_RATE = "RATE";

    /**
     * Sends queries for some time and prints kxdpgun's report.
     *
     * @param rate    queries a second.
     * @param seconds how long.
     * @return program and arguments.
     */
    List<String> load(String rate, int seconds);

    /**
     * Asks one question and prints what kdig prints.
     *
     * @return program and arguments.
     */
    List<String> question();

    /**
     * Prints the version of kxdpgun.
     *
     * @return program and arguments.
     */
    List<String> version();
}
