package io.ringway.topology;

import io.ringway.topology.nic.Channels;
import io.ringway.topology.nic.Ethtool;
import io.ringway.topology.nic.ReceiveSideScaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A machine from a recording: lines of {@code PATH CONTENT}, a path several times for a file of several lines, as
 * {@code sed "s|^|$file |" $file} makes them. What {@code ethtool -i}, {@code -l} and {@code -x} print of an interface stands as files
 * {@code /ethtool/NAME/i}, {@code l} and {@code x}. A later recording replaces the files of an earlier one.
 */
public final class RecordedMachine implements Ethtool {
    private static final Pattern COUNT = Pattern.compile("(RX|TX|Combined):\\s+(\\d+|n/a)");
    private static final Pattern ENTRY = Pattern.compile("\\s*\\d+:((?:\\s+\\d+)+)");

    private final SystemFiles files;

    private RecordedMachine(final SystemFiles files) {
        this.files = files;
    }

    /** Lays the recordings out as files below {@code root}, which must be empty. */
    public static RecordedMachine in(final Path root, final Path... recordings) throws IOException {
        final Map<String, String> texts = new LinkedHashMap<>();
        for (final Path recording : recordings) {
            final Map<String, String> own = new LinkedHashMap<>();
            for (final String line : Files.readAllLines(recording)) {
                final String[] fields = line.split(" ", 2);
                own.merge(fields[0], fields[1] + "\n", String::concat);
            }
            texts.putAll(own);
        }
        for (final Map.Entry<String, String> text : texts.entrySet()) {
            final Path file = root.resolve(text.getKey().substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.getValue());
        }
        return new RecordedMachine(new SystemFiles(root));
    }

    public SystemFiles files() {
        return files;
    }

    @Override
    public Optional<Driver> driver(final String interfaceName) {
        final String file = "/ethtool/" + interfaceName + "/i";
        return files.line(file, "driver:")
                .map(name -> new Driver(name, files.line(file, "bus-info:").orElse("")));
    }

    @Override
    public Optional<Channels> channels(final String interfaceName) {
        return files.text("/ethtool/" + interfaceName + "/l").map(text -> {
            final List<Integer> counts = new ArrayList<>();
            final Matcher matcher = COUNT.matcher(text);
            while (matcher.find()) {
                counts.add(matcher.group(2).equals("n/a") ? 0 : Integer.parseInt(matcher.group(2)));
            }
            return new Channels(counts.get(3), counts.get(4), counts.get(5), counts.get(0), counts.get(2));
        });
    }

    @Override
    public Optional<ReceiveSideScaling> scaling(final String interfaceName) {
        return files.text("/ethtool/" + interfaceName + "/x").map(text -> {
            final List<String> lines = text.lines().toList();
            return new ReceiveSideScaling(
                    lines.stream()
                            .filter(line -> line.endsWith(": on"))
                            .map(line -> line.strip().replace(": on", ""))
                            .findFirst()
                            .orElse(""),
                    lines.stream()
                            .filter(line -> line.matches("([0-9a-f]{2}:)+[0-9a-f]{2}"))
                            .findFirst()
                            .map(HexFormat.ofDelimiter(":")::parseHex)
                            .orElse(new byte[0]),
                    lines.stream()
                            .map(ENTRY::matcher)
                            .filter(Matcher::matches)
                            .flatMap(matcher ->
                                    Stream.of(matcher.group(1).strip().split("\\s+")))
                            .mapToInt(Integer::parseInt)
                            .toArray());
        });
    }
}
