package io.ringway;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the rooms as docs/design.md draws them: downwards only. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ringway");

    @Test
    void arrowsRunDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("io.ringway.cli..")
                .layer("lab")
                .definedBy("io.ringway.lab..")
                .layer("config")
                .definedBy("io.ringway.config..")
                .layer("engine")
                .definedBy("io.ringway.engine..")
                .layer("backend")
                .definedBy("io.ringway.backend..")
                .layer("cache")
                .definedBy("io.ringway.cache..")
                .layer("rules")
                .definedBy("io.ringway.rules..")
                .layer("topology")
                .definedBy("io.ringway.topology..")
                .layer("observe")
                .definedBy("io.ringway.observe..")
                .layer("stack")
                .definedBy("io.ringway.stack..")
                .layer("privilege")
                .definedBy("io.ringway.privilege..")
                .layer("xdp")
                .definedBy("io.ringway.xdp..")
                .layer("settings")
                .definedBy("io.ringway.settings..")
                .layer("wire")
                .definedBy("io.ringway.wire..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lab")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("backend")
                .mayOnlyBeAccessedByLayers("engine", "cli", "lab")
                .whereLayer("cache")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("rules")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("topology")
                .mayOnlyBeAccessedByLayers("engine", "cli", "lab")
                .whereLayer("observe")
                .mayOnlyBeAccessedByLayers("engine", "cli", "lab")
                .whereLayer("stack")
                .mayOnlyBeAccessedByLayers("engine", "lab", "topology")
                .whereLayer("privilege")
                .mayOnlyBeAccessedByLayers("engine", "stack", "cli")
                .whereLayer("xdp")
                .mayOnlyBeAccessedByLayers("engine", "stack", "privilege", "lab", "cli", "topology")
                .whereLayer("settings")
                .mayOnlyBeAccessedByLayers(
                        "cli", "config", "engine", "lab", "backend", "rules", "cache", "stack", "privilege", "topology")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("engine", "backend", "rules", "cache", "stack", "xdp", "lab")
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.ringway.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
