package io.ringway.lab.injector;

import java.util.List;

/**
 * kxdpgun on another machine, on all queues of the interface that leads to the target. Needs a login without a password, sudo there without one,
 * and Debian's knot-dnsutils. The questions go through its standard input, so nothing is written there.
 *
 * @param host   as ssh knows it
 * @param target address of the server
 */
public record SshInjector(String host, String target) implements Injector {
    @Override
    public List<String> load(final String rate, final int seconds) {
        return remote("printf 'example.com A\\n' | sudo -n kxdpgun -t " + seconds + " -Q " + rate + " -i /dev/stdin "
                + target);
    }

    @Override
    public List<String> question() {
        return remote("kdig @" + target + " example.com A +timeout=1 +retry=0");
    }

    @Override
    public List<String> version() {
        return remote("kxdpgun --version");
    }

    private List<String> remote(final String line) {
        return List.of("ssh", "-o", "BatchMode=yes", host, line);
    }
}
