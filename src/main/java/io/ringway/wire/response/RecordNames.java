package io.ringway.wire.response;

import io.ringway.wire.Memory;

/**
 * Where names stand in the data of those types in which pointers are found: the well-known ones of RFC 1035, section 3.3; those that RFC 3597, section 4,
 * says a receiver must take in compressed form as well; and some later ones, in which there ought to be none. Data of all other types have no names, or
 * whole ones.
 */
final class RecordNames {
    private static final int NS = 2;
    private static final int MD = 3;
    private static final int MF = 4;
    private static final int CNAME = 5;
    private static final int SOA = 6;
    private static final int MB = 7;
    private static final int MG = 8;
    private static final int MR = 9;
    private static final int PTR = 12;
    private static final int MINFO = 14;
    private static final int MX = 15;
    private static final int RP = 17;
    private static final int AFSDB = 18;
    private static final int RT = 21;
    private static final int SIG = 24;
    private static final int PX = 26;
    private static final int NXT = 30;
    private static final int SRV = 33;
    private static final int NAPTR = 35;
    private static final int KX = 36;
    private static final int DNAME = 39;
    private static final int RRSIG = 46;
    private static final int NSEC = 47;
    private static final int SVCB = 64;
    private static final int HTTPS = 65;
    private static final int TSIG = 250;

    /** Everything but the signer's name and the signature (RFC 2535, section 4.1; RFC 4034, section 3.1). */
    private static final int SIG_FIXED_LENGTH = 18;

    /** Priority, weight and port (RFC 2782). */
    private static final int SRV_FIXED_LENGTH = 6;

    /** Flags, services and an expression, each behind its length (RFC 3403, section 4.1). */
    private static final int NAPTR_TEXTS = 3;

    private RecordNames() {}

    /** How many names stand behind each other. */
    static int count(final int type) {
        return switch (type) {
            case NS, MD, MF, CNAME, MB, MG, MR, PTR, MX, AFSDB, RT, SIG, NXT, SRV, NAPTR, KX, DNAME -> 1;
            case RRSIG, NSEC, SVCB, HTTPS, TSIG -> 1;
            case SOA, MINFO, RP, PX -> 2;
            default -> 0;
        };
    }

    /** How many bytes of the data stand in front of the first name; beyond the data where they do not parse. */
    static int offset(final int type, final long data, final int dataLength) {
        return switch (type) {
            case MX, AFSDB, RT, KX, PX, SVCB, HTTPS -> Short.BYTES;
            case SIG, RRSIG -> SIG_FIXED_LENGTH;
            case SRV -> SRV_FIXED_LENGTH;
            case NAPTR -> behindTexts(data, dataLength);
            default -> 0;
        };
    }

    private static int behindTexts(final long data, final int dataLength) {
        int offset = 2 * Short.BYTES;
        for (int i = 0; i < NAPTR_TEXTS && offset < dataLength; i++) {
            offset += 1 + Memory.byteAt(data + offset);
        }
        return offset;
    }
}
