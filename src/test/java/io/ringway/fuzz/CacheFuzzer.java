package io.ringway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.cache.CacheOracle;
import io.ringway.cache.CacheRig;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A query, a response to it, and another query, as any bytes: what the cache keeps, for how long, what it gives and to whom, is what dnsjava's reading of
 * the same bytes says, wherever dnsjava reads them.
 *
 * <pre>
 *   0     1       2               4                       4 + n
 *  +-----+-------+---------------+---------------------+--------------------+----------+---------------
 *  | tcp | age,s | length n      | first query         | length m (2 bytes) | response | second query
 *  +-----+-------+---------------+---------------------+--------------------+----------+---------------
 * </pre>
 */
public final class CacheFuzzer {
    private static final int LONGEST = 4096;
    private static final CacheRig RIG = CacheRig.ofEntries(100);

    private CacheFuzzer() {}

    /**
     * Tries one case.
     *
     * @param data any bytes.
     */
    public static void fuzzerTestOneInput(final byte[] data) {
        if (data.length < 4 || data.length > LONGEST) {
            return;
        }
        final boolean tcp = (data[0] & 1) != 0;
        final int ageS = data[1] & 0xFF;
        final int queryEnd = end(data, 2);
        final byte[] first = Arrays.copyOfRange(data, 4, queryEnd);
        if (queryEnd + 2 > data.length) {
            return;
        }
        final int responseEnd = end(data, queryEnd);
        final byte[] response = Arrays.copyOfRange(data, queryEnd + 2, responseEnd);
        final byte[] second = Arrays.copyOfRange(data, responseEnd, data.length);
        try {
            if (CacheOracle.isQuery(first)) {
                RIG.clear();
                insert(first, response, second, tcp, ageS);
            }
        } catch (final AssertionError | RuntimeException | IOException e) {
            final HexFormat hex = HexFormat.of();
            throw new AssertionError(
                    e + "\nfirst " + hex.formatHex(first) + "\nresponse " + hex.formatHex(response) + "\nsecond "
                            + hex.formatHex(second) + "\ntcp " + tcp + ", age " + ageS,
                    e);
        }
    }

    /** The end of what begins behind a length, which may say more than there is. */
    private static int end(final byte[] data, final int offset) {
        return Math.min(data.length, offset + 2 + (((data[offset] & 0xFF) << Byte.SIZE) | (data[offset + 1] & 0xFF)));
    }

    private static void insert(
            final byte[] first, final byte[] response, final byte[] second, final boolean tcp, final int ageS)
            throws IOException {
        final boolean inserted = RIG.insert(first, response, 0, tcp);
        final byte[] answer = RIG.ask(first, 0, tcp);
        assertThat(answer != null).as("given as soon as it is kept").isEqualTo(inserted);
        final boolean read = CacheOracle.isRead(first);
        final String key = read ? CacheOracle.key(first, 0, tcp) : null;
        final long lifetimeS = key == null ? 0 : CacheOracle.lifetimeS(first, response);
        if (read && lifetimeS >= 0) {
            assertThat(inserted).as("kept for %d s", lifetimeS).isEqualTo(lifetimeS > 0);
        }
        if (!inserted) {
            return;
        }
        assertThat(answer).isEqualTo(CacheOracle.aged(response, first, 0));
        RIG.passSeconds(ageS);
        final byte[] later = RIG.ask(first, 0, tcp);
        if (read && lifetimeS >= 0) {
            assertThat(later != null).as("after %d of %d s", ageS, lifetimeS).isEqualTo(ageS < lifetimeS);
        }
        if (later != null) {
            assertThat(later).isEqualTo(CacheOracle.aged(response, first, ageS * 1_000_000_000L));
            another(response, second, tcp, ageS, read ? key : null);
        }
    }

    private static void another(
            final byte[] response, final byte[] second, final boolean tcp, final int ageS, final String key)
            throws IOException {
        if (key == null || !CacheOracle.isQuery(second) || !CacheOracle.isRead(second)) {
            return;
        }
        final byte[] answer = RIG.ask(second, 0, tcp);
        assertThat(answer != null)
                .as("the second query has the first one's answer")
                .isEqualTo(key.equals(CacheOracle.key(second, 0, tcp)));
        if (answer != null) {
            assertThat(answer).isEqualTo(CacheOracle.aged(response, second, ageS * 1_000_000_000L));
        }
        assertThat(RIG.ask(second, 1, tcp)).as("in another pool").isNull();
        assertThat(RIG.ask(second, 0, !tcp)).as("by another way").isNull();
    }
}
