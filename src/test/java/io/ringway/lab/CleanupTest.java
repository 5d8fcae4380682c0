package io.ringway.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was made last goes first, once, whatever happens in between. */
class CleanupTest {
    private final List<String> removed = new ArrayList<>();

    private AutoCloseable thing(final String name) {
        return () -> removed.add(name);
    }

    @Test
    void removesInReverseAndOnce() {
        final Cleanup cleanup = new Cleanup();
        cleanup.add(thing("namespace"));
        cleanup.add(thing("server"));
        cleanup.close();
        cleanup.close();
        assertThat(removed).containsExactly("server", "namespace");
    }

    @Test
    void goesOnBehindWhatCannotBeRemoved() {
        try (Cleanup cleanup = new Cleanup()) {
            cleanup.add(thing("namespace"));
            cleanup.add(() -> {
                throw new IllegalStateException("busy");
            });
        }
        assertThat(removed).containsExactly("namespace");
    }

    @Test
    void removesAtOnceWhatComesTooLate() {
        final Cleanup cleanup = new Cleanup();
        cleanup.requireRunning();
        cleanup.close();
        assertThatThrownBy(() -> cleanup.add(thing("late"))).isInstanceOf(SetupException.class);
        assertThat(removed).containsExactly("late");
        assertThatThrownBy(cleanup::requireRunning).isInstanceOf(SetupException.class);
    }
}
