package io.ringway.privilege;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.settings.Capability;
import io.ringway.settings.SetupException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What /proc says of threads, and what the report makes of it. */
class ThreadStatusTest {
    private static final CapabilitySet NET_ADMIN = CapabilitySet.of(List.of(Capability.CAP_NET_ADMIN));

    private static ThreadStatus thread(final String name, final int uid, final CapabilitySet capabilities) {
        return new ThreadStatus(
                1, name, List.of(uid, uid, uid, uid), List.of(7, 7, 7, 7), List.of(), capabilities, true, true);
    }

    @Test
    void readsTheKernelsLines() {
        final ThreadStatus status = ThreadStatus.parse(List.of(
                "Name:\tC1 CompilerThre",
                "Pid:\t4711",
                "PPid:\t1",
                "Uid:\t1\t2\t3\t4294967294",
                "Gid:\t4\t5\t6\t7",
                "Groups:\t27 100 ",
                "CapInh:\t0000000000001000",
                "CapPrm:\t0000000000002000",
                "CapEff:\t0000000000000000",
                "CapBnd:\t000001ffffffffff",
                "CapAmb:\t0000000000000000",
                "NoNewPrivs:\t1",
                "Seccomp:\t2",
                "Seccomp_filters:\t1"));
        assertThat(status)
                .isEqualTo(new ThreadStatus(
                        4711,
                        "C1 CompilerThre",
                        List.of(1, 2, 3, -2),
                        List.of(4, 5, 6, 7),
                        List.of(27, 100),
                        CapabilitySet.of(List.of(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW)),
                        true,
                        true));
    }

    @Test
    void seesEveryThreadOfThisProcess() {
        assertThat(ThreadStatus.own())
                .extracting(ThreadStatus::id)
                .contains(ThreadStatus.current().id());
        assertThat(ThreadStatus.own()).hasSizeGreaterThan(5);
    }

    @Test
    void reportsWhoKeepsWhat() {
        final PrivilegeReport report = new PrivilegeReport(
                List.of(thread("main", 5, CapabilitySet.NONE), thread("supervisor", 5, NET_ADMIN)), NET_ADMIN);
        assertThat(report.summary())
                .isEqualTo("user 5, group 7, CAP_NET_ADMIN on the thread supervisor; no_new_privs on all, system calls"
                        + " filtered on all");
        assertThatCode(() -> report.requireDropped(new Identity(5, 7))).doesNotThrowAnyException();
        assertThat(report.leftOver()).isEmpty();
    }

    @Test
    void refusesAThreadThatKeptItsUserOrACapability() {
        final Identity identity = new Identity(5, 7);
        final PrivilegeReport user = new PrivilegeReport(
                List.of(thread("main", 5, CapabilitySet.NONE), thread("tcp 0", 0, CapabilitySet.NONE)), NET_ADMIN);
        assertThatThrownBy(() -> user.requireDropped(identity))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("tcp 0");
        final PrivilegeReport capability = new PrivilegeReport(List.of(thread("main", 5, NET_ADMIN)), NET_ADMIN);
        assertThatThrownBy(() -> capability.requireDropped(identity)).hasMessageContaining("CAP_NET_ADMIN");
        assertThat(capability.leftOver().orElseThrow()).startsWith("1 threads").contains("CAP_NET_ADMIN");
    }
}
