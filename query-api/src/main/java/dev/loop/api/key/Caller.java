package dev.loop.api.key;

import dev.loop.api.http.Scope;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.intake.PublishableKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The holder of a key.
 *
 * @param keyId safe to show and to log
 * @param scopes the words of {@link Scope}, or {@link Scope#EVERY}
 * @param publishable present for a key that anybody can read in a page; its id is that under which items are named and
 *     counted, which stays as the key is rotated
 * @param page what such a key is made for
 */
public record Caller(
        String keyId,
        String keyName,
        String project,
        Set<String> scopes,
        Optional<PublishableKey> publishable,
        PageRules page) {

    private static final String READING = ":read";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Creates a caller; a key that may only create is publishable. */
    public Caller(String keyId, String keyName, String project, Set<String> scopes) {
        this(
                keyId,
                keyName,
                project,
                scopes,
                onlyCreates(scopes) ? Optional.of(new PublishableKey(keyId, Optional.empty())) : Optional.empty(),
                PageRules.NONE);
    }

    static Caller of(String project, ApiKey key) {
        return new Caller(
                key.getId(),
                key.getName(),
                project,
                new HashSet<>(key.getScopes()),
                isPublishable(key)
                        ? Optional.of(new PublishableKey(countedAs(key), key.getSource(), key.getForms()))
                        : Optional.empty(),
                PageRules.of(key));
    }

    static boolean isPublishable(ApiKey key) {
        return !BrowserSessions.isSession(key)
                && key.getPublishable().orElseGet(() -> onlyCreates(new HashSet<>(key.getScopes())));
    }

    /** Returns the id under which items of the key are named and counted. */
    static String countedAs(ApiKey key) {
        return key.getBeganAs().orElse(key.getId());
    }

    private static boolean onlyCreates(Set<String> scopes) {
        return scopes.equals(Set.of(Scope.FEEDBACK_CREATE.word()));
    }

    /** Returns whether pages may send answers to a form with the key. */
    public boolean answers(String form) {
        return publishable.filter(key -> key.answers(form)).isPresent();
    }

    public boolean may(Scope scope) {
        return scopes.contains(Scope.EVERY) || scopes.contains(scope.word());
    }

    /** Returns whether the caller may read anything. */
    public boolean mayRead() {
        return scopes.contains(Scope.EVERY) || scopes.stream().anyMatch(word -> word.endsWith(READING));
    }

    /** Returns the scopes that the caller lacks. */
    List<String> lacks(List<String> wanted) {
        return scopes.contains(Scope.EVERY)
                ? List.of()
                : wanted.stream()
                        .filter(word -> !scopes.contains(word))
                        .sorted()
                        .toList();
    }
}
