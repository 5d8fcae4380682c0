package io.ringway.lab.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Has the driver's part of receiving on a veth interface, where XDP programs run, done by a thread of the kernel on the server's processor. Otherwise
 * whoever sends does it, and a packet that the XDP program drops would cost the server nothing at all.
 *
 * <p>The kernel has such threads (NAPI in threaded mode, networking/napi.rst) once the interface does GRO; they outlive programs that come and go.
 */
final class ReceiveThread {
    private ReceiveThread() {}

    /** Commands in their order; the interface is up. */
    static List<List<String>> commands(
            final List<String> server, final String device, final String cpu, final String priority) {
        // In front of whatever else the machine does, as the server is.
        return List.of(
                at(server, List.of("ethtool", "-K", device, "gro", "on")),
                at(
                        server,
                        List.of(
                                "unshare",
                                "--mount",
                                "--propagation",
                                "private",
                                "sh",
                                "-c",
                                "mount -t sysfs sysfs /sys && echo 1 > /sys/class/net/" + device + "/threaded")),
                List.of(
                        "sh",
                        "-c",
                        "for pid in $(pgrep '^napi/" + device + "-'); do taskset --cpu-list --pid " + cpu
                                + " $pid; renice -n " + priority + " -p $pid; done"));
    }

    private static List<String> at(final List<String> entry, final List<String> command) {
        final List<String> whole = new ArrayList<>(entry);
        whole.addAll(command);
        return whole;
    }
}
