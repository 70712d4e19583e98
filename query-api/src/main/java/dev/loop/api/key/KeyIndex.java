package dev.loop.api.key;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Keys of all projects by their hashes, made again when the table has changed. */
final class KeyIndex {

    /** The longest key; longer text is not worth hashing. */
    private static final int LONGEST = 256;

    /** @param ends time from which the key opens nothing, in epoch milliseconds */
    record Entry(String project, ApiKey key, long ends) {}

    private record Index(long version, Map<String, Entry> entries) {}

    private final ControlTable<Project> projects;
    private final Clock clock;
    private final Predicate<ApiKey> which;
    private volatile Index index = new Index(-1, Map.of());

    KeyIndex(ControlTable<Project> projects, Clock clock, Predicate<ApiKey> which) {
        this.projects = projects;
        this.clock = clock;
        this.which = which;
    }

    /**
     * Finds a key by its hash: the time of the look-up reveals something only about the hash of a guess, which its
     * sender knows. The comparison takes constant time all the same.
     */
    Optional<Entry> find(String presented) {
        if (presented.isEmpty() || presented.length() > LONGEST) {
            return Optional.empty();
        }
        String hash = KeyFactory.sha256(presented);
        Entry entry = entries().get(hash);
        return entry != null
                        && clock.millis() < entry.ends()
                        && MessageDigest.isEqual(ascii(entry.key().getSha256()), ascii(hash))
                ? Optional.of(entry)
                : Optional.empty();
    }

    private Map<String, Entry> entries() {
        Index current = index;
        // The version is read first: a change in between makes an index that passes for stale, never one that passes
        // for fresh.
        long version = projects.version();
        if (current.version() != version) {
            current = new Index(version, read());
            index = current;
        }
        return current.entries();
    }

    private Map<String, Entry> read() {
        var entries = new HashMap<String, Entry>();
        for (Project project : projects.all().values()) {
            Lineage lineage = new Lineage(project.getKeys());
            for (ApiKey key : project.getKeys()) {
                if (which.test(key) && lineage.holds(key)) {
                    entries.put(key.getSha256(), new Entry(project.getId(), key, lineage.ends(key)));
                }
            }
        }
        return entries;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
