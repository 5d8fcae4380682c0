package io.ringway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsBackWhatWasWrittenWhileTheWriterStillHasIt() {
        final Path path = folder.resolve("made/counters");
        try (CountersFile file = CountersFile.create(path)) {
            final AtomicCounter received = file.counter(CounterDescriptor.RECEIVED, "ringway0/0");
            final AtomicCounter answered = file.counter(CounterDescriptor.ANSWERED, "ringway0/0");
            final AtomicCounter acl = file.counter(CounterDescriptor.DROP_ACL, "ringway0/0 192.0.2.1:53");
            received.getAndAddRelease(10);
            answered.getAndAddRelease(7);
            acl.incrementRelease();

            final CountersSnapshot snapshot = CountersSnapshot.read(path);
            assertThat(snapshot.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(snapshot.isAlive(System.currentTimeMillis())).isTrue();
            assertThat(snapshot.entries())
                    .containsExactly(
                            new CountersSnapshot.Entry(CounterDescriptor.RECEIVED, "ringway0/0", 10),
                            new CountersSnapshot.Entry(CounterDescriptor.ANSWERED, "ringway0/0", 7),
                            new CountersSnapshot.Entry(CounterDescriptor.DROP_ACL, "ringway0/0 192.0.2.1:53", 1));
            assertThat(snapshot.sumOfDrops()).isEqualTo(1);
            assertThat(snapshot.unaccounted()).isEqualTo(2);
        }
    }

    @Test
    void staysReadableAfterTheWriterEnded() {
        final Path path = folder.resolve("counters");
        try (CountersFile file = CountersFile.create(path)) {
            file.counter(CounterDescriptor.COMPLETED, "a/1").setRelease(42);
        }
        assertThat(CountersSnapshot.read(path).sum(CounterDescriptor.COMPLETED)).isEqualTo(42);
        try (CountersFile again = CountersFile.create(path)) {
            again.heartbeat(1);
            assertThat(CountersSnapshot.read(path).entries()).isEmpty();
            assertThat(CountersSnapshot.read(path).isAlive(10_000)).isFalse();
        }
    }

    @Test
    void refusesFilesThatAreNone() throws Exception {
        final Path path = folder.resolve("other");
        Files.write(path, new byte[8192]);
        assertThatThrownBy(() -> CountersSnapshot.read(path))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is no counters file");
        assertThatThrownBy(() -> CountersSnapshot.read(folder.resolve("absent")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void identitiesAndLabelsAreUnique() {
        assertThat(Arrays.stream(CounterDescriptor.values()).map(CounterDescriptor::id))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(CounterDescriptor.values()).map(CounterDescriptor::label))
                .doesNotHaveDuplicates();
        for (final CounterDescriptor descriptor : CounterDescriptor.values()) {
            assertThat(CounterDescriptor.ofId(descriptor.id())).isSameAs(descriptor);
        }
    }
}
