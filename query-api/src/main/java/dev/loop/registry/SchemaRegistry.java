package dev.loop.registry;

import dev.loop.registry.RegistryEvent.CompatibilitySet;
import dev.loop.registry.RegistryEvent.SubjectDeleted;
import dev.loop.registry.RegistryEvent.VersionForgotten;
import dev.loop.registry.RegistryEvent.VersionSaved;
import dev.loop.registry.RegistryLog.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * The operations of a schema registry, for any caller. Refusals are {@link RegistryError}s with Confluent's codes.
 *
 * <p>The rules are those of Confluent's KafkaSchemaRegistry: an id belongs to a schema whatever the subject; versions
 * count up and are not used again; a schema may be forgotten for good only after it was deleted softly.
 */
final class SchemaRegistry {

    private final RegistryLog log;
    private final Map<Integer, Schema> parsed = new ConcurrentHashMap<>();

    SchemaRegistry(RegistryLog log) {
        this.log = log;
    }

    /** @param includeDeleted whether those count that are deleted softly */
    List<String> subjects(String prefix, boolean includeDeleted) {
        return log.read(state -> state.subjects().stream()
                .filter(subject -> subject.startsWith(prefix))
                .filter(subject ->
                        includeDeleted || !state.liveVersions(subject).isEmpty())
                .toList());
    }

    List<SubjectVersion> versions(String subject, boolean includeDeleted) {
        return log.read(state -> {
            Collection<SubjectVersion> versions =
                    includeDeleted ? state.versions(subject) : state.liveVersions(subject);
            if (versions.isEmpty()) {
                throw RegistryError.subjectNotFound(subject);
            }
            return List.copyOf(versions);
        });
    }

    /** @param number empty for the newest */
    SubjectVersion version(String subject, Optional<Integer> number, boolean includeDeleted) {
        List<SubjectVersion> versions = versions(subject, includeDeleted);
        return number.map(wanted -> versions.stream()
                        .filter(version -> version.version() == wanted)
                        .findFirst()
                        .orElseThrow(() -> RegistryError.versionNotFound(wanted)))
                .orElse(versions.get(versions.size() - 1));
    }

    /** Returns the version of the subject that is this schema. */
    SubjectVersion lookUp(String subject, SchemaBody given, boolean includeDeleted) {
        List<SubjectVersion> versions = versions(subject, includeDeleted);
        SchemaBody body = log.read(state -> new ParsedSchemas(state).canonical(given));
        return newest(versions, body).orElseThrow(RegistryError::schemaNotFound);
    }

    /**
     * The limit of versions of all subjects: each is held in memory, where a schema of some kilobytes takes several
     * times that.
     */
    private static final int MOST_VERSIONS = 5_000;

    /** Registers the schema unless the subject has it already. */
    SubjectVersion register(String subject, SchemaBody given) {
        SchemaLimits.checkSubject(subject);
        Decision<SubjectVersion> first = log.read(state -> registration(state, subject, given));
        return first.events().isEmpty() ? first.answer() : log.write(state -> registration(state, subject, given));
    }

    private Decision<SubjectVersion> registration(SchemaRegistryState state, String subject, SchemaBody given) {
        ParsedSchemas schemas = new ParsedSchemas(state);
        SchemaBody body = schemas.canonical(given);
        Optional<SubjectVersion> known = newest(state.liveVersions(subject), body);
        if (known.isPresent()) {
            return new Decision<>(List.of(), known.get());
        }
        writable(state, subject);
        if (state.size() >= MOST_VERSIONS) {
            throw RegistryError.tooMany(MOST_VERSIONS);
        }
        // The schema of this program reads everything that earlier ones wrote, whatever others have registered since.
        List<String> problems = OwnSchemas.isCompiled(subject, body)
                ? List.of()
                : problems(state, subject, body, state.liveVersions(subject));
        if (!problems.isEmpty()) {
            throw RegistryError.incompatible(subject, problems.toString());
        }
        int number = state.nextVersion(subject);
        int id = state.idOf(body).orElse(state.highestId() + 1);
        SubjectVersion version = new SubjectVersion(subject, number, id, body, false);
        List<RegistryEvent> events = new ArrayList<>();
        events.add(new VersionSaved(version));
        // A version that was deleted and is registered again does not stand there twice, as in Confluent's registry.
        state.versions(subject).stream()
                .filter(old -> old.deleted() && old.id() == id)
                .filter(old -> state.referencedBy(subject, old.version()).isEmpty())
                .forEach(old -> events.add(new VersionForgotten(subject, old.version())));
        return new Decision<>(events, version);
    }

    /**
     * Returns the objections to the schema as the subject's next, by the subject's level, in the order of the versions.
     */
    List<String> problems(String subject, SchemaBody given, Optional<List<SubjectVersion>> only) {
        return log.read(state -> {
            SchemaBody body = new ParsedSchemas(state).canonical(given);
            return problems(state, subject, body, only.orElseGet(() -> state.liveVersions(subject)));
        });
    }

    private static List<String> problems(
            SchemaRegistryState state, String subject, SchemaBody body, List<SubjectVersion> earlier) {
        ParsedSchemas schemas = new ParsedSchemas(state);
        Compatibility level = OwnSchemas.level(subject, state.level(subject).orElse(state.level()));
        Schema schema = schemas.stored(body);
        List<String> problems = new ArrayList<>(OwnSchemas.problems(subject, schema));
        problems.addAll(level.problems(
                schema,
                earlier.stream()
                        .map(version -> new Compatibility.Earlier(version.version(), schemas.stored(version.body())))
                        .toList()));
        return problems;
    }

    /** Deletes one version, softly or for good, and returns its number. */
    int deleteVersion(String subject, Optional<Integer> number, boolean permanently) {
        OwnSchemas.deletable(subject);
        return log.write(state -> {
            writable(state, subject);
            Collection<SubjectVersion> candidates =
                    permanently || number.isPresent() ? state.versions(subject) : state.liveVersions(subject);
            if (candidates.isEmpty()) {
                throw RegistryError.subjectNotFound(subject);
            }
            int wanted = number.orElse(
                    List.copyOf(candidates).get(candidates.size() - 1).version());
            SubjectVersion version =
                    state.version(subject, wanted).orElseThrow(() -> RegistryError.versionNotFound(wanted));
            if (permanently && !version.deleted()) {
                throw RegistryError.versionNotSoftlyDeleted(subject, wanted);
            }
            if (!permanently && version.deleted()) {
                throw RegistryError.versionSoftlyDeleted(subject, wanted);
            }
            unreferenced(state, version);
            return new Decision<>(
                    List.of(
                            permanently
                                    ? new VersionForgotten(subject, wanted)
                                    : new VersionSaved(version.softlyDeleted())),
                    wanted);
        });
    }

    /** Deletes all versions, softly or for good, and returns their numbers. */
    List<Integer> deleteSubject(String subject, boolean permanently) {
        OwnSchemas.deletable(subject);
        return log.write(state -> {
            writable(state, subject);
            Collection<SubjectVersion> all = state.versions(subject);
            List<SubjectVersion> live = state.liveVersions(subject);
            if (all.isEmpty()) {
                throw RegistryError.subjectNotFound(subject);
            }
            if (permanently && !live.isEmpty()) {
                throw RegistryError.subjectNotSoftlyDeleted(subject);
            }
            if (!permanently && live.isEmpty()) {
                throw RegistryError.subjectSoftlyDeleted(subject);
            }
            Collection<SubjectVersion> leaving = permanently ? all : live;
            leaving.forEach(version -> unreferenced(state, version));
            List<RegistryEvent> events = new ArrayList<>();
            if (permanently) {
                leaving.forEach(version -> events.add(new VersionForgotten(subject, version.version())));
            } else {
                events.add(new SubjectDeleted(subject, live.get(live.size() - 1).version()));
                state.level(subject)
                        .ifPresent(ignored -> events.add(new CompatibilitySet(Optional.of(subject), Optional.empty())));
            }
            return new Decision<>(
                    events, leaving.stream().map(SubjectVersion::version).toList());
        });
    }

    /**
     * Puts back versions of Loop's own subjects that were deleted for good, as long as the topic still has them: softly
     * deleted, under the same ids, so that their records can be read. Returns how many.
     */
    int restoreOwn() {
        return log.read(state -> state.lost().isEmpty())
                ? 0
                : log.write(state -> {
                    List<RegistryEvent> events = new ArrayList<>();
                    Map<String, Integer> next = new HashMap<>();
                    for (SubjectVersion lost : state.lost()) {
                        int number = next.merge(
                                lost.subject(), state.nextVersion(lost.subject()), (known, first) -> known + 1);
                        events.add(new VersionSaved(
                                new SubjectVersion(lost.subject(), number, lost.id(), lost.body(), true)));
                    }
                    return new Decision<>(events, events.size());
                });
    }

    SchemaBody body(int id) {
        return log.read(state -> state.bodyOf(id).orElseThrow(() -> RegistryError.schemaNotFound(id)));
    }

    /** Returns the schema of an id, parsed once. */
    Schema schema(int id) {
        Schema known = parsed.get(id);
        if (known == null) {
            known = log.read(state -> new ParsedSchemas(state)
                    .stored(state.bodyOf(id).orElseThrow(() -> RegistryError.schemaNotFound(id))));
            parsed.put(id, known);
        }
        return known;
    }

    List<SubjectVersion> versionsOf(int id, boolean includeDeleted) {
        return log.read(state -> {
            if (state.bodyOf(id).isEmpty()) {
                throw RegistryError.schemaNotFound(id);
            }
            return state.versionsOf(id).stream()
                    .filter(version -> includeDeleted || !version.deleted())
                    .toList();
        });
    }

    int highestId() {
        return log.read(SchemaRegistryState::highestId);
    }

    List<Integer> referencedBy(SubjectVersion version) {
        return log.read(state -> List.copyOf(state.referencedBy(version.subject(), version.version())));
    }

    Compatibility level() {
        return log.read(SchemaRegistryState::level);
    }

    /** @param orGlobal whether the level for all counts where the subject has none */
    Compatibility level(String subject, boolean orGlobal) {
        return log.read(state -> state.level(subject)
                .or(() -> orGlobal ? Optional.of(state.level()) : Optional.empty())
                .map(level -> OwnSchemas.level(subject, level))
                .orElseThrow(() -> RegistryError.noSubjectCompatibility(subject)));
    }

    /** @param subject empty for all that have none of their own */
    void setLevel(Optional<String> subject, Compatibility level) {
        subject.ifPresent(SchemaLimits::checkSubject);
        subject.ifPresent(name -> OwnSchemas.settable(name, level));
        log.write(state -> {
            writable(state, subject.orElse(""));
            return new Decision<>(List.of(new CompatibilitySet(subject, Optional.of(level))), level);
        });
    }

    /** Takes a level away and returns it. */
    Compatibility removeLevel(Optional<String> subject) {
        return log.write(state -> {
            writable(state, subject.orElse(""));
            Compatibility old = subject.map(
                            name -> state.level(name).orElseThrow(() -> RegistryError.noSubjectCompatibility(name)))
                    .orElseGet(state::level);
            return new Decision<>(List.of(new CompatibilitySet(subject, Optional.empty())), old);
        });
    }

    String mode() {
        return log.read(SchemaRegistryState::mode);
    }

    /** @param orGlobal whether the mode for all counts where the subject has none */
    String mode(String subject, boolean orGlobal) {
        return log.read(state -> state.mode(subject)
                .or(() -> orGlobal ? Optional.of(state.mode()) : Optional.empty())
                .orElseThrow(() -> RegistryError.noSubjectMode(subject)));
    }

    private static void writable(SchemaRegistryState state, String subject) {
        String mode = state.mode(subject).orElse(state.mode());
        if (mode.startsWith("READONLY")) {
            throw RegistryError.notPermitted("Subject " + subject + " is in read-only mode");
        }
    }

    private static void unreferenced(SchemaRegistryState state, SubjectVersion version) {
        boolean used = state.referencedBy(version.subject(), version.version()).stream()
                .flatMap(id -> state.versionsOf(id).stream())
                .anyMatch(other -> !other.deleted() && other.refersTo(version.subject(), version.version()));
        if (used) {
            throw RegistryError.referenced(version.subject(), version.version());
        }
    }

    private static Optional<SubjectVersion> newest(List<SubjectVersion> versions, SchemaBody body) {
        return versions.stream().filter(version -> version.body().equals(body)).reduce((older, newer) -> newer);
    }
}
