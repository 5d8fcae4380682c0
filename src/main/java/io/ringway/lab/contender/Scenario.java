package io.ringway.lab.contender;

import java.util.Optional;

/** The job that all contenders do. */
public interface Scenario {
    /**
     * Its name on the command line and in results.
     *
     * @return one word.
     */
    String id();

    /**
     * What every answer must carry.
     *
     * @return a response code as kdig and kxdpgun print it.
     */
    String responseCode();

    /**
     * A contender's configuration for the job.
     *
     * @param kind which contender.
     * @param site where it serves.
     * @return the text of its configuration file, which is empty for the reflector; nothing when it cannot do this job.
     */
    Optional<String> configuration(ContenderKind kind, Site site);
}
