package io.ringway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.settings.Settings;
import io.ringway.settings.backend.PoolSettings;
import io.ringway.settings.cache.PacketCacheSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code newPacketCache} and its object. */
class PacketCacheFunctionsTest {
    @TempDir
    private Path folder;

    private PacketCacheSettings cacheOf(final String text) {
        return new Configurations(folder)
                .load("newServer('192.0.2.2'); getPool(''):setCache(" + text + ")").forwarding().pools().stream()
                        .map(PoolSettings::cache)
                        .findFirst()
                        .orElseThrow()
                        .orElseThrow();
    }

    @Test
    void hasTheDialectsDefaults() {
        final PacketCacheSettings cache = cacheOf("newPacketCache(10000)");
        assertThat(cache)
                .isEqualTo(new PacketCacheSettings(
                        cache.location(),
                        10_000,
                        false,
                        3_600,
                        86_400,
                        0,
                        60,
                        60,
                        0,
                        List.of(10, 12),
                        4_096,
                        512,
                        0,
                        cache.handle()));
    }

    @Test
    void takesEveryKey() {
        final PacketCacheSettings cache =
                cacheOf("newPacketCache(7, {dontAge=true, keepStaleData=true, maxNegativeTTL=1,"
                        + " maxTTL=20, minTTL=3, parseECS=true, staleTTL=4, temporaryFailureTTL=5, truncatedTTL=6,"
                        + " cookieHashing=true, skipOptions={10, 15}, maximumEntrySize=1232, averageEntrySize=256,"
                        + " numberOfShards=20, deferrableInsertLock=true})) setStaleCacheEntriesTTL(9");
        assertThat(cache)
                .isEqualTo(new PacketCacheSettings(
                        cache.location(), 7, true, 1, 20, 3, 4, 5, 6, List.of(15), 1_232, 256, 9, cache.handle()));
        assertThat(cacheOf("newPacketCache(7, {skipOptions={}})").skipOptions()).containsExactly(10);
    }

    @Test
    void saysWhatIsWrong() {
        final Configurations configurations = new Configurations(folder);
        assertThat(configurations.errorOf("newPacketCache(0)")).contains("ringway.conf:1", "maxEntries", "from 1");
        assertThat(configurations.errorOf("newPacketCache(1, {minTTL=9, maxTTL=8})"))
                .contains("minTTL 9");
        assertThat(configurations.errorOf("getPool(''):setCache('x')"))
                .contains("a PacketCache such as newPacketCache(10000)");
        assertThat(configurations.errorOf("newPacketCache(1):expungeByName('a..b')"))
                .contains("no name");
        configurations.load("newPacketCache(1, {maxTtl=3})");
        assertThat(configurations.warnings)
                .anySatisfy(warning -> assertThat(warning).contains("maxTTL"));
    }

    @Test
    void sharesACacheBetweenPoolsAndSetsItBack() {
        final Settings settings = new Configurations(folder).load("""
                newServer("192.0.2.2")
                pc = newPacketCache(10)
                getPool(""):setCache(pc)
                getPool("a"):setCache(pc)
                getPool("b"):setCache(newPacketCache(10))
                getPool("b"):unsetCache()
                """);
        assertThat(settings.forwarding().poolNames()).containsExactly("", "a");
        assertThat(settings.forwarding().pools().getFirst().cache())
                .isPresent()
                .isEqualTo(settings.forwarding().pools().getLast().cache());
    }
}
