package io.ringway.cli;

import io.ringway.engine.lifecycle.PinnedProgram;
import io.ringway.settings.AddressText;
import io.ringway.settings.DomainName;
import io.ringway.settings.SetupException;
import io.ringway.settings.block.KernelAction;
import io.ringway.topology.report.Json;
import io.ringway.topology.report.TextTable;
import io.ringway.xdp.AttachedProgram;
import io.ringway.xdp.BlockKey;
import io.ringway.xdp.BlockMap;
import io.ringway.xdp.BpfMap;
import io.ringway.xdp.DestinationKey;
import io.ringway.xdp.NativeException;
import io.ringway.xdp.NetworkDevice;
import io.ringway.xdp.XdpVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the XDP program of one interface does: read from the kernel, whoever attached it.
 *
 * @param headline     which program, in a line
 * @param device       the interface
 * @param programId    the kernel's number, 0 without a program
 * @param program      the program's name
 * @param destinations packets for these come up
 * @param verdicts     packets by what was decided
 * @param blocks       whom it turns away
 */
record XdpStatus(
        String headline,
        String device,
        int programId,
        String program,
        List<String> destinations,
        Map<String, Long> verdicts,
        List<Block> blocks) {
    /**
     * An entry of the filter maps.
     *
     * @param who    address, network, or name and type
     * @param action what is done
     * @param hits   packets that met it
     */
    record Block(String who, String action, long hits) {}

    /**
     * Reads the status.
     *
     * @param device the interface.
     * @throws SetupException when it does not exist, or its program may not be looked at.
     */
    static XdpStatus of(final String device) {
        final String headline = PinnedProgram.status(device);
        try (AttachedProgram program =
                NetworkDevice.find(device).flatMap(AttachedProgram::of).orElse(null)) {
            return program == null
                    ? new XdpStatus(headline, device, 0, "", List.of(), Map.of(), List.of())
                    : new XdpStatus(
                            headline,
                            device,
                            program.id(),
                            program.name(),
                            destinations(program),
                            verdicts(program),
                            blocks(program));
        } catch (final NativeException e) {
            throw new SetupException(e.getMessage(), e);
        }
    }

    private static List<String> destinations(final AttachedProgram program) {
        final List<String> destinations = new ArrayList<>();
        program.map("xsk_dst_v4").ifPresent(map -> addDestinations(map, 8, destinations));
        program.map("xsk_dst_v6").ifPresent(map -> addDestinations(map, 20, destinations));
        return destinations;
    }

    private static void addDestinations(final BpfMap map, final int keyLength, final List<String> destinations) {
        map.keys(keyLength).stream()
                .map(DestinationKey::address)
                .map(AddressText::of)
                .sorted()
                .forEach(destinations::add);
    }

    private static Map<String, Long> verdicts(final AttachedProgram program) {
        final Map<String, Long> verdicts = new LinkedHashMap<>();
        program.map("verdicts").ifPresent(map -> {
            for (final XdpVerdict verdict : XdpVerdict.values()) {
                verdicts.put(
                        verdict.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        map.sumOverProcessors(verdict.ordinal()));
            }
        });
        return verdicts;
    }

    private static List<Block> blocks(final AttachedProgram program) {
        final List<Block> blocks = new ArrayList<>();
        for (final BlockMap kind : BlockMap.values()) {
            program.map(kind.symbol())
                    .ifPresent(map -> map.keys(kind.keyLength())
                            .forEach(key -> map.value(key, BlockKey.VALUE_LENGTH)
                                    .ifPresent(value -> blocks.add(block(new BlockKey(kind, key), value)))));
        }
        return blocks;
    }

    private static Block block(final BlockKey key, final byte[] value) {
        final int action = BlockKey.action(value);
        return new Block(
                key.map() == BlockMap.QUESTION ? question(key) : source(key),
                action < KernelAction.values().length
                        ? KernelAction.values()[action].label()
                        : Integer.toString(action),
                BlockKey.counter(value));
    }

    private static String source(final BlockKey key) {
        final String address = AddressText.of(key.source());
        return key.map() == BlockMap.NETWORK_V4 || key.map() == BlockMap.NETWORK_V6
                ? address + "/" + key.prefixLength()
                : address;
    }

    /** Types as RFC 3597, section 5, writes those that it does not know. */
    private static String question(final BlockKey key) {
        final String type = key.type() == BlockKey.ANY_TYPE ? "" : " TYPE" + key.type();
        try {
            return DomainName.ofWire(key.name()) + type;
        } catch (final IllegalArgumentException e) {
            return "(no name)" + type;
        }
    }

    /** For people. */
    String text() {
        final StringBuilder text = new StringBuilder(headline).append('\n');
        if (!destinations.isEmpty()) {
            text.append("  destinations  ")
                    .append(String.join("  ", destinations))
                    .append('\n');
        }
        final TextTable table = new TextTable();
        verdicts.forEach((verdict, packets) -> table.row("  " + verdict, number(packets)));
        text.append(table.text());
        if (!blocks.isEmpty()) {
            final TextTable list = new TextTable();
            list.row("  blocked", "action", String.format(Locale.ROOT, "%18s", "hits"));
            blocks.forEach(block -> list.row("  " + block.who(), block.action(), number(block.hits())));
            text.append(list.text());
        }
        return text.toString();
    }

    /** Numbers end in one column. */
    private static String number(final long value) {
        return String.format(Locale.ROOT, "%,18d", value);
    }

    /** For programs. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"interface\":%s,\"programId\":%d,\"program\":%s,\"destinations\":[%s],\"verdicts\":{%s},\"blocks\":[%s]}",
                Json.text(device),
                programId,
                Json.text(program),
                destinations.stream().map(Json::text).collect(Collectors.joining(",")),
                verdicts.entrySet().stream()
                        .map(verdict -> Json.text(verdict.getKey()) + ":" + verdict.getValue())
                        .collect(Collectors.joining(",")),
                blocks.stream()
                        .map(block -> "{\"who\":%s,\"action\":%s,\"hits\":%d}"
                                .formatted(Json.text(block.who()), Json.text(block.action()), block.hits()))
                        .collect(Collectors.joining(",")));
    }
}
