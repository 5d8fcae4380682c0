package io.ringway.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code apply}, {@code verify} and {@code revert} on recorded machines, whose drivers misbehave in every way that is known of drivers. */
@Timeout(600)
class ApplyTest {
    private static final Pattern CHOICE = Pattern.compile("\\[(\\w+)]");

    @TempDir
    private Path folder;

    /** The small machines whose drivers no other test here takes all the way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ena-one-node-16",
                "gve-one-node-16",
                "igc-four-cores",
                "tap-four-cores",
                "veth-two-queues",
                "virtio-one-node-8"
            })
    void appliesAndPutsEverythingBack(final String name) throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut(name, folder);
        final Map<String, String> before = settings(machine);

        succeed(machine.run("apply", "--yes"));
        assertThat(machine.changes()).isNotEmpty();
        succeed(machine.run("verify"));
        succeed(machine.run("revert", "--yes"));

        assertThat(settings(machine)).isEqualTo(before);
        assertThat(machine.stateFile()).doesNotExist();
    }

    @Test
    void doesNothingTheSecondTime() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ena-one-node-16", folder);
        succeed(machine.run("apply", "--yes"));
        machine.forgetChanges();

        assertThat(succeed(machine.run("apply", "--yes")).output()).contains("nothing was changed");
        assertThat(machine.changes()).isEmpty();

        succeed(machine.run("revert", "--yes"));
        machine.forgetChanges();
        assertThat(succeed(machine.run("revert", "--yes")).output()).contains("nothing to put back");
        assertThat(machine.changes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void putsEverythingBackAfterAKillInTheMiddle(final int change) throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("i40e-two-nodes-32", folder);
        final Map<String, String> before = settings(machine);
        machine.addQuirk("kill-after " + change);

        assertThat(machine.run("apply").status())
                .as("the exit status after SIGKILL")
                .isEqualTo(137);
        assertThat(settings(machine)).isNotEqualTo(before);
        machine.removeQuirks();
        machine.forgetChanges();

        succeed(machine.run("revert"));
        assertThat(settings(machine)).isEqualTo(before);
    }

    @Test
    void goesOnAfterAKillAndStillPutsBackWhatWasAtFirst() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("i40e-two-nodes-32", folder);
        final Map<String, String> before = settings(machine);
        machine.addQuirk("kill-after 5");
        assertThat(machine.run("apply").status()).isEqualTo(137);
        machine.removeQuirks();

        succeed(machine.run("apply"));
        succeed(machine.run("verify"));
        machine.forgetChanges();
        machine.addQuirk("kill-after 3");
        assertThat(machine.run("revert").status())
                .as("the revert is killed, too")
                .isEqualTo(137);
        machine.removeQuirks();

        succeed(machine.run("revert"));
        assertThat(settings(machine)).isEqualTo(before);
    }

    @Test
    void repairsATableThatNtupleReset() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ixgbe-one-node-16", folder);
        final Map<String, String> before = settings(machine);
        machine.addQuirk("ntuple-resets-table");

        succeed(machine.run("apply"));

        assertThat(machine.changes())
                .containsSubsequence(
                        List.of("-L enp4s0f0 combined 7", "-K enp4s0f0 ntuple-filters on", "-X enp4s0f0 equal 7"));
        succeed(machine.run("verify"));
        succeed(machine.run("revert"));
        assertThat(settings(machine)).isEqualTo(before);
    }

    @Test
    void stopsWhereADriverSaysYesAndDoesNothing() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("i40e-two-nodes-32", folder);
        final Map<String, String> before = settings(machine);
        machine.addQuirk("lies -G");

        final TuneRun run = machine.run("apply");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors())
                .contains("ring:rx could not be set to 4096 and is 512 (netlink error: Invalid argument)")
                .contains("ringway-tune revert --interface ens2f0");
        succeed(machine.run("revert"));
        assertThat(settings(machine)).isEqualTo(before);
    }

    @Test
    void takesWhatADriverMakesOfANumber() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ice-one-node-64", folder);
        final Map<String, String> before = settings(machine);
        machine.addQuirk("usecs-at-least 4");

        assertThat(succeed(machine.run("apply")).output())
                .contains("coalesce:rx-usecs: 50 -> 4, which the driver made of 0");
        succeed(machine.run("verify"));
        machine.forgetChanges();
        succeed(machine.run("apply"));
        assertThat(machine.changes()).isEmpty();
        succeed(machine.run("revert"));
        assertThat(settings(machine)).isEqualTo(before);
    }

    @Test
    void leavesWhatADriverDoesNotSupport() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ixgbe-one-node-16", folder);
        machine.addQuirk("refuses -A");

        assertThat(succeed(machine.run("apply")).output()).contains("pause:rx: not supported here, left at on");
        succeed(machine.run("verify"));
        machine.forgetChanges();
        succeed(machine.run("apply"));
        assertThat(machine.changes()).isEmpty();
    }

    @Test
    void stopsWhereACardFails() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("ixgbe-one-node-16", folder);
        machine.addQuirk("breaks -A");

        final TuneRun run = machine.run("apply");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors())
                .contains("pause:rx could not be set to off and is on (netlink error: Input/output error)");
    }

    /** Files in place of the kernel's take everything, so that its words are put to the function itself. */
    @ParameterizedTest
    @CsvSource({
        "irq:eth0-TxRx-0, write error: Operation not permitted, 0",
        "irq:eth0-TxRx-0, write error: Input/output error, 0",
        "irq:eth0-TxRx-0, write error: Invalid argument, 1",
        "pause:rx, netlink error: Operation not supported, 0",
        "pause:rx, netlink error: Operation not permitted, 1",
        "napi:threaded, write error: Input/output error, 1",
    })
    void tellsWhatDoesNotExistFromWhatFails(final String setting, final String complaint, final int status)
            throws Exception {
        final Process function = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source <(sed -n '/^says_unsupported()/,/^}/p' tuning/ringway-tune); says_unsupported \"$@\"",
                        "bash",
                        setting,
                        complaint)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(function.waitFor()).isEqualTo(status);
    }

    @Test
    void takesAwayQueuesThatATableNames() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("i40e-two-nodes-32", folder);
        machine.addQuirk("table-is-protected");

        succeed(machine.run("apply"));

        assertThat(machine.changes()).containsSubsequence(List.of("-X ens2f0 equal 8", "-L ens2f0 combined 8"));
    }

    @Test
    void leavesATableAloneThatItCouldNotWriteBack() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("igc-four-cores", folder);

        succeed(machine.run("apply"));

        assertThat(machine.changes())
                .noneMatch(change -> change.startsWith("-L"))
                .noneMatch(change -> change.matches("-X \\S+ (equal|weight|default).*"));
    }

    @Test
    void tellsDrift() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("veth-two-queues", folder);
        succeed(machine.run("apply"));
        Files.writeString(machine.file("root/proc/sys/net/core/rmem_max"), "212992\n");

        final TuneRun run = machine.run("verify");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("sysctl:net.core.rmem_max: 212992 instead of 16777216\n");
    }

    @Test
    void forgetsWhatWasBeforeTheMachineWasStartedAnew() throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut("veth-two-queues", folder);
        succeed(machine.run("apply"));
        Files.writeString(machine.file("root/proc/sys/kernel/random/boot_id"), "another\n");
        final Map<String, String> applied = settings(machine);

        final TuneRun run = succeed(machine.run("revert"));

        assertThat(run.errors()).contains("the machine was started anew");
        assertThat(settings(machine)).isEqualTo(applied);
        assertThat(machine.stateFile()).doesNotExist();
    }

    private static TuneRun succeed(final TuneRun run) {
        assertThat(run.status()).as(run.output() + run.errors()).isZero();
        return run;
    }

    /** The whole machine. A file with choices keeps only the one in brackets, because nobody puts the others back where a kernel is missing. */
    private static Map<String, String> settings(final RecordedMachine machine) throws Exception {
        final Map<String, String> all = new TreeMap<>(machine.everything());
        all.replaceAll((file, content) -> {
            final Matcher choice = CHOICE.matcher(content);
            return choice.find() ? choice.group(1) + "\n" : content;
        });
        return all;
    }
}
