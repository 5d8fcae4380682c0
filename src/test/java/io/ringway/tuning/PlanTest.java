package io.ringway.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code ringway-tune plan} says of each recorded machine, compared with the file {@code plan} beside the recording. A file that should
 * change is written anew by a run with {@code -Dringway.rewritePlans=true}; read the difference before it is committed.
 */
@Timeout(60)
class PlanTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("io.ringway.tuning.RecordedMachine#all")
    void saysWhatAnExpertWould(final String name) throws Exception {
        final RecordedMachine machine = RecordedMachine.layOut(name, folder);
        final TuneRun run = machine.run("plan");
        assertThat(run.errors()).isEmpty();
        assertThat(run.status()).isZero();
        final Path expected = RecordedMachine.expectedPlan(name);
        if (Boolean.getBoolean("ringway.rewritePlans")) {
            Files.writeString(expected, run.output());
        }
        assertThat(run.output()).isEqualTo(Files.readString(expected));
    }
}
