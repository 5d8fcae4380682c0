package io.ringway.wire.response;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.AFSDBRecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MINFORecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.PXRecord;
import org.xbill.DNS.RPRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Responses of dnsjava's making, whose few names point to each other from everywhere. */
final class RandomResponse {
    /** The types that it may have. */
    static final int[] TYPES = {
        Type.A,
        Type.AAAA,
        Type.CNAME,
        Type.NS,
        Type.MX,
        Type.SOA,
        Type.TXT,
        Type.SRV,
        Type.PTR,
        Type.NAPTR,
        Type.MINFO,
        Type.RP,
        Type.PX,
        Type.AFSDB,
        Type.DNAME
    };

    private static final int MAX_TTL_S = 200_000;
    private static final String[] LABELS = {"a", "b", "WWW", "mail", "example", "Example", "com", "net", "x-y", "deep"};

    private final Random random;
    private final List<Name> names = new ArrayList<>();

    private RandomResponse(final Random random) throws TextParseException {
        this.random = random;
        names.add(Name.root);
        for (int i = 4 + random.nextInt(8); i > 0; i--) {
            final Name above = names.get(random.nextInt(names.size()));
            names.add(new Name(LABELS[random.nextInt(LABELS.length)], above));
        }
    }

    /** The next one, with so many records at most in each section. */
    static byte[] next(final Random random, final int most) throws Exception {
        return new RandomResponse(random).message(most).toWire();
    }

    private Name name() {
        return names.get(random.nextInt(names.size()));
    }

    private Message message(final int most) throws Exception {
        final Message message = new Message(random.nextInt(1 << 16));
        message.getHeader().setFlag(Flags.QR);
        message.addRecord(Record.newRecord(name(), TYPES[random.nextInt(TYPES.length)], DClass.IN), Section.QUESTION);
        for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
            for (int i = random.nextInt(most + 1); i > 0; i--) {
                message.addRecord(record(), section);
            }
        }
        if (random.nextBoolean()) {
            message.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);
        }
        return message;
    }

    private Record record() throws TextParseException, UnknownHostException {
        final Name owner = name();
        final long ttlS = random.nextInt(MAX_TTL_S);
        final int in = DClass.IN;
        final int number = random.nextInt(1 << 16);
        final byte[] address = new byte[16];
        random.nextBytes(address);
        return switch (TYPES[random.nextInt(TYPES.length)]) {
            case Type.A -> new ARecord(owner, in, ttlS, InetAddress.getByAddress(java.util.Arrays.copyOf(address, 4)));
            case Type.AAAA -> new AAAARecord(owner, in, ttlS, InetAddress.getByAddress(address));
            case Type.CNAME -> new CNAMERecord(owner, in, ttlS, name());
            case Type.NS -> new NSRecord(owner, in, ttlS, name());
            case Type.MX -> new MXRecord(owner, in, ttlS, number, name());
            case Type.SOA -> new SOARecord(owner, in, ttlS, name(), name(), number, 2, 3, 4, 5);
            case Type.SRV -> new SRVRecord(owner, in, ttlS, 1, 2, number, name());
            case Type.PTR -> new PTRRecord(owner, in, ttlS, name());
            case Type.NAPTR -> new NAPTRRecord(owner, in, ttlS, 1, number, "u", "E2U+sip", "!^.*$!x!", name());
            case Type.MINFO -> new MINFORecord(owner, in, ttlS, name(), name());
            case Type.RP -> new RPRecord(owner, in, ttlS, name(), name());
            case Type.PX -> new PXRecord(owner, in, ttlS, number, name(), name());
            case Type.AFSDB -> new AFSDBRecord(owner, in, ttlS, number, name());
            case Type.DNAME -> new DNAMERecord(owner, in, ttlS, name());
            default -> new TXTRecord(owner, in, ttlS, "text " + number);
        };
    }

    /** Other bytes, a pointer somewhere, cut, or longer. */
    static byte[] mutated(final byte[] message, final Random random) {
        final int change = random.nextInt(6);
        if (change == 0) {
            return java.util.Arrays.copyOf(message, random.nextInt(message.length));
        }
        if (change == 1) {
            return java.util.Arrays.copyOf(message, message.length + 1 + random.nextInt(4));
        }
        final byte[] other = message.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            final int at = random.nextInt(other.length - 1);
            if (change == 2) {
                other[at] = (byte) (0xC0 | random.nextInt(1 + (other.length >> 8)));
                other[at + 1] = (byte) random.nextInt();
            } else {
                other[at] = (byte) (random.nextBoolean() ? random.nextInt() : other[at] ^ (1 << random.nextInt(8)));
            }
        }
        return other;
    }
}
