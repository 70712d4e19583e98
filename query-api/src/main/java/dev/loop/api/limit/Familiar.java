package dev.loop.api.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The addresses from which each key was used lately: the last {@value #MOST_ADDRESSES} of each, and no more. */
final class Familiar {

    private static final int MOST_ADDRESSES = 8;
    private static final int MOST_KEYS = 10_000;

    private final Map<String, long[]> addresses = new ConcurrentHashMap<>();

    boolean has(String key, long address) {
        for (long known : addresses.getOrDefault(key, new long[0])) {
            if (known == address) {
                return true;
            }
        }
        return false;
    }

    void add(String key, long address) {
        if (addresses.size() >= MOST_KEYS) {
            addresses.clear();
        }
        addresses.compute(key, (same, known) -> {
            int kept = known == null ? 0 : Math.min(known.length, MOST_ADDRESSES - 1);
            long[] more = new long[kept + 1];
            more[0] = address;
            if (kept > 0) {
                System.arraycopy(known, 0, more, 1, kept);
            }
            return more;
        });
    }
}
