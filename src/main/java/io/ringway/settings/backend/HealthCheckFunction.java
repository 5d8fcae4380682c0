package io.ringway.settings.backend;

/** {@code checkFunction} of the dialect: chooses what the next check asks. May block for a while and allocate; one call at a time. */
@FunctionalInterface
public interface HealthCheckFunction {
    /**
     * What a check asks.
     *
     * @param name   with the final dot
     * @param type   query type
     * @param qclass query class
     * @param flags  bits 16 to 31 of the header, as on the wire (RFC 1035, section 4.1.1)
     */
    record Question(String name, int type, int qclass, int flags) {}

    /**
     * Chooses.
     *
     * @param usual what would be asked otherwise.
     * @return what to ask.
     * @throws io.ringway.settings.SetupException when the function fails, with file and line.
     */
    Question choose(Question usual);
}
