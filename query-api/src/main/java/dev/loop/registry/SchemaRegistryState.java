package dev.loop.registry;

import static java.util.stream.Collectors.toCollection;

import dev.loop.registry.RegistryEvent.CompatibilitySet;
import dev.loop.registry.RegistryEvent.ModeSet;
import dev.loop.registry.RegistryEvent.SubjectDeleted;
import dev.loop.registry.RegistryEvent.VersionForgotten;
import dev.loop.registry.RegistryEvent.VersionSaved;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state that the topic's records add up to. It has no clock, input or output: the same records in the same order
 * make the same state, also after compaction has removed overwritten ones. Not thread-safe.
 */
final class SchemaRegistryState {

    private record VersionKey(String subject, int version) {}

    private final NavigableMap<String, NavigableMap<Integer, SubjectVersion>> subjects = new TreeMap<>();
    private final Map<SchemaBody, Integer> idsByBody = new HashMap<>();
    private final Map<Integer, Set<VersionKey>> versionsById = new HashMap<>();
    private final NavigableMap<Integer, SubjectVersion> lost = new TreeMap<>();
    private final Map<String, Compatibility> levels = new HashMap<>();
    private final Map<String, String> modes = new HashMap<>();
    private Compatibility level = Compatibility.BACKWARD;
    private String mode = "READWRITE";
    private int highestId;

    /** Applies an event. Returns false, without effect, if it contradicts the state, as an id with two schemas does. */
    boolean apply(RegistryEvent event) {
        if (event instanceof VersionSaved saved) {
            return save(saved.version());
        } else if (event instanceof VersionForgotten forgotten) {
            forget(forgotten.subject(), forgotten.version());
        } else if (event instanceof SubjectDeleted deleted) {
            versions(deleted.subject()).stream()
                    .filter(version -> version.version() <= deleted.upToVersion())
                    .toList()
                    .forEach(version -> save(version.softlyDeleted()));
        } else if (event instanceof CompatibilitySet set) {
            set.subject()
                    .ifPresentOrElse(
                            subject -> put(levels, subject, set.level()),
                            () -> level = set.level().orElse(Compatibility.BACKWARD));
        } else if (event instanceof ModeSet set) {
            set.subject()
                    .ifPresentOrElse(
                            subject -> put(modes, subject, set.mode()),
                            () -> mode = set.mode().orElse("READWRITE"));
        }
        return true;
    }

    private boolean save(SubjectVersion version) {
        Optional<SchemaBody> known = bodyOf(version.id());
        if (known.isPresent() && !known.get().equals(version.body())) {
            return false;
        }
        forget(version.subject(), version.version());
        subjects.computeIfAbsent(version.subject(), ignored -> new TreeMap<>()).put(version.version(), version);
        versionsById
                .computeIfAbsent(version.id(), ignored -> Collections.newSetFromMap(new java.util.LinkedHashMap<>()))
                .add(new VersionKey(version.subject(), version.version()));
        idsByBody.putIfAbsent(version.body(), version.id());
        lost.remove(version.id());
        highestId = Math.max(highestId, version.id());
        return true;
    }

    private void forget(String subject, int number) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(subject);
        if (versions == null) {
            return;
        }
        SubjectVersion version = versions.remove(number);
        if (version == null) {
            return;
        }
        if (versions.isEmpty()) {
            subjects.remove(subject);
        }
        Set<VersionKey> sameId = versionsById.getOrDefault(version.id(), new HashSet<>());
        sameId.remove(new VersionKey(subject, number));
        if (sameId.isEmpty()) {
            versionsById.remove(version.id());
            idsByBody.remove(version.body(), version.id());
            if (OwnSchemas.has(subject)) {
                lost.put(version.id(), version);
            }
        }
    }

    private static <V> void put(Map<String, V> map, String subject, Optional<V> value) {
        value.ifPresentOrElse(present -> map.put(subject, present), () -> map.remove(subject));
    }

    /** Returns all subjects in order of name, including those whose versions are all deleted. */
    Set<String> subjects() {
        return Collections.unmodifiableSet(subjects.keySet());
    }

    /** Returns the number of versions, deleted ones included. */
    int size() {
        return subjects.values().stream().mapToInt(Map::size).sum();
    }

    /** Returns all versions of a subject in order, deleted ones included; none if the subject is unknown. */
    Collection<SubjectVersion> versions(String subject) {
        return Collections.unmodifiableCollection(
                subjects.getOrDefault(subject, Collections.emptyNavigableMap()).values());
    }

    /** Returns the versions of a subject that are not deleted, in order. */
    List<SubjectVersion> liveVersions(String subject) {
        return versions(subject).stream().filter(version -> !version.deleted()).toList();
    }

    Optional<SubjectVersion> version(String subject, int version) {
        return Optional.ofNullable(
                subjects.getOrDefault(subject, Collections.emptyNavigableMap()).get(version));
    }

    /** Returns the number of a subject's next version. */
    int nextVersion(String subject) {
        return versions(subject).stream()
                        .mapToInt(SubjectVersion::version)
                        .max()
                        .orElse(0)
                + 1;
    }

    /** Returns the forgotten versions of Loop's own subjects whose ids nothing else has now; by id. */
    List<SubjectVersion> lost() {
        return List.copyOf(lost.values());
    }

    Optional<SchemaBody> bodyOf(int id) {
        return versionsOf(id).stream().findFirst().map(SubjectVersion::body);
    }

    /** Returns the versions that use an id, deleted ones included. */
    List<SubjectVersion> versionsOf(int id) {
        return versionsById.getOrDefault(id, Set.of()).stream()
                .map(key -> version(key.subject(), key.version()).orElseThrow())
                .toList();
    }

    Optional<Integer> idOf(SchemaBody body) {
        return Optional.ofNullable(idsByBody.get(body));
    }

    /**
     * Returns the highest id, forgotten versions included as long as the topic still holds them. As in Confluent's
     * registry, the highest may be given again once compaction has removed them: deleting for good asserts that no
     * record of the version is left.
     */
    int highestId() {
        return highestId;
    }

    /** Returns the ids of schemas that use this version, those of deleted versions included. */
    Set<Integer> referencedBy(String subject, int version) {
        return subjects.values().stream()
                .flatMap(versions -> versions.values().stream())
                .filter(other -> other.refersTo(subject, version))
                .map(SubjectVersion::id)
                .collect(toCollection(TreeSet::new));
    }

    Compatibility level() {
        return level;
    }

    Optional<Compatibility> level(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    String mode() {
        return mode;
    }

    Optional<String> mode(String subject) {
        return Optional.ofNullable(modes.get(subject));
    }
}
