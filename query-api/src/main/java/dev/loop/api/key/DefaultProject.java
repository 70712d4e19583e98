package dev.loop.api.key;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.Project;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project that exists from the first start, with a secret and a publishable key. */
public final class DefaultProject {

    static {
        // A project is changed by copying it.
        TrustedRecords.install();
    }

    public static final String ID = "default";

    /**
     * The shape of a key, with at least 16 characters behind the prefix: a shorter one could be guessed, and its hash
     * reversed.
     */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{19,256}");

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

    /** Keys in plain text. They are not kept: show them once. */
    public record FreshKeys(String secret, String publishable) {
        @Override
        public String toString() {
            return "FreshKeys[sk_…, pk_…]";
        }
    }

    /**
     * Keys that the operator has set.
     *
     * @param secret begins with {@code sk_}
     * @param publishable begins with {@code pk_}
     */
    public record GivenKeys(Optional<String> secret, Optional<String> publishable) {

        public static final GivenKeys NONE = new GivenKeys(Optional.empty(), Optional.empty());

        /** Throws {@code IllegalArgumentException}, with the remedy, if one is not fit to be a key. */
        public GivenKeys {
            secret.ifPresent(key -> check(key, "sk_", "LOOP_SECRET_KEY"));
            publishable.ifPresent(key -> check(key, "pk_", "LOOP_PUBLISHABLE_KEY"));
        }

        private static void check(String key, String prefix, String name) {
            if (!key.startsWith(prefix) || !KEY.matcher(key).matches()) {
                throw new IllegalArgumentException(name + " is not " + prefix
                        + " and at least 16 visible ASCII characters: set it to " + prefix
                        + " and, say, the output of `openssl rand -hex 20`, or leave it out to have one made.");
            }
        }

        @Override
        public String toString() {
            return "GivenKeys[" + secret.map(k -> "sk_…").orElse("none") + ", "
                    + publishable.map(k -> "pk_…").orElse("none") + "]";
        }
    }

    /**
     * Makes the project if there is none, and adds given keys that it lacks. Returns the keys to be shown, present only
     * if the project is new.
     */
    public static Optional<FreshKeys> open(ControlTable<Project> projects, GivenKeys given, Clock clock) {
        Optional<Project> existing = projects.get(ID);
        Instant now = clock.instant();
        if (existing.isPresent()) {
            add(projects, given, now);
            return Optional.empty();
        }
        var factory = new KeyFactory();
        var keys = new FreshKeys(
                given.secret().orElseGet(factory::secret), given.publishable().orElseGet(factory::publishable));
        List<ApiKey> stored = List.of(
                KeyFactory.stored(keys.secret(), "secret", now),
                KeyFactory.stored(keys.publishable(), "publishable", now));
        // Two instances may start at once: one of them makes the project, and only its keys are good.
        if (projects.putFirst(
                ID,
                new Project(ID, "Default", null, stored, now, List.of(), null, List.of(), null, null),
                LONGEST_WRITE)) {
            return Optional.of(keys);
        }
        add(projects, given, now);
        return Optional.empty();
    }

    /** @param days 0 for ever */
    public static void retain(ControlTable<Project> projects, int days) {
        Optional<Integer> wanted = days == 0 ? Optional.empty() : Optional.of(days);
        if (projects.get(ID).orElseThrow().getRetentionDays().equals(wanted)) {
            return;
        }
        projects.change(
                ID,
                there -> there.map(project -> Project.newBuilder(project)
                        .setRetentionDays(wanted.orElse(null))
                        .build()),
                LONGEST_WRITE);
    }

    private static void add(ControlTable<Project> projects, GivenKeys given, Instant now) {
        if (projects.get(ID).flatMap(project -> with(project, given, now)).isPresent()) {
            projects.change(ID, there -> there.flatMap(project -> with(project, given, now)), LONGEST_WRITE);
        }
    }

    /** Returns the project with the given keys; empty if it has them all. */
    private static Optional<Project> with(Project project, GivenKeys given, Instant now) {
        var keys = new ArrayList<>(project.getKeys());
        Stream.of(given.secret(), given.publishable())
                .flatMap(Optional::stream)
                .filter(key -> !project.getRevoked().contains(KeyFactory.idOf(key)))
                .forEach(key ->
                        addIfNew(keys, KeyFactory.stored(key, key.startsWith("pk_") ? "publishable" : "secret", now)));
        return keys.size() == project.getKeys().size()
                ? Optional.empty()
                : Optional.of(Project.newBuilder(project).setKeys(keys).build());
    }

    /** Returns a warning for each given key that was revoked: it stays revoked. */
    public static List<String> revoked(ControlTable<Project> projects, GivenKeys given) {
        List<String> revoked = projects.get(ID).map(Project::getRevoked).orElse(List.of());
        return Stream.of(given.secret(), given.publishable())
                .flatMap(Optional::stream)
                .filter(key -> revoked.contains(KeyFactory.idOf(key)))
                .map(key -> (key.startsWith("pk_") ? "LOOP_PUBLISHABLE_KEY" : "LOOP_SECRET_KEY") + " is set to "
                        + KeyFactory.idOf(key)
                        + ", which was revoked: it opens nothing. Unset the variable, or set it to"
                        + " a new key.")
                .toList();
    }

    private static void addIfNew(List<ApiKey> keys, ApiKey key) {
        if (keys.stream().noneMatch(k -> k.getSha256().equals(key.getSha256()))) {
            keys.add(key);
        }
    }

    private DefaultProject() {}
}
