package io.ringway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Strings that are made before somebody needs them, seen by what the thread allocates that does. */
class StringConstantsTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final class Untouched {
        static String text(final boolean wanted) {
            return wanted ? "a text that is in no other class, left as it is" : null;
        }
    }

    private static final class Prepared {
        static String text(final boolean wanted) {
            return wanted ? "a text that is in no other class, made before" : null;
        }
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    @Test
    void leavesNothingToBeMade() throws ReflectiveOperationException {
        Untouched.text(false);
        Prepared.text(false);
        assertThat(new StringConstants().resolve(Prepared.class)).isTrue();
        allocated();
        final long before = allocated();
        final String untouched = Untouched.text(true);
        final long between = allocated();
        final String prepared = Prepared.text(true);
        final long after = allocated();
        assertThat(untouched).isNotEqualTo(prepared);
        assertThat(between - before)
                .as("bytes for a string that is made when it is needed")
                .isPositive();
        assertThat(after - between).as("bytes for one that was made before").isZero();
    }

    @Test
    void leavesClassesAloneThatAreNotInUse() throws ReflectiveOperationException {
        assertThat(new StringConstants().resolve(NeverUsed.class)).isFalse();
        assertThat(NeverUsed.text()).isNotEmpty();
    }

    @Test
    void goesOverWhatIsInUseTwice() {
        final StringConstants constants = StringConstants.open();
        assertThat(constants)
                .as("needs packages of java.base that the test's command line opens")
                .isNotNull();
        constants.resolve();
        constants.resolve();
    }

    private static final class NeverUsed {
        static String text() {
            return "a text that nobody asks for";
        }
    }
}
