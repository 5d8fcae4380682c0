package io.ringway.wire.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.wire.Datagram;
import io.ringway.wire.DnsMessageBuilder;
import io.ringway.wire.DnsMessageBuilder.Section;
import io.ringway.wire.FrameBuilder;
import io.ringway.wire.PacketChecker;
import io.ringway.wire.PacketDefect;
import io.ringway.wire.RandomQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/** Queries that get the option, with dnsjava as the judge, and responses that lose it. */
class ClientSubnetTest {
    private static final byte[] NAME = DnsMessageBuilder.name("www.example.com");
    private static final byte[] COOKIE = HexFormat.of().parseHex("000a0008" + "1122334455667788");
    private static final byte[] PADDING = HexFormat.of().parseHex("000c0003" + "000000");

    /** 10.1.0.0/16, as another resolver has told it. */
    private static final byte[] SUBNET = HexFormat.of().parseHex("00080006" + "00011000" + "0a01");

    private static final int ROOM = 100;
    private static final int SEED = 7871;

    private final ForwardRoom room = new ForwardRoom();
    private final Datagram datagram = new Datagram(true);

    @AfterEach
    void leaveTheRoom() {
        room.close();
    }

    private static DnsMessageBuilder question() {
        return new DnsMessageBuilder().question(NAME, 1, 1);
    }

    private static byte[] join(final byte[]... parts) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private void place(final FrameBuilder client, final byte[] message) {
        final byte[] frame = client.payload(message).build();
        assertThat(datagram.wrap(room.frame(frame, ROOM), frame.length)).isEqualTo(PacketDefect.NONE);
    }

    /** What becomes of a query with all the room it needs; the same bytes when it is not touched. */
    private byte[] add(final ClientSubnet subnet, final FrameBuilder client, final byte[] message) {
        place(client, message);
        final int length = subnet.add(datagram, message.length + ROOM);
        room.verifyCanaries();
        final int now = length == ClientSubnet.NOT_ADDED ? message.length : length;
        assertThat(datagram.payloadLength()).isEqualTo(now);
        final byte[] bytes = room.read(datagram.payloadAddress(), now);
        if (length == ClientSubnet.NOT_ADDED) {
            assertThat(bytes).as("not to be touched").isEqualTo(message);
            assertThat(subnet.isAdded()).isFalse();
        }
        return bytes;
    }

    private static ClientSubnetOption option(final byte[] message) throws IOException {
        final List<EDNSOption> options = new Message(message).getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET);
        assertThat(options).hasSize(1);
        return (ClientSubnetOption) options.getFirst();
    }

    @Test
    void masksTheAddressAsFarAsItIsNotTold() throws IOException {
        final byte[] message = question().opt(4096, 0, true, COOKIE).build();
        for (int bits = 0; bits <= 128; bits++) {
            final ClientSubnet subnet = new ClientSubnet(Math.min(bits, 32), bits, false, 1232);
            for (final boolean ipv6 : new boolean[] {false, true}) {
                if (!ipv6 && bits > 32) {
                    continue;
                }
                final String client = ipv6 ? "2001:dbff:ffff:fff7:ffff:ffff:ffff:ffff" : "193.255.255.247";
                final FrameBuilder frame = ipv6
                        ? FrameBuilder.ipv6().from(client, 9)
                        : FrameBuilder.ipv4().from(client, 9);
                // dnsjava refuses an address with bits behind the prefix.
                final ClientSubnetOption option = option(add(subnet, frame, message));
                assertThat(option.getSourcePrefixLength()).isEqualTo(bits);
                assertThat(option.getScopePrefixLength()).isZero();
                assertThat(option.getAddress().getAddress())
                        .isEqualTo(masked(InetAddress.ofLiteral(client).getAddress(), bits));
                assertThat(subnet.isAdded()).isTrue();
            }
        }
    }

    private static byte[] masked(final byte[] address, final int bits) {
        for (int bit = bits; bit < address.length * 8; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
        }
        return address;
    }

    /** Whatever the query is, it parses with the option, and is itself again without it; or it is not touched. */
    @Test
    void changesNothingElseOfRandomQueries() throws IOException {
        final Random random = new Random(SEED);
        final ClientSubnet subnet = new ClientSubnet(24, 56, false, 1232);
        int changed = 0;
        for (int i = 0; i < 20_000; i++) {
            final RandomQuery query = RandomQuery.next(random);
            final FrameBuilder client = random.nextBoolean() ? FrameBuilder.ipv4() : FrameBuilder.ipv6();
            final byte[] bytes = add(subnet, client, query.message());
            if (bytes.length == query.message().length) {
                continue;
            }
            changed++;
            assertThat(option(bytes).getSourcePrefixLength()).isIn(24, 56);
            final OPTRecord opt = new Message(bytes).getOPT();
            assertThat(opt.getPayloadSize()).isEqualTo(query.edns() ? query.payloadSize() : 1232);
            assertThat((opt.getFlags() & 0x8000) != 0).isEqualTo(query.dnssecOk());
            final int length = subnet.remove(datagram.payloadAddress(), bytes.length, !query.edns());
            assertThat(room.read(datagram.payloadAddress(), length))
                    .as("query %d of seed %d", i, SEED)
                    .isEqualTo(query.message());
            room.verifyCanaries();
        }
        assertThat(changed).as("queries that got the option").isBetween(9_000, 19_000);
    }

    /** What rules may choose, at random: dnsjava reads what came of it. */
    @Test
    void tellsWhatRulesChose() throws IOException {
        final Random random = new Random(SEED);
        final ClientSubnet subnet = new ClientSubnet(24, 56, false, 1232);
        final SubnetChoice choice = new SubnetChoice();
        subnet.choice(choice);
        for (int i = 0; i < 5_000; i++) {
            final boolean ipv6 = random.nextBoolean();
            final byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            final int bits = random.nextInt(address.length * 8 + 1);
            final byte[] network = masked(address, bits);
            final byte[] message = question().opt(4096, 0, true, COOKIE).build();
            final byte[] own = InetAddress.ofLiteral(ipv6 ? "2001:dbff::fff7" : "193.255.255.247")
                    .getAddress();
            final FrameBuilder client = ipv6
                    ? FrameBuilder.ipv6().from("2001:dbff::fff7", 9)
                    : FrameBuilder.ipv4().from("193.255.255.247", 9);
            choice.reset();
            choice.networks(
                    new SubnetChoice.Network(ipv6 ? new byte[4] : network, ipv6 ? 0 : bits),
                    new SubnetChoice.Network(ipv6 ? network : new byte[4], ipv6 ? bits : 0));
            final ClientSubnetOption told = option(add(subnet, client, message));
            assertThat(told.getSourcePrefixLength()).isEqualTo(bits);
            assertThat(told.getAddress().getAddress()).isEqualTo(network);
            choice.reset();
            final int prefix = random.nextInt(own.length * 8 + 1);
            choice.prefixes(ipv6 ? 0 : prefix, ipv6 ? prefix : 0);
            assertThat(option(add(subnet, client, message)).getAddress().getAddress())
                    .isEqualTo(masked(own, prefix));
            choice.override(true);
            choice.disable();
            assertThat(add(subnet, client, message)).isEqualTo(message);
            choice.reset();
            assertThat(option(add(subnet, client, message)).getSourcePrefixLength())
                    .isEqualTo(ipv6 ? 56 : 24);
        }
    }

    @Test
    void overridesWhereARuleSaysSo() throws IOException {
        final byte[] theirs = question().opt(512, 0, true, SUBNET).build();
        for (final boolean usual : new boolean[] {false, true}) {
            final ClientSubnet subnet = new ClientSubnet(24, 56, usual, 1232);
            final SubnetChoice choice = new SubnetChoice();
            subnet.choice(choice);
            choice.override(!usual);
            final int prefix = option(add(subnet, FrameBuilder.ipv4(), theirs)).getSourcePrefixLength();
            assertThat(prefix).isEqualTo(usual ? 16 : 24);
        }
    }

    @Test
    void replacesTheClientsOwnOptionsOnlyWhenToldTo() {
        final byte[] ours = HexFormat.of().parseHex("00080007" + "00011800" + "c00002");
        final byte[] theirs = question()
                .opt(512, 0, false, join(SUBNET, COOKIE, SUBNET, PADDING))
                .build();
        final ClientSubnet polite = new ClientSubnet(24, 56, false, 1232);
        assertThat(add(polite, FrameBuilder.ipv4(), theirs)).isEqualTo(theirs);
        assertThat(polite.isAdded()).isFalse();
        final ClientSubnet overriding = new ClientSubnet(24, 56, true, 1232);
        assertThat(add(overriding, FrameBuilder.ipv4(), theirs))
                .isEqualTo(question()
                        .opt(512, 0, false, join(COOKIE, PADDING, ours))
                        .build());
        assertThat(overriding.isAdded()).as("the client knows of the option").isFalse();
        final byte[] alone = question().opt(512, 0, true, SUBNET).build();
        assertThat(add(overriding, FrameBuilder.ipv4(), alone))
                .isEqualTo(question().opt(512, 0, true, ours).build());
        final byte[] last = question().opt(512, 0, true, join(PADDING, SUBNET)).build();
        assertThat(add(overriding, FrameBuilder.ipv4(), last))
                .isEqualTo(question().opt(512, 0, true, join(PADDING, ours)).build());
    }

    /** The datagram knows the new sum: the frame to the backend is right. */
    @Test
    void leavesARightFrame() {
        final byte[] message = question().opt(512, 0, true, COOKIE).build();
        final byte[] bytes = add(new ClientSubnet(23, 56, false, 1232), FrameBuilder.ipv4(), message);
        final QueryFrame frame = new QueryFrame();
        assertThat(frame.write(datagram, 0x4711, ForwardRoom.backend(true, 0), 77))
                .isTrue();
        final PacketChecker packet = PacketChecker.parse(room.read(frame.frameAddress(), frame.frameLength()));
        assertThat(packet.isUdpChecksumRight()).isTrue();
        assertThat(packet.payload()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void needsExactlyItsRoom(final boolean edns) {
        final byte[] message = (edns ? question().opt(512, 0, false, SUBNET) : question()).build();
        final ClientSubnet subnet = new ClientSubnet(32, 128, true, 1232);
        final int needed = message.length + (edns ? 12 - SUBNET.length : 11 + 12);
        place(FrameBuilder.ipv4(), message);
        assertThat(subnet.add(datagram, needed - 1)).isEqualTo(ClientSubnet.NOT_ADDED);
        assertThat(room.read(datagram.payloadAddress(), message.length)).isEqualTo(message);
        assertThat(subnet.add(datagram, needed)).isEqualTo(needed);
        final byte[] behind = room.read(datagram.payloadAddress() + needed, ROOM - needed + message.length);
        assertThat(behind).containsOnly(0);
    }

    @Test
    void doesNotTouchWhatItCannotExtend() {
        final ClientSubnet subnet = new ClientSubnet(24, 56, true, 1232);
        final byte[] key = DnsMessageBuilder.name("key");
        final List<byte[]> messages = List.of(
                question().trailing(new byte[1]).build(),
                question().opt(512, 0, false, COOKIE).trailing(new byte[1]).build(),
                question()
                        .opt(512, 0, false, COOKIE)
                        .record(Section.ADDITIONAL, key, 250, 255, 0, new byte[30])
                        .build(),
                question()
                        .record(Section.ADDITIONAL, key, 250, 255, 0, new byte[30])
                        .build(),
                question()
                        .opt(512, 0, false, COOKIE)
                        .record(Section.ADDITIONAL, new byte[1], 24, 255, 0, new byte[30])
                        .build(),
                question()
                        .opt(512, 0, false, COOKIE)
                        .record(Section.ADDITIONAL, 1, new byte[4])
                        .build(),
                question().opt(512, 0, false, new byte[] {0}).build(),
                question().opt(512, 0, false, new byte[] {0, 8, 0, 1}).build(),
                question()
                        .opt(512, 0, false, join(COOKIE, new byte[] {0, 8, 0}))
                        .build());
        for (final byte[] message : messages) {
            assertThat(add(subnet, FrameBuilder.ipv6(), message))
                    .as(HexFormat.of().formatHex(message))
                    .isEqualTo(message);
        }
    }

    private byte[] remove(final byte[] message, final boolean wholeRecord) {
        final long address = room.frame(message, 0);
        final ClientSubnet subnet = new ClientSubnet(24, 56, false, 1232);
        final int length = subnet.remove(address, message.length, wholeRecord);
        room.verifyCanaries();
        return room.read(address, length);
    }

    private static DnsMessageBuilder response() {
        return new DnsMessageBuilder()
                .flags(0x8180)
                .question(NAME, 1, 1)
                .record(Section.ANSWER, 1, new byte[] {1, 2, 3, 4})
                .record(Section.ADDITIONAL, 28, new byte[16]);
    }

    @Test
    void takesTheOptionOutOfResponses() {
        for (final byte[] options : List.of(join(SUBNET, COOKIE), join(COOKIE, SUBNET), join(SUBNET, COOKIE, SUBNET))) {
            assertThat(remove(response().opt(1232, 0, true, options).build(), false))
                    .isEqualTo(response().opt(1232, 0, true, COOKIE).build());
            assertThat(remove(response().opt(1232, 0, true, options).build(), true))
                    .isEqualTo(response().build());
        }
        assertThat(remove(response().opt(1232, 0, true, SUBNET).build(), false))
                .isEqualTo(response().opt(1232, 0, true, new byte[0]).build());
    }

    @Test
    void leavesResponsesThatEndOtherwise() {
        final List<byte[]> messages = List.of(
                response().build(),
                response().opt(512, 0, false, SUBNET).trailing(new byte[3]).build(),
                response()
                        .opt(512, 0, false, SUBNET)
                        .record(Section.ADDITIONAL, 1, new byte[4])
                        .build(),
                response()
                        .opt(512, 0, false, SUBNET)
                        .record(Section.ADDITIONAL, new byte[1], 250, 255, 0, new byte[20])
                        .build(),
                response().opt(512, 0, false, SUBNET).countMore(0, 0, 0, 1).build());
        for (final byte[] message : messages) {
            assertThat(remove(message, true)).isEqualTo(message);
            assertThat(remove(message, false)).isEqualTo(message);
        }
        final byte[] cookie = response().opt(512, 0, false, COOKIE).build();
        assertThat(remove(cookie, false)).isEqualTo(cookie);
    }

    @Test
    void saysServfailWhereOnlyAnOptRecordCouldTell() {
        final byte[] message = response()
                .record(Section.ADDITIONAL, new byte[1], 41, 512, 1 << 24, new byte[0])
                .build();
        assertThat(remove(message, true)).isEqualTo(response().flags(0x8182).build());
        assertThat(remove(message, false)).isEqualTo(message);
    }

    @Test
    void refusesPrefixesThatCannotBe() {
        assertThatThrownBy(() -> new ClientSubnet(33, 56, false, 0)).hasMessageContaining("33");
        assertThatThrownBy(() -> new ClientSubnet(0, -1, false, 0)).hasMessageContaining("-1");
    }

    /** Damaged queries and responses: nothing outside of them is read or written, and nothing but lengths and options changes. */
    @Test
    void survivesRandomDamage() {
        final Random random = new Random(SEED);
        final ClientSubnet subnet = new ClientSubnet(24, 56, true, 1232);
        int added = 0;
        int removed = 0;
        for (int i = 0; i < 60_000; i++) {
            final byte[] message = random.nextBoolean()
                    ? RandomQuery.next(random).message()
                    : question().opt(512, 0, true, join(SUBNET, COOKIE, SUBNET)).build();
            for (int times = random.nextInt(4); times > 0; times--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(random.nextBoolean() ? 256 : 16);
            }
            final byte[] cut = Arrays.copyOf(message, message.length - random.nextInt(3) * random.nextInt(8));
            final boolean wholeRecord = random.nextBoolean();
            final byte[] less = remove(cut, wholeRecord);
            removed += less.length < cut.length ? 1 : 0;
            assertThat(less.length).isLessThanOrEqualTo(cut.length);
            added += add(subnet, FrameBuilder.ipv4(), cut).length != cut.length ? 1 : 0;
        }
        assertThat(added).as("queries that got the option").isBetween(5_000, 55_000);
        assertThat(removed).as("responses that lost it").isBetween(5_000, 55_000);
    }
}
