package io.ringway.lab.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.config.ConfigurationLoader;
import io.ringway.lab.contender.ContenderKind.Program;
import io.ringway.settings.Settings;
import io.ringway.settings.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations of the scenarios that compare a server with itself, and the proof that its cache answers. */
class OwnJobScenariosTest {
    @TempDir
    private Path folder;

    static List<Scenario> scenarios() {
        return List.of(new CacheScenario(), new RulesScenario());
    }

    private Site site(final int queues) {
        return new Site(List.of(), "ringway0", "192.0.2.1", queues, "1", folder);
    }

    private String configuration(final Scenario scenario, final ContenderKind kind, final int queues) {
        return scenario.configuration(kind, site(queues)).orElseThrow();
    }

    /** Reads what a contender gets as Ringway reads it. */
    private Settings settings(final Scenario scenario, final ContenderKind kind) throws IOException {
        final Path file = Files.writeString(folder.resolve(kind.id()), configuration(scenario, kind, 1));
        final List<String> warnings = new ArrayList<>();
        final Settings settings =
                new ConfigurationLoader(true, warnings::add).load(Optional.of(file), List.of(), List.of(), false);
        assertThat(warnings).isEmpty();
        return settings;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyTargetIsBetweenUsualContendersWhoseConfigurationsAreGood(final Scenario scenario) throws IOException {
        final List<String> usual =
                scenario.usualContenders().stream().map(ContenderKind::id).toList();
        assertThat(scenario.contenders()).contains(ContenderKind.FLOOR).containsAll(scenario.usualContenders());
        assertThat(scenario.targets())
                .isNotEmpty()
                .allSatisfy(target -> assertThat(usual).contains(target.subject(), target.other()));
        for (final ContenderKind kind : scenario.usualContenders()) {
            // What dnsdist gets is the same language.
            settings(scenario, kind);
        }
        assertThat(scenario.configuration(ContenderKind.KNOTD_XDP, site(1))).isEmpty();
        assertThat(configuration(scenario, ContenderKind.RINGWAY_XDP_REFUSED, 1))
                .isEqualTo(configuration(new RefusedScenario(), ContenderKind.RINGWAY_XDP_SHARED, 1));
    }

    @Test
    void tenRulesEndWithTheOne() throws IOException {
        final RulesScenario scenario = new RulesScenario();
        assertThat(settings(scenario, ContenderKind.RINGWAY_XDP_RULES).rules()).hasSize(10);
        assertThat(configuration(scenario, ContenderKind.DNSDIST_XDP_RULES, 2))
                .contains("NIC_queue_id=1, frameNums=65536", "setSecurityPollSuffix(\"\")")
                .contains("RegexRule(\"^[0-9a-f]{32}\\\\.\")")
                .endsWith("addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))\n");
        assertThat(configuration(scenario, ContenderKind.DNSDIST_REGULAR_RULES, 1))
                .startsWith("addLocal(\"192.0.2.1:53\")\n");
    }

    @Test
    void theCacheStandsBeforeTheServerItself() throws IOException {
        final CacheScenario scenario = new CacheScenario();
        final Settings settings = settings(scenario, ContenderKind.RINGWAY_XDP_CACHE);
        assertThat(settings.rules()).hasSize(1);
        assertThat(settings.listeners()).hasSize(2);
        assertThat(settings.forwarding().backends())
                .singleElement()
                .satisfies(backend -> assertThat(backend.address())
                        .isEqualTo(settings.listeners().getLast().address()));
        assertThat(settings.forwarding().pools().getFirst().cache()).isPresent();
        assertThat(scenario.responseCode(ContenderKind.RINGWAY_XDP_CACHE)).isEqualTo("NOERROR");
        assertThat(scenario.responseCode(ContenderKind.RINGWAY_XDP_REFUSED)).isEqualTo("REFUSED");
        assertThat(scenario.answersFromCache(ContenderKind.FLOOR)).isFalse();
    }

    @Test
    void ringwayAndDnsdistSayWhereTheyCountTheirHits() {
        final Launch ringway = new Launcher(new CacheScenario(), new Peers(List.of()))
                .launch(ContenderKind.RINGWAY_XDP_CACHE, site(1));
        assertThat(ringway.hits()).contains(new CacheHits(Program.RINGWAY, folder.resolve("ringway-xdp-cache-1.conf")));
        assertThat(ringway.command()).contains(folder.resolve("ringway-xdp-cache-1.conf.counters") + "");
        assertThat(configuration(new CacheScenario(), ContenderKind.DNSDIST_XDP_CACHE, 2))
                .contains("io.open(\"" + folder.resolve("dnsdist-xdp-cache-2.conf.hits") + "\", \"w\")");
        assertThat(new Launcher(new CacheScenario(), new Peers(List.of()))
                        .launch(ContenderKind.RINGWAY_XDP_REFUSED, site(1))
                        .hits())
                .isEmpty();
    }

    @Test
    void anAttackersFloodIsDroppedByARuleOrByTheProgram() throws IOException {
        final AttackScenario scenario = new AttackScenario();
        assertThat(scenario.floods()).isTrue();
        assertThat(settings(scenario, ContenderKind.RINGWAY_XDP_WORKER_DROP).rules())
                .hasSize(2);
        assertThat(configuration(scenario, ContenderKind.RINGWAY_XDP_KERNEL_DROP, 2))
                .contains("setDefaultBPFFilter(filter)\nfilter:block(newCA(\"192.0.2.9\"))\n")
                .endsWith("addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))\n");
        assertThat(new Launcher(scenario, new Peers(List.of()))
                        .launch(ContenderKind.RINGWAY_XDP_KERNEL_DROP, site(1))
                        .drops())
                .contains(new DropCount(folder.resolve("ringway-xdp-kernel-drop-1.conf.counters")));
    }

    @Test
    void aCacheThatAnsweredTooLittleIsNotMeasured() throws IOException {
        final CacheHits hits = new CacheHits(Program.DNSDIST, folder.resolve("x.conf"));
        final Path file = folder.resolve("x.conf.hits");
        assertThatThrownBy(() -> hits.await(1, 0)).hasMessageContaining("it had 0 hits");
        Files.writeString(file, "");
        assertThatThrownBy(() -> hits.await(1, 0)).isInstanceOf(SetupException.class);
        Files.writeString(file, "99\n");
        hits.await(99, 0);
        assertThatThrownBy(() -> hits.await(100, 0))
                .hasMessageContaining("it had 99 hits, where clients got at least 100 answers");
        Files.writeString(file, "many");
        assertThatThrownBy(() -> hits.await(1, 0)).hasMessageContaining("has no count of hits");
    }
}
