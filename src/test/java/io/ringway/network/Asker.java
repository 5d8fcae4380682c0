package io.ringway.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.lab.Command;
import io.ringway.lab.VethPair;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.PacketChecker;
import io.ringway.wire.RandomQuery;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Asks from the client's end with frames of any shape, and verifies the answers to the last bit that a resolver looks at. */
final class Asker {
    static final int TIMEOUT_MS = 5_000;

    private static final int LONGEST_MESSAGE = 1_000;
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 40_000;

    private final PacketSocket socket;
    private final byte[] serverMac;
    private int port = FIRST_PORT;

    Asker(final TestBench bench, final VethPair pair) throws Exception {
        socket = bench.packetSocket(pair);
        final String link =
                Command.run("ip -n " + pair.server().name() + " -brief link show dev " + pair.serverInterface());
        serverMac = HexFormat.ofDelimiter(":").parseHex(link.split(" +", -1)[2]);
    }

    /** Addresses a frame from a fresh port of {@code client} to port 53 of {@code server}. */
    FrameBuilder address(final FrameBuilder frame, final String client, final String server) {
        port = FIRST_PORT + (port + 1 - FIRST_PORT) % PORTS;
        return frame.macs(socket.mac(), serverMac).from(client, port).to(server, 53);
    }

    void send(final byte[] frame) {
        socket.send(frame);
    }

    /** Forgets what has been received, so that a full socket does not lose what comes next. */
    void forgetReceived() {
        socket.receive(frame -> false, 0);
    }

    /** The answer to the last port that {@link #address} gave, or null when none comes in time. */
    byte[] receive(final int timeoutMs) {
        return socket.receive(this::isForLastPort, timeoutMs);
    }

    private boolean isForLastPort(final byte[] frame) {
        if (frame.length == 0) {
            return false;
        }
        try {
            final PacketChecker packet = PacketChecker.parse(frame);
            return packet.sourcePort() == 53 && packet.destinationPort() == port;
        } catch (final AssertionError e) {
            // Neighbour discovery and the like.
            return false;
        }
    }

    /** A random query short enough for any frame. */
    static RandomQuery query(final Random random) {
        RandomQuery query = RandomQuery.next(random);
        while (query.message().length > LONGEST_MESSAGE) {
            query = RandomQuery.next(random);
        }
        return query;
    }

    /** Sends a random query in that frame and verifies frame and message of the answer. */
    void askAndVerify(final FrameBuilder frame, final RandomQuery query) throws IOException {
        final byte[] sent = frame.payload(query.message()).build();
        send(sent);
        final byte[] received = receive(TIMEOUT_MS);
        assertThat(received).as("answer to " + HexFormat.of().formatHex(sent)).isNotNull();
        verify(PacketChecker.parse(received).answers(PacketChecker.parse(sent)).payload(), query);
    }

    private static void verify(final byte[] payload, final RandomQuery query) throws IOException {
        final String seen = HexFormat.of().formatHex(payload);
        final Message answer = new Message(payload);
        final boolean recursionDesired = (query.flags() & DnsMessageBuilder.RD) != 0;
        assertThat(answer.getHeader().getID()).as(seen).isEqualTo(query.id());
        assertThat(answer.getHeader().getFlag(Flags.QR)).as("QR of " + seen).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.TC)).as("TC of " + seen).isFalse();
        assertThat(answer.getHeader().getFlag(Flags.RD)).as("RD of " + seen).isEqualTo(recursionDesired);
        assertThat(answer.getHeader().getOpcode()).as("opcode of " + seen).isEqualTo((query.flags() >>> 11) & 0xF);
        assertThat(answer.getRcode())
                .as("rcode of " + seen)
                .isEqualTo(query.version() > 0 ? Rcode.BADVERS : Rcode.REFUSED);
        assertThat(Arrays.copyOfRange(payload, 12, 12 + query.question().length))
                .as("question of " + seen)
                .isEqualTo(query.question());
        assertThat(answer.getSection(Section.ANSWER)).as(seen).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY)).as(seen).isEmpty();
        assertThat(answer.getSection(Section.ADDITIONAL)).as(seen).hasSize(query.edns() ? 1 : 0);
        final OPTRecord opt = answer.getOPT();
        if (opt != null) {
            assertThat(opt.getPayloadSize()).as(seen).isEqualTo(1232);
            assertThat(opt.getVersion()).as(seen).isZero();
            assertThat((opt.getFlags() & 0x8000) != 0).as("DO of " + seen).isEqualTo(query.dnssecOk());
        }
    }

    /** Asks with kdig, which goes through the client's own network stack, and returns what it prints. */
    static String kdig(final VethPair pair, final String... arguments) {
        final List<String> command = new java.util.ArrayList<>(List.of("kdig", "+retry=0", "+time=3"));
        command.addAll(List.of(arguments));
        return Command.run(pair.client().command(command));
    }
}
