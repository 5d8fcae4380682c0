package io.ringway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reads the bytecode of the hot path: nothing in it makes an object, boxes, calls through {@code invokedynamic}, iterates, touches strings,
 * throws or locks. Constructors and static initialisers are set-up; every other exception is listed with its reason.
 */
class HotPathBytecodeTest {
    private static final Path CLASSES = Path.of(System.getProperty("ringway.basedir", ""), "target", "classes");

    /** Every class of a package, or a class with its nested ones. */
    private static final List<String> PACKAGES = List.of(
            "io/ringway/wire",
            "io/ringway/wire/forward",
            "io/ringway/wire/response",
            "io/ringway/rules",
            "io/ringway/rules/action",
            "io/ringway/rules/block",
            "io/ringway/rules/names",
            "io/ringway/rules/rate",
            "io/ringway/rules/response",
            "io/ringway/rules/selector",
            "io/ringway/engine/frame");

    private static final List<String> CLASS_NAMES = List.of(
            "io/ringway/backend/BackendShare",
            "io/ringway/cache/CacheEntry",
            "io/ringway/cache/CacheKey",
            "io/ringway/cache/CacheReader",
            "io/ringway/cache/CacheStatistics",
            "io/ringway/cache/CacheWriter",
            "io/ringway/cache/EntryLifetime",
            "io/ringway/cache/KeyHash",
            "io/ringway/cache/PacketCache",
            "io/ringway/engine/cache/CacheFront",
            "io/ringway/backend/ChaCha",
            "io/ringway/backend/NameHash",
            "io/ringway/backend/OutstandingQueries",
            "io/ringway/backend/QueryIndex",
            "io/ringway/backend/QueryRecords",
            "io/ringway/backend/QueryTimers",
            "io/ringway/backend/UnpredictableNumbers",
            "io/ringway/backend/policy/BoundedLoad",
            "io/ringway/backend/policy/ConsistentHashed",
            "io/ringway/backend/policy/FirstAvailable",
            "io/ringway/backend/policy/HashRing",
            "io/ringway/backend/policy/LeastOutstanding",
            "io/ringway/backend/policy/RoundRobin",
            "io/ringway/backend/policy/ServerPools",
            "io/ringway/backend/policy/WeightedHashed",
            "io/ringway/backend/policy/WeightedRandom",
            "io/ringway/settings/rules/TimedAddressSet",
            "io/ringway/rules/log/LogRing",
            "io/ringway/rules/log/LogWriter",
            "io/ringway/rules/log/LogAction",
            "io/ringway/engine/Router",
            "io/ringway/engine/Worker",
            "io/ringway/engine/DelayedAnswers",
            "io/ringway/engine/Responder",
            "io/ringway/engine/ResponseGate",
            "io/ringway/engine/SharedStage",
            "io/ringway/engine/SocketRouter",
            "io/ringway/engine/Dispatcher",
            "io/ringway/engine/PollIdleStrategy",
            "io/ringway/engine/StageGroup",
            "io/ringway/engine/forward/BackendSockets",
            "io/ringway/engine/forward/Forwarder",
            "io/ringway/engine/forward/ResponseMatcher",
            "io/ringway/engine/forward/ResponseRelay",
            "io/ringway/engine/forward/XskRoute",
            "io/ringway/backend/health/LazySamples",
            "io/ringway/stack/BackendSocket",
            "io/ringway/stack/ReadySockets",
            "io/ringway/stack/route/NextHop",
            "io/ringway/stack/MessageVector",
            "io/ringway/stack/UdpSocket",
            "io/ringway/xdp/ConsumerRing",
            "io/ringway/xdp/ProducerRing",
            "io/ringway/xdp/Descriptor");

    /** Classes of those packages that the control thread alone uses, to compile rules. */
    private static final Set<String> SET_UP = Set.of(
            "RuleBook.class",
            "SharedParts.class",
            "SettingsMap.class",
            "SettingsMap$Key.class",
            "ActionCompiler.class",
            "ResponseActionCompiler.class",
            "SelectorCompiler.class",
            "BlockBook.class",
            "RateMeter.class",
            "RateMeter$Client.class",
            "RateMeter$1.class");

    /** Methods that may, with the reason; a lambda counts as the method it is written in. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("io.ringway.cache.PacketCache.newStatistics", "set-up: makes a thread's statistics"),
            Map.entry("io.ringway.cache.PacketCache.statistics", "asked by the control thread"),
            Map.entry("io.ringway.cache.PacketCache.sum", "asked by the control thread"),
            Map.entry("io.ringway.engine.cache.CacheFront.remembered", "TCP connections, which allocate"),
            Map.entry("io.ringway.engine.Responder.forwarding", "set-up: gives a responder its backends"),
            Map.entry("io.ringway.engine.forward.Forwarder.rules", "set-up: gives a forwarder rules for responses"),
            Map.entry("io.ringway.engine.Worker.delayUpTo", "set-up: makes the timer wheel"),
            Map.entry("io.ringway.engine.Worker.socketFds", "set-up: what the thread waits for"),
            Map.entry("io.ringway.engine.forward.BackendSockets$SocketCounters.equals", "a record's, never called"),
            Map.entry("io.ringway.engine.forward.BackendSockets$SocketCounters.hashCode", "a record's, never called"),
            Map.entry("io.ringway.engine.forward.BackendSockets$SocketCounters.toString", "a record's, never called"),
            Map.entry("io.ringway.engine.frame.FrameHomes.refuse", "throws for a frame that is given back twice"),
            Map.entry("io.ringway.stack.BackendSocket.check", "set-up: throws when the kernel refuses"),
            Map.entry("io.ringway.stack.BackendSocket.ofPair", "set-up"),
            Map.entry("io.ringway.stack.BackendSocket.open", "set-up"),
            Map.entry("io.ringway.stack.ReadySockets.add", "the control thread: watches a socket"),
            Map.entry("io.ringway.stack.ReadySockets.poll", "what a method handle may throw and this one never does"),
            Map.entry("io.ringway.wire.Memory.check", "throws with checks on only, to end a test"),
            Map.entry("io.ringway.wire.Memory.checkIndex", "throws with checks on only, to end a test"),
            Map.entry("io.ringway.engine.frame.FrameLedger.move", "throws with checks on only, to end a test"),
            Map.entry("io.ringway.wire.PacketDefect.values", "set-up: counters are made for each defect"),
            Map.entry("io.ringway.wire.PacketDefect.$values", "the static initialiser of the enum, by another name"),
            Map.entry("io.ringway.wire.forward.ResponseDefect.values", "set-up: counters are made for each defect"),
            Map.entry("io.ringway.wire.forward.ResponseDefect.$values", "the static initialiser of the enum"),
            Map.entry("io.ringway.wire.forward.BackendEndpoint.requireMac", "set-up: throws in the constructor"),
            Map.entry("io.ringway.rules.block.BlockFilter.none", "set-up: makes a filter"),
            Map.entry("io.ringway.rules.block.BlockFilter.replace", "the control thread: gives a worker other blocks"),
            Map.entry("io.ringway.rules.block.ClientTable.lengths", "set-up: makes the table"),
            Map.entry("io.ringway.rules.ResponseRules.none", "set-up: makes a worker's chains"),
            Map.entry("io.ringway.rules.Verdict.values", "made by the compiler, called by nobody"),
            Map.entry("io.ringway.rules.Verdict.$values", "the static initialiser of the enum, by another name"),
            Map.entry("io.ringway.rules.NetmaskGroup.compile", "set-up: compiles the masks"),
            Map.entry("io.ringway.rules.NetmaskGroup.first", "set-up: compiles the masks"),
            Map.entry("io.ringway.rules.NetmaskGroup.last", "set-up: compiles the masks"),
            Map.entry("io.ringway.rules.NetmaskGroup.matches(List)", "set-up: compiles the masks"),
            Map.entry("io.ringway.rules.NetmaskGroup$Ranges.halves", "set-up: compiles the masks"),
            Map.entry("io.ringway.wire.AnswerRecords.of", "set-up: encodes records"),
            Map.entry("io.ringway.wire.AnswerRecords$Section.values", "made by the compiler, called by nobody"),
            Map.entry("io.ringway.wire.AnswerRecords$Section.$values", "the static initialiser of the enum"),
            Map.entry("io.ringway.rules.names.NameTable.grow", "set-up: makes the table"),
            Map.entry("io.ringway.rules.rate.ClientRates.join", "set-up: makes a worker's table"),
            Map.entry("io.ringway.rules.rate.SharedRate.join", "set-up: makes a worker's part"),
            Map.entry(
                    "io.ringway.rules.selector.RegexSelector$PresentationName.subSequence",
                    "a CharSequence's, not called by RE2/J; its selectors are outside the promise"),
            Map.entry(
                    "io.ringway.rules.selector.RegexSelector$PresentationName.toString",
                    "a CharSequence's, not called by RE2/J; its selectors are outside the promise"),
            Map.entry("io.ringway.backend.QueryRecords.checkOpen", "throws with checks on only, to end a test"),
            Map.entry("io.ringway.backend.UnpredictableNumbers.seed", "set-up: asks the system for a key"),
            Map.entry("io.ringway.backend.policy.ConsistentHashed.prepare", "set-up: makes the ring"),
            Map.entry("io.ringway.backend.policy.HashRing.keys", "set-up: makes the ring"),
            Map.entry("io.ringway.backend.policy.ServerPools.shares", "set-up: makes a snapshot"),
            Map.entry("io.ringway.backend.policy.ServerPools.servers", "set-up: makes a snapshot"),
            Map.entry("io.ringway.backend.policy.ServerPools.with", "set-up: makes a snapshot"),
            Map.entry("io.ringway.settings.rules.TimedAddressSet.add", "one change at a time, by the configuration"),
            Map.entry("io.ringway.settings.rules.TimedAddressSet.clear", "one change at a time, by the configuration"),
            Map.entry(
                    "io.ringway.settings.rules.TimedAddressSet.cleanUp", "one change at a time, by the configuration"),
            Map.entry("io.ringway.engine.Responder.ofFrames", "set-up: makes a responder"),
            Map.entry("io.ringway.engine.Responder.ofMessages", "set-up: makes a responder"),
            Map.entry("io.ringway.engine.Responder.leaving", "set-up: makes a responder"),
            Map.entry("io.ringway.stack.UdpSocket.open", "set-up: makes a socket"),
            Map.entry("io.ringway.stack.UdpSocket.configure", "set-up: makes a socket"),
            Map.entry("io.ringway.stack.UdpSocket.boundPort", "set-up: makes a socket"),
            Map.entry("io.ringway.stack.UdpSocket.receiveBufferBytes", "asked once, for the log"),
            Map.entry("io.ringway.stack.UdpSocket.receiveDrops", "asked by the control thread"),
            Map.entry("io.ringway.engine.Router.roleName", "asked once, for the thread's name"),
            Map.entry("io.ringway.engine.Worker.roleName", "asked once, for the thread's name"));

    private static final Set<String> BOXES = Set.of(
            "java/lang/Boolean",
            "java/lang/Byte",
            "java/lang/Character",
            "java/lang/Double",
            "java/lang/Float",
            "java/lang/Integer",
            "java/lang/Long",
            "java/lang/Short");

    @Test
    void hotPathAllocatesNothing() throws IOException {
        final Map<String, Set<String>> found = new TreeMap<>();
        for (final Path file : hotClasses()) {
            final ClassModel model = ClassFile.of().parse(file);
            for (final MethodModel method : model.methods()) {
                final Set<String> offences = offences(method);
                if (!offences.isEmpty()) {
                    found.computeIfAbsent(name(model, method), key -> new TreeSet<>())
                            .addAll(offences);
                }
            }
        }
        final Set<String> needless = new TreeSet<>(EXCEPTIONS.keySet());
        needless.removeAll(found.keySet());
        found.keySet().removeAll(EXCEPTIONS.keySet());
        assertThat(found).as("methods of the hot path that may not do this").isEmpty();
        assertThat(needless).as("exceptions that are no longer needed").isEmpty();
    }

    @Test
    void knowsWhatIsForbidden() throws IOException {
        final ClassModel model = ClassFile.of()
                .parse(Path.of(System.getProperty("ringway.basedir", ""), "target", "test-classes")
                        .resolve("io/ringway/HotPathBytecodeTest$Offender.class"));
        for (final MethodModel method : model.methods()) {
            final String methodName = method.methodName().stringValue();
            if (!methodName.equals(ConstantDescs.INIT_NAME) && !methodName.startsWith("lambda$")) {
                assertThat(offences(method)).as(methodName).isNotEmpty();
            }
        }
        assertThat(model.methods()).hasSizeGreaterThan(10);
    }

    private static List<Path> hotClasses() throws IOException {
        final List<Path> files = new ArrayList<>();
        for (final String folder : PACKAGES) {
            files.addAll(classFiles(CLASSES.resolve(folder), ""));
        }
        for (final String className : CLASS_NAMES) {
            final Path file = CLASSES.resolve(className + ".class");
            assertThat(file).isRegularFile();
            files.add(file);
            final String simpleName = className.substring(className.lastIndexOf('/') + 1);
            files.addAll(classFiles(file.resolveSibling(""), simpleName + "$"));
        }
        return files;
    }

    private static List<Path> classFiles(final Path folder, final String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.getFileName().toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("package-info.class"))
                    .filter(file -> !SET_UP.contains(file.getFileName().toString()))
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Class and method; overloads that take a list, which only set-up does, are told apart. */
    private static String name(final ClassModel model, final MethodModel method) {
        final String className = model.thisClass().asInternalName().replace('/', '.');
        final String methodName = method.methodName().stringValue();
        if (methodName.startsWith("lambda$")) {
            return className + "." + methodName.substring("lambda$".length(), methodName.lastIndexOf('$'));
        }
        final boolean takesList = method.methodTypeSymbol().parameterList().contains(ConstantDescs.CD_List);
        return className + "." + methodName + (takesList && methodName.equals("matches") ? "(List)" : "");
    }

    private static Set<String> offences(final MethodModel method) {
        final Set<String> offences = new TreeSet<>();
        final String methodName = method.methodName().stringValue();
        final boolean setUp = methodName.equals(ConstantDescs.INIT_NAME)
                || methodName.equals(ConstantDescs.CLASS_INIT_NAME)
                || methodName.startsWith("lambda$new$")
                || methodName.startsWith("lambda$static$");
        if (setUp) {
            return offences;
        }
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            offences.add("synchronized");
        }
        method.code().ifPresent(code -> {
            for (final CodeElement element : code) {
                addOffence(element, offences);
            }
        });
        return offences;
    }

    private static void addOffence(final CodeElement element, final Set<String> offences) {
        switch (element) {
            case NewObjectInstruction made ->
                offences.add("new " + made.className().asInternalName());
            case NewPrimitiveArrayInstruction made -> offences.add("new array of " + made.typeKind());
            case NewReferenceArrayInstruction made ->
                offences.add("new array of " + made.componentType().asInternalName());
            case NewMultiArrayInstruction made ->
                offences.add("new " + made.arrayType().asInternalName());
            case InvokeDynamicInstruction call ->
                offences.add("invokedynamic " + call.name().stringValue());
            case MonitorInstruction monitor -> offences.add(monitor.opcode().name());
            case ThrowInstruction thrown -> offences.add(thrown.opcode().name());
            case InvokeInstruction call -> addForbiddenCall(call, offences);
            default -> {
                // Everything else is arithmetic, memory and jumps.
            }
        }
    }

    private static void addForbiddenCall(final InvokeInstruction call, final Set<String> offences) {
        final String owner = call.owner().asInternalName();
        final String called = call.name().stringValue();
        final boolean boxes = called.equals("valueOf") && BOXES.contains(owner);
        final boolean iterates =
                called.equals("iterator") || called.equals("stream") || owner.startsWith("java/util/stream/");
        final boolean text =
                owner.equals("java/lang/String") || owner.startsWith("java/lang/StringB") || called.equals("toString");
        final boolean copies = called.equals("clone")
                || called.equals("values")
                || called.equals("copyOf")
                || called.equals("copyOfRange");
        final boolean bigNumber = owner.startsWith("java/math/");
        if (boxes || iterates || text || copies || bigNumber) {
            offences.add(owner + "." + called);
        }
    }

    /** Does in each method what the hot path must not: the test's own test. */
    @SuppressWarnings({"unused", "MethodCanBeStatic", "UnusedMethod", "SynchronizeOnNonFinalField"})
    private static final class Offender {
        private final List<String> names = new ArrayList<>();

        Object object() {
            return new Object();
        }

        int[] array(final int length) {
            return new int[length];
        }

        Object[] references(final int length) {
            return new String[length];
        }

        long[][] several(final int length) {
            return new long[length][length];
        }

        Object boxed(final long number) {
            return number;
        }

        Runnable lambda() {
            return names::clear;
        }

        String concatenated(final int number) {
            return "number " + number;
        }

        int iterated() {
            int length = 0;
            for (final String name : names) {
                length += name.length();
            }
            return length;
        }

        boolean text(final String name) {
            return name.isEmpty();
        }

        void locked() {
            synchronized (names) {
                names.clear();
            }
        }

        synchronized void synchronizedMethod() {
            names.clear();
        }

        void thrown(final RuntimeException exception) {
            throw exception;
        }

        long[] copied(final long[] numbers) {
            return numbers.clone();
        }
    }
}
