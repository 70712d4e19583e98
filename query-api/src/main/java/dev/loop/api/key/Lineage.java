package dev.loop.api.key;

import dev.loop.schemas.avro.ApiKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The descent of sessions: a key signs in a browser, which makes a link, which signs in another one. Invariant: a
 * session is valid only while everything that it descends from exists.
 */
final class Lineage {

    private final Map<String, ApiKey> byId;

    Lineage(List<ApiKey> keys) {
        byId = keys.stream().collect(Collectors.toMap(ApiKey::getId, Function.identity(), (one, same) -> one));
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    /** Returns whether everything that the key descends from exists. */
    boolean holds(ApiKey key) {
        Optional<String> before = key.getMadeWith();
        while (before.isPresent()) {
            ApiKey maker = byId.get(before.get());
            if (maker == null) {
                return false;
            }
            before = maker.getMadeWith();
        }
        return true;
    }

    /** Returns the time from which the key, or something that it descends from, opens nothing, in epoch milliseconds. */
    long ends(ApiKey key) {
        long ends = end(key);
        for (Optional<String> before = key.getMadeWith(); before.isPresent(); ) {
            ApiKey maker = byId.get(before.get());
            if (maker == null) {
                break;
            }
            ends = Math.min(ends, end(maker));
            before = maker.getMadeWith();
        }
        return ends;
    }

    static long end(ApiKey key) {
        return key.getExpiresAt().orElse(Long.MAX_VALUE);
    }

    /** Returns the id of the key that a session goes back to; empty for a printed link. */
    String root(Optional<String> madeWith) {
        String id = "";
        for (Optional<String> before = madeWith; before.isPresent(); ) {
            ApiKey maker = byId.get(before.get());
            id = maker != null && BrowserSessions.isSession(maker) ? "" : before.get();
            before = maker == null ? Optional.empty() : maker.getMadeWith();
        }
        return id;
    }

    /** Returns the keys after a revocation: without the key, and without everything that descends from it. */
    static List<ApiKey> without(List<ApiKey> keys, String id) {
        Set<String> gone = new HashSet<>(Set.of(id));
        List<ApiKey> left = new ArrayList<>(keys);
        // A descendant stands behind its maker in the list, so one pass finds all; a second one costs nothing.
        boolean more = true;
        while (more) {
            more = left.removeIf(key -> gone.contains(key.getId())
                    || key.getMadeWith().filter(gone::contains).isPresent() && gone.add(key.getId()));
        }
        return left;
    }

    /** Returns the keys after a session ended: its descendants go on as children of its own maker. */
    static List<ApiKey> ended(List<ApiKey> keys, String id) {
        Optional<ApiKey> ended =
                keys.stream().filter(key -> key.getId().equals(id)).findFirst();
        return ended.isEmpty()
                ? keys
                : keys.stream()
                        .filter(key -> !key.getId().equals(id))
                        .map(key -> key.getMadeWith().equals(Optional.of(id))
                                ? ApiKey.newBuilder(key)
                                        .setMadeWith(ended.get().getMadeWith().orElse(null))
                                        .build()
                                : key)
                        .toList();
    }
}
