package io.ringway.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Progress for people: shares and numbers, whatever the clock says. */
class SoakProgressTest {
    private final List<String> said = new ArrayList<>();
    private final SoakProgress progress = new SoakProgress(2_000, said::add);

    @Test
    void saysHowFarItIsFromTheSecondLineOn() {
        progress.line("progress 0 0");
        assertThat(said).isEmpty();
        progress.line("progress 1500 1490");
        assertThat(said)
                .singleElement()
                .asString()
                .matches(" 75\\.0 % +1,500 sent +1,490 answered +[0-9,]+ queries/s +.*left");
    }

    @Test
    void doesNotGuessTheTimeLeftWhenNothingWasSent() {
        progress.line("progress 1000 900");
        progress.line("progress 1000 1000");
        assertThat(said).singleElement().asString().endsWith("0 queries/s   ? left");
    }

    @Test
    void passesOnWhatIsNeitherProgressNorACount() {
        progress.line("sent 2000");
        progress.line("wrong-id 1");
        progress.line("wrong answer: id 5, port 2");
        assertThat(said).containsExactly("wrong answer: id 5, port 2");
    }
}
