package io.ringway.network;

import io.ringway.lab.ChildProcess;
import io.ringway.lab.Command;
import io.ringway.lab.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A name server as Debian packages it, authoritative for one small zone, with its files in a folder of the test's. */
enum RealServer {
    /** Knot DNS, which signs the zone. */
    KNOT("knotd", """
            server:
                rundir: %1$s
                user: root
                nsid: real-knot
                listen: %2$s@53
            log:
              - target: stderr
                any: info
            database:
                storage: %1$s
            acl:
              - id: anybody
                action: transfer
            zone:
              - domain: real.example
                storage: %1$s
                file: zone
                dnssec-signing: on
                zonefile-sync: -1
                journal-content: none
              - domain: transfer.example
                storage: %1$s
                file: transfer
                zonefile-sync: -1
                journal-content: none
                acl: anybody
            """, "-c"),

    /** NSD. */
    NSD("nsd", """
            server:
                ip-address: %2$s
                username: ""
                zonesdir: "%1$s"
                database: ""
                pidfile: ""
                xfrdfile: ""
                xfrdir: "%1$s"
                zonelistfile: "%1$s/nsd.zones"
                nsid: "ascii_real-nsd"
                answer-cookie: yes
            remote-control:
                control-enable: no
            zone:
                name: real.example
                zonefile: zone
            zone:
                name: transfer.example
                zonefile: transfer
                provide-xfr: 0.0.0.0/0 NOKEY
            """, "-d -c"),

    /** Unbound, with the zone as local data. */
    UNBOUND("unbound", """
            server:
                interface: %2$s
                access-control: 0.0.0.0/0 allow
                username: ""
                chroot: ""
                directory: "%1$s"
                pidfile: ""
                use-syslog: no
                do-daemonize: no
                nsid: "ascii_real-unbound"
                local-zone: real.example. static
            %3$s
            remote-control:
                control-enable: no
            """, "-d -c"),

    /** BIND. */
    BIND("named", """
            options {
                directory "%1$s";
                pid-file none;
                session-keyfile "%1$s/session.key";
                managed-keys-directory "%1$s";
                listen-on { %2$s; };
                listen-on-v6 { none; };
                recursion no;
                dnssec-validation no;
                server-id "real-bind";
            };
            controls { };
            zone "real.example" { type primary; file "zone"; };
            zone "transfer.example" { type primary; file "transfer"; allow-transfer { any; }; };
            """, "-g -c");

    /** A zone that everybody may have, with so many addresses that its transfer takes several messages. */
    static final String TRANSFER_ZONE = "transfer.example";

    static final int TRANSFER_RECORDS = 6_000;

    /** Every record set has one record, since servers may turn larger ones round. */
    private static final List<String> ZONE = List.of(
            "real.example. 300 IN SOA ns.real.example. hostmaster.real.example. 1 3600 600 86400 300",
            "real.example. 300 IN NS ns.real.example.",
            "real.example. 300 IN MX 10 mail.real.example.",
            "ns.real.example. 300 IN A 203.0.113.1",
            "mail.real.example. 300 IN A 203.0.113.25",
            "www.real.example. 300 IN A 203.0.113.80",
            "www.real.example. 300 IN AAAA 2001:db8::80",
            "text.real.example. 300 IN TXT \"a text\" \"and another\"",
            "large.real.example. 300 IN TXT" + (" \"" + "x".repeat(250) + "\"").repeat(4),
            "unknown.real.example. 300 IN TYPE65280 \\# 4 01020304");

    private final String program;
    private final String configuration;
    private final String options;

    RealServer(final String program, final String configuration, final String options) {
        this.program = program;
        this.configuration = configuration;
        this.options = options;
    }

    /** Its address on the backends' network, 198.51.100.0/24. */
    String address() {
        return "198.51.100." + (10 + ordinal());
    }

    /** Starts it in a namespace that has its address, and waits until it answers there. */
    void start(final TestBench bench, final Namespace namespace) throws IOException {
        final Path folder = Files.createDirectory(bench.folder().resolve(program));
        Files.write(folder.resolve("zone"), ZONE);
        Files.write(folder.resolve("transfer"), transferZone());
        final String localData =
                ZONE.stream().map(line -> "    local-data: '" + line + "'").collect(Collectors.joining("\n"));
        final Path file = Files.writeString(
                folder.resolve(program + ".conf"), configuration.formatted(folder, address(), localData));
        final List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(file.toString());
        final ChildProcess process = bench.add(new ChildProcess(program, namespace.command(command), line -> {}));
        Until.isTrue(program, () -> answers(namespace), process::output);
    }

    private static List<String> transferZone() {
        final List<String> lines = new ArrayList<>(List.of(
                "transfer.example. 300 IN SOA ns.real.example. hostmaster.real.example. 1 3600 600 86400 300",
                "transfer.example. 300 IN NS ns.real.example."));
        for (int i = 0; i < TRANSFER_RECORDS; i++) {
            lines.add("host-%05d.transfer.example. 300 IN A 203.0.113.%d".formatted(i, i % 250));
        }
        return lines;
    }

    private boolean answers(final Namespace namespace) {
        return Command.run(namespace.command(
                        List.of("sh", "-c", "kdig @" + address() + " real.example SOA +retry=0 +time=1 2>&1 || true")))
                .contains("status: NOERROR");
    }
}
