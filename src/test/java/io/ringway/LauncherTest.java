package io.ringway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a tree of its own, whose path has a space. A JDK that prints its arguments, a Maven that writes an empty jar, and an
 * apt that refuses stand in for the real ones, so that nothing is built or installed.
 */
@Timeout(60)
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("ringway.basedir", ""), "bin", "ringway");
    private static final String WRITES_A_JAR = "echo \"$@\" >>builds; mkdir -p target; : >target/ringway.jar";

    @TempDir
    private Path folder;

    private Path tree;
    private Path tools;
    private Path jdk;

    @BeforeEach
    void layOut() throws IOException {
        tree = Files.createDirectories(folder.resolve("a tree"));
        tools = Files.createDirectories(folder.resolve("tools"));
        for (final String part : List.of("bin", "src/main", "native", ".mvn")) {
            Files.createDirectories(tree.resolve(part));
        }
        Files.createFile(tree.resolve("pom.xml"));
        Files.copy(LAUNCHER, tree.resolve("bin/ringway"));
        Files.createDirectories(tree.resolve("src/main/dist"));
        Files.copy(LAUNCHER.resolveSibling("../src/main/dist/jvm.options"), tree.resolve("src/main/dist/jvm.options"));
        maven(WRITES_A_JAR);
        for (final String tool : List.of("apt-get", "apt-cache")) {
            script(tools.resolve(tool), "echo \"$0 $*: not in a test\" >&2; exit 1");
        }
        for (final String tool : List.of(
                "clang",
                "llvm-strip",
                "make",
                "gcc",
                "mvn",
                "ip",
                "ethtool",
                "kdig",
                "kxdpgun",
                "gnuplot",
                "shellcheck",
                "dnsperf",
                "knotd",
                "nsd",
                "unbound",
                "named")) {
            script(tools.resolve(tool), "exit 1");
        }
        jdk = jdk("jdk", "25.0.1");
    }

    @Test
    void runsTheJarThroughASymlinkWithArgumentsUntouched() throws Exception {
        final Path link = Files.createSymbolicLink(folder.resolve("ringway"), tree.resolve("bin/ringway"));
        final Run run = run(environment(jdk), link.toString(), "-C", "a file.conf", "");
        assertThat(run.status).as(run.errors).isZero();
        assertThat(run.output)
                .contains("-jar\n" + tree.toRealPath().resolve("target/ringway.jar") + "\n-C\na file.conf\n\n");
    }

    @Test
    void startsInTheCallersFolder() throws Exception {
        script(jdk.resolve("bin/java"), "pwd -P");
        assertThat(launch("--version").output).isEqualTo(folder.toRealPath() + "\n");
    }

    @Test
    void buildsOnlyWhenASourceIsNewer() throws Exception {
        assertThat(launch("--version").errors).contains("building");
        assertThat(launch("--version").errors).isEmpty();
        final FileTime anHourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Files.setLastModifiedTime(tree.resolve("target/ringway.stamp"), anHourAgo);
        assertThat(launch("--version").errors).contains("building");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void showsWhyABuildFailedAndRunsNothing() throws Exception {
        maven("echo the cause; exit 1");
        final Run run = launch("--version");
        assertThat(run.status).isEqualTo(1);
        assertThat(run.output).isEmpty();
        assertThat(run.errors).contains("the cause").contains("target/build.log");
    }

    @Test
    void buildsOnceForTwoStartsAtOnce() throws Exception {
        final Path entered = fifo("entered");
        final Path leave = fifo("leave");
        maven("echo >'" + entered + "'; read -r _ <'" + leave + "'; " + WRITES_A_JAR);
        final Process first = start(environment(jdk), "--version");
        // Opening the pipe waits until the first start is inside its build.
        assertThat(Files.readString(entered)).isEqualTo("\n");
        final Process second = start(environment(jdk), "--version");
        final BufferedReader errors = second.errorReader(StandardCharsets.UTF_8);
        assertThat(errors.readLine()).contains("waiting for another build");
        Files.writeString(leave, "\n", StandardOpenOption.WRITE);
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void passesOverAnOldJdk() throws Exception {
        final Path old = jdk("old", "17.0.15");
        script(old.resolve("bin/java"), "exit 9");
        Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
        assertThat(run(environment(old), "--version").status).isZero();
    }

    @Test
    void readsTheVersionOfAnEarlyAccessJdk() throws Exception {
        final Path early = jdk("early", "26-ea");
        script(early.resolve("bin/java"), "echo early");
        assertThat(run(environment(early), "--version").output).isEqualTo("early\n");
    }

    @Test
    void appendsTheOperatorsJvmOptions() throws Exception {
        final Map<String, String> environment = new HashMap<>(environment(jdk));
        environment.put("RINGWAY_JAVA_OPTS", "-Xmx1g -Da=b");
        assertThat(run(environment, "--version").output).contains("\n-Xmx1g\n-Da=b\n-jar\n");
    }

    @Test
    void givesFlagsThatThisJvmKnows() throws Exception {
        final Map<String, String> environment = new HashMap<>(environment(Path.of(System.getProperty("java.home"))));
        environment.put("RINGWAY_JAVA_OPTS", "--version");
        final Run run = run(environment, "stat");
        assertThat(run.status).as(run.errors).isZero();
        assertThat(run.output).contains(System.getProperty("java.version"));
        assertThat(run.errors).doesNotContainIgnoringCase("warning");
    }

    @Test
    void testEndsWithMavensStatus() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "test needs root");
        maven(WRITES_A_JAR + "; case \"$*\" in *verify*) echo Tests run: 1; exit 3;; esac");
        final Run run = launch("test", "-Dtest=Some");
        assertThat(run.status).as(run.errors).isEqualTo(3);
        assertThat(run.output).isEqualTo("Tests run: 1\n");
        assertThat(builds().getLast()).endsWith("verify -Dtest=Some");
    }

    private Run launch(final String... arguments) throws Exception {
        return run(environment(jdk), arguments);
    }

    /** Runs the launcher of the tree, or the one that the first argument names by an absolute path. */
    private Run run(final Map<String, String> environment, final String... arguments) throws Exception {
        final Process process = start(environment, arguments);
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        final String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output, errors);
    }

    private Process start(final Map<String, String> environment, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(arguments));
        if (!arguments[0].startsWith("/")) {
            command.addFirst(tree.resolve("bin/ringway").toString());
        }
        final ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        final Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private Map<String, String> environment(final Path javaHome) {
        return Map.of("JAVA_HOME", javaHome.toString(), "HOME", folder.toString(), "PATH", tools + ":/usr/bin:/bin");
    }

    private List<String> builds() {
        try {
            return Files.readAllLines(tree.resolve("builds"));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path jdk(final String name, final String version) throws IOException {
        final Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"");
        script(home.resolve("bin/javac"), "exit 1");
        return home;
    }

    private void maven(final String body) throws IOException {
        script(tree.resolve("bin/mvnw"), "[ \"$1\" != --ready ] || exit 0; " + body);
    }

    private Path fifo(final String name) throws Exception {
        final Path path = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    private static void script(final Path file, final String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** How a launcher ended. */
    private record Run(int status, String output, String errors) {}
}
