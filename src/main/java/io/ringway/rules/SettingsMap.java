package io.ringway.rules;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A map by settings, of which two are the same only when they are one object; what is kept for one goes with it. Control thread.
 *
 * @param <V> what is kept.
 */
final class SettingsMap<V> {
    private final Map<Key, V> values = new HashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    SettingsMap() {}

    /** What is kept for a setting; {@code maker} makes it the first time. */
    V get(final Object settings, final Supplier<? extends V> maker) {
        for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
            values.remove(key);
        }
        final Key key = new Key(settings, gone);
        final V known = values.get(key);
        if (known != null) {
            return known;
        }
        final V fresh = maker.get();
        values.put(key, fresh);
        return fresh;
    }

    /** One that has lost its object is still equal to itself, so that it can be removed. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(final Object settings, final ReferenceQueue<Object> gone) {
            super(settings, gone);
            hash = System.identityHashCode(settings);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(final Object other) {
            if (this == other) {
                return true;
            }
            return other instanceof final Key key && key.hash == hash && refersTo(key.get()) && key.get() != null;
        }
    }
}
