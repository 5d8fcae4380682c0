package io.ringway.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ringway-tune does not do, and that it changes nothing when it refuses. */
@Timeout(60)
class RefusalsTest {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @TempDir
    private Path folder;

    @Test
    void doesNotTakeQueuesFromBoundSockets() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ice-one-node-64", folder);
        machine.showSockets(
                "UNCONN 0      0            ens1f1:q0         *\nUNCONN 0      0            ens1f1:q63        *\n");

        refuses(
                machine,
                "AF_XDP sockets are bound to ens1f1:q0 ens1f1:q63, and ens1f1 would go from 64 to 48 queues",
                "apply");
    }

    @Test
    void doesNotMindSocketsOnOtherInterfaces() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ixgbe-one-node-16", folder);
        machine.showSockets("UNCONN 0      0            enp4s0f01:q0         *\n");

        assertThat(machine.run("apply").status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply", "revert"})
    void doesNotTouchTheDefaultRouteWithoutConsent(final String action) throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("gve-one-node-16", folder);
        Files.createDirectories(machine.stateFile().getParent());
        if (action.equals("revert")) {
            Files.writeString(machine.stateFile(), "boot\t0a6b3f4e-7d10-4c55-9f2e-5d8f1d1c7a01\n");
        }

        refuses(machine, "the default route leads through ens4", action);
    }

    @Test
    void doesNotTouchTheDefaultRouteOfIpv6WithoutConsent() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("virtio-one-node-8", folder);
        Files.writeString(
                machine.file("root/proc/net/ipv6_route"),
                "0".repeat(32) + " 00 " + "0".repeat(32)
                        + " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003   enp1s0\n");

        refuses(machine, "the default route leads through enp1s0", "apply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply", "revert"})
    void changesNothingWithoutRoot(final String action) throws Exception {
        final RecordedMachine machine = readableByAll("veth-two-queues");
        final Map<String, String> before = machine.everything();

        final TuneRun run = machine.runAs(AS_NOBODY, action);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("needs root: sudo tuning/ringway-tune " + action + " --interface rw0");
        assertThat(machine.everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "verify"})
    void looksWithoutRoot(final String action) throws Exception {
        final RecordedMachine machine = readableByAll("veth-two-queues");

        assertThat(machine.runAs(AS_NOBODY, action).errors()).isEmpty();
    }

    @Test
    void changesNothingWhenItCannotSave() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("veth-two-queues", folder);
        Files.writeString(folder.resolve("state"), "a file is in the way\n");

        refuses(machine, "state cannot be written; name another folder with --state", "apply");
    }

    @Test
    void tellsErrorsToProgramsAsWell() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("gve-one-node-16", folder);

        final TuneRun run = machine.run("apply", "--json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("\"result\":\"failed\",\"error\":\"the default route leads through ens4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--queues=many", "--profile", "--nonsense", "apply"})
    void explainsBadUsage(final String option) throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("veth-two-queues", folder);

        final TuneRun run = machine.run("plan", option);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).contains("--help");
    }

    private RecordedMachine readableByAll(final String name) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return RecordedMachine.layOut(name, folder);
    }

    private static void refuses(final RecordedMachine machine, final String message, final String action)
            throws Exception {
        final Map<String, String> before = machine.everything();

        final TuneRun run = machine.run(action);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains(message);
        assertThat(machine.changes()).isEmpty();
        assertThat(machine.everything()).isEqualTo(before);
    }
}
