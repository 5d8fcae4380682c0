package io.ringway.backend;

import io.ringway.settings.SourceLocation;
import io.ringway.settings.backend.BackendSettings;
import io.ringway.settings.backend.BackendSource;
import io.ringway.settings.backend.BackendTcpSettings;
import io.ringway.settings.backend.HealthCheckSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Backends that are up, at 192.0.2.1 and so on, with the dialect's defaults except for what a test is about. */
public final class BackendsForTests {
    private BackendsForTests() {}

    /** What a test may change of a {@code newServer}. */
    public record Plan(int number, List<String> pools, int order, int weight, int qps, int maxOutstanding) {
        /** The dialect's defaults. */
        public static Plan of(final int number) {
            return new Plan(number, List.of(BackendSettings.DEFAULT_POOL), 1, 1, 0, 0);
        }

        /** In other pools. */
        public Plan pools(final String... names) {
            return new Plan(number, List.of(names), order, weight, qps, maxOutstanding);
        }

        /** With another order. */
        public Plan order(final int other) {
            return new Plan(number, pools, other, weight, qps, maxOutstanding);
        }

        /** With another weight. */
        public Plan weight(final int other) {
            return new Plan(number, pools, order, other, qps, maxOutstanding);
        }

        /** With a limit of queries a second. */
        public Plan qps(final int limit) {
            return new Plan(number, pools, order, weight, limit, maxOutstanding);
        }

        /** With a limit of outstanding queries. */
        public Plan maxOutstanding(final int limit) {
            return new Plan(number, pools, order, weight, qps, limit);
        }

        /** The backend, down. */
        public Backend unchecked() {
            final InetAddress address = InetAddress.ofLiteral("192.0." + (2 + number / 250) + "." + (1 + number % 250));
            return new Backend(
                    number,
                    new BackendSettings(
                            SourceLocation.COMMAND_LINE,
                            new InetSocketAddress(address, 53),
                            new UUID(0, number),
                            "ns" + number,
                            pools,
                            order,
                            weight,
                            qps,
                            1,
                            BackendSource.ANY,
                            2000,
                            maxOutstanding,
                            BackendTcpSettings.DEFAULT,
                            false,
                            false,
                            false,
                            false,
                            false,
                            0,
                            List.of(),
                            HealthCheckSettings.DEFAULT,
                            List.of(),
                            Optional.empty()));
        }

        /** The backend, up. */
        public Backend backend() {
            final Backend backend = unchecked();
            backend.checked(true);
            return backend;
        }

        /** What the only worker knows of the backend, up. */
        public BackendShare share() {
            return new BackendShare(backend(), 1);
        }
    }

    /** Shares of several, the dialect's defaults each. */
    public static BackendShare[] shares(final int count) {
        final BackendShare[] shares = new BackendShare[count];
        for (int i = 0; i < count; i++) {
            shares[i] = Plan.of(i).share();
        }
        return shares;
    }

    /** Numbers that are the same in each run. */
    public static UnpredictableNumbers numbers(final int seed) {
        return new UnpredictableNumbers(
                new ChaCha(8, new Random(seed).ints(ChaCha.SEED_WORDS).toArray()));
    }
}
