package io.ringway.engine;

import com.lmax.disruptor.RingBuffer;
import java.io.IOException;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the strings of the packet path's classes before packets come.
 *
 * <p>A thread that asks for a method to be compiled by C2 first makes every string constant of its class, were it only the text of an exception that is
 * never thrown ({@code CompileBroker::compile_method} in HotSpot). A recording of each allocation of a million forwarded queries showed nothing else on
 * packet threads once the warm-up was over: 72 to 3,816 bytes. What is made here nobody has to make later.
 *
 * <p>It needs packages of {@code java.base} that the application's manifest opens; without them it does nothing. Control thread.
 */
final class StringConstants {
    private static final Logger LOG = LoggerFactory.getLogger(StringConstants.class);

    /** Whose classes run for packets. */
    private static final List<String> FOLDERS = List.of(
            "io/ringway/backend/",
            "io/ringway/cache/",
            "io/ringway/engine/",
            "io/ringway/rules/",
            "io/ringway/stack/",
            "io/ringway/wire/",
            "io/ringway/xdp/",
            "com/lmax/disruptor/",
            "org/agrona/");

    /** Those of the JDK that calls of native functions go through. */
    private static final List<String> LIBRARY = List.of(
            "jdk.internal.foreign.AbstractMemorySegmentImpl",
            "jdk.internal.foreign.MemorySessionImpl",
            "jdk.internal.foreign.NativeMemorySegmentImpl",
            "jdk.internal.foreign.abi.SharedUtils");

    private static final String CLASS = ".class";

    private final Method findLoadedClass;
    private final Object access;
    private final Method constantPool;
    private final Method size;
    private final Method tag;
    private final Object stringTag;
    private final Method string;
    private final Object unsafe;
    private final Method shouldBeInitialized;

    /** Names of classes that are not done with. */
    private final Set<String> names = new LinkedHashSet<>(LIBRARY);

    /** Fails where {@code java.base} is not opened. */
    StringConstants() throws ReflectiveOperationException {
        final Class<?> pool = Class.forName("jdk.internal.reflect.ConstantPool");
        access = Class.forName("jdk.internal.access.SharedSecrets")
                .getMethod("getJavaLangAccess")
                .invoke(null);
        constantPool = Class.forName("jdk.internal.access.JavaLangAccess").getMethod("getConstantPool", Class.class);
        size = pool.getMethod("getSize");
        tag = pool.getMethod("getTagAt", int.class);
        stringTag = Class.forName("jdk.internal.reflect.ConstantPool$Tag")
                .getField("STRING")
                .get(null);
        string = pool.getMethod("getStringAt", int.class);
        final Class<?> unsafeType = Class.forName("jdk.internal.misc.Unsafe");
        unsafe = unsafeType.getMethod("getUnsafe").invoke(null);
        shouldBeInitialized = unsafeType.getMethod("shouldBeInitialized", Class.class);
        findLoadedClass = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
        findLoadedClass.setAccessible(true);
    }

    /**
     * Begins, for instance while others make what packet threads run.
     *
     * @return null where nothing can be done.
     */
    static StringConstants open() {
        try {
            final StringConstants constants = new StringConstants();
            constants.addNames();
            return constants;
        } catch (final ReflectiveOperationException | InaccessibleObjectException | IOException e) {
            LOG.debug("string constants are made when they are needed: {}", e.toString());
            return null;
        }
    }

    /** Makes those of all classes that are in use by now, but for those of an earlier call. */
    void resolve() {
        final long startNs = System.nanoTime();
        final int before = names.size();
        try {
            final Iterator<String> each = names.iterator();
            while (each.hasNext()) {
                final String name = each.next();
                final Object type = name.startsWith("jdk.")
                        ? Class.forName(name)
                        : findLoadedClass.invoke(StringConstants.class.getClassLoader(), name);
                if (type != null && resolve((Class<?>) type)) {
                    each.remove();
                }
            }
        } catch (final ReflectiveOperationException e) {
            LOG.debug("string constants are made when they are needed: {}", e.toString());
        }
        LOG.debug(
                "string constants of {} classes made in {} ms",
                before - names.size(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    /** Makes those of a class; false for one that is not in use. */
    boolean resolve(final Class<?> type) throws ReflectiveOperationException {
        if ((Boolean) shouldBeInitialized.invoke(unsafe, type)) {
            // It may not even be linked, and has no place for its strings then; nor has it run.
            return false;
        }
        final Object pool = constantPool.invoke(access, type);
        final int end = (Integer) size.invoke(pool);
        for (int i = 1; i < end; i++) {
            if (stringTag.equals(tag.invoke(pool, i))) {
                string.invoke(pool, i);
            }
        }
        return true;
    }

    /** Adds the names of the classes below {@link #FOLDERS}. */
    private void addNames() throws IOException {
        for (final Class<?> type : List.of(StringConstants.class, RingBuffer.class, AtomicCounter.class)) {
            final Path path = Path.of(URI.create(
                    type.getProtectionDomain().getCodeSource().getLocation().toString()));
            if (Files.isRegularFile(path)) {
                try (JarFile jar = new JarFile(path.toFile(), false)) {
                    jar.stream().forEach(file -> add(file.getName()));
                }
            } else {
                try (Stream<Path> files = Files.walk(path)) {
                    files.forEach(file -> add(path.relativize(file).toString()));
                }
            }
        }
    }

    private void add(final String file) {
        if (file.endsWith(CLASS) && FOLDERS.stream().anyMatch(file::startsWith)) {
            names.add(file.substring(0, file.length() - CLASS.length()).replace('/', '.'));
        }
    }
}
