package io.ringway.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.SetupException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that will do, and those that will not. */
class PreflightTest {
    @ParameterizedTest
    @ValueSource(strings = {"5.10.0-28-amd64", "6.1.0", "6.18.44-fc", "10.0"})
    void takesKernelsFrom510(final String release) {
        assertThatCode(() -> Preflight.checkKernel(release)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.4.0-150-generic", "4.19.0", "3.10.0-1160.el7"})
    void namesAKernelThatIsTooOld(final String release) {
        assertThatThrownBy(() -> Preflight.checkKernel(release))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(release)
                .hasMessageContaining("5.10 or later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Darwin", "6"})
    void namesWhatIsNoKernelRelease(final String release) {
        assertThatThrownBy(() -> Preflight.checkKernel(release))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("'" + release + "'");
    }
}
