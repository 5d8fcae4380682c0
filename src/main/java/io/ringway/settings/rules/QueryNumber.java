package io.ringway.settings.rules;

/** Something about a query, or about the response that a rule is asked of, that is a number, or a bit: 0 or 1. */
public enum QueryNumber {
    /** The question's type. */
    TYPE,
    /** The question's class. */
    CLASS,
    /** The header's operation code. */
    OPCODE,
    /** The header's response code. */
    RCODE,
    /** The response code with the bits that the OPT record has of it. */
    EXTENDED_RCODE,
    /** The RD bit. */
    RECURSION_DESIRED,
    /** Whether DO or CD is set. */
    DNSSEC,
    /** Whether it came over TCP. */
    TCP,
    /** The port that it was sent to. */
    DESTINATION_PORT,
    /** The version of EDNS, -1 without. */
    EDNS_VERSION,
    /** Whether an EDNS option is there; its code is the parameter. */
    EDNS_OPTION,
    /** Labels of the question's name, that of the root not counted. */
    LABELS,
    /** Bytes of the question's name, 1 to 255. */
    NAME_LENGTH,
    /** Entries of a section; its number is the parameter, 0 for questions. */
    RECORDS,
    /** Records of a type in a section; the parameter has the section in bits 16 and 17 and the type below. */
    RECORDS_OF_TYPE,
    /** Bytes of the message. */
    PAYLOAD_SIZE,
    /** Bytes behind the last record. */
    TRAILING_DATA
}
