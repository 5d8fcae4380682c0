package io.ringway.lab.contender;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a contender is started.
 *
 * @param kind    which
 * @param files   text of the files that it reads, by path
 * @param command program and arguments
 * @param hits    where it counts what its packet cache answers, nothing when it need not
 * @param drops   where it counts what it drops of a flood, nothing when there is none
 * @param after   a command for what the program leaves on the interface at its end, empty when it leaves nothing
 */
public record Launch(
        ContenderKind kind,
        Map<Path, String> files,
        List<String> command,
        Optional<CacheHits> hits,
        Optional<DropCount> drops,
        List<String> after) {
    /** Copies the collections. */
    public Launch {
        files = Map.copyOf(files);
        command = List.copyOf(command);
        after = List.copyOf(after);
    }
}
