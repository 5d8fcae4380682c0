package io.ringway.lab.experiment;

import io.ringway.lab.Command;
import io.ringway.settings.SetupException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Contenders on an interface of this machine, the injector on another machine. Nothing is made or changed here but the XDP program.
 *
 * @param interfaceName the interface
 * @param target        its address that is asked
 * @param host          the injector's machine, as ssh knows it
 * @param yes           whether the interface of the default route will do
 */
public record TwoMachines(String interfaceName, String target, String host, boolean yes) {
    Bench bench(final Path folder) {
        return Bench.onTwoMachines(interfaceName, target, host, folder);
    }

    /** Refuses an interface that would be cut off, that somebody else uses, or that has not the address. */
    void check() {
        for (final String family : List.of("-4", "-6")) {
            if (!yes && leadsOut(Command.run("ip " + family + " route show default"))) {
                throw new SetupException(
                        interfaceName
                                + " has the default route: a mistake there may cut this machine off; take another one, or add --yes");
            }
        }
        final String link = Command.run("ip link show dev " + interfaceName);
        if (link.matches("(?s).* xdp(generic|offload)? .*")) {
            throw new SetupException(interfaceName
                    + " has an XDP program already; stop what uses it, or if nothing does: ip link set dev "
                    + interfaceName
                    + " xdp off");
        }
        if (!Command.run("ip address show dev " + interfaceName).contains(" " + target + "/")) {
            throw new SetupException(target + " is no address of " + interfaceName + "; name one of it by --target");
        }
    }

    boolean leadsOut(final String routes) {
        return routes.lines()
                .map(line -> Arrays.asList(line.split(" +", -1)))
                .anyMatch(words -> words.contains("dev")
                        && words.get(words.indexOf("dev") + 1).equals(interfaceName));
    }
}
