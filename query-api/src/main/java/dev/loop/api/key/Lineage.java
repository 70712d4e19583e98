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
 * What was begun with what: a key signs in a browser, which makes a link, which signs in another one. Invariant: a session
 * opens something only while all that it was begun with is there.
 */
final class Lineage {

    private final Map<String, ApiKey> byId;

    Lineage(List<ApiKey> keys) {
        byId = keys.stream().collect(Collectors.toMap(ApiKey::getId, Function.identity(), (one, same) -> one));
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    /** Whether all that it was begun with is there. */
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

    /** The id of the key that a session goes back to; empty for a printed link. */
    String root(Optional<String> madeWith) {
        String id = "";
        for (Optional<String> before = madeWith; before.isPresent(); ) {
            ApiKey maker = byId.get(before.get());
            id = maker != null && BrowserSessions.isSession(maker) ? "" : before.get();
            before = maker == null ? Optional.empty() : maker.getMadeWith();
        }
        return id;
    }

    /** Revoked: without it, and all that was begun with it. */
    static List<ApiKey> without(List<ApiKey> keys, String id) {
        Set<String> gone = new HashSet<>(Set.of(id));
        List<ApiKey> left = new ArrayList<>(keys);
        // What was begun stands behind what it was begun with; a second look costs nothing.
        boolean more = true;
        while (more) {
            more = left.removeIf(key -> gone.contains(key.getId())
                    || key.getMadeWith().filter(gone::contains).isPresent() && gone.add(key.getId()));
        }
        return left;
    }

    /** Ended: without it; what was begun with it goes on, as begun with what itself was begun with. */
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
