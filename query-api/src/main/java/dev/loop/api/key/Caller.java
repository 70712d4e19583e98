package dev.loop.api.key;

import dev.loop.api.http.Scope;
import dev.loop.schemas.avro.ApiKey;
import java.util.HashSet;
import java.util.Set;

/**
 * Who holds a key.
 *
 * @param keyId safe to show and to log
 * @param scopes the words of {@link Scope}, or {@link Scope#EVERY}
 */
public record Caller(String keyId, String keyName, String project, Set<String> scopes) {

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    static Caller of(String project, ApiKey key) {
        return new Caller(key.getId(), key.getName(), project, new HashSet<>(key.getScopes()));
    }

    public boolean may(Scope scope) {
        return scopes.contains(Scope.EVERY) || scopes.contains(scope.word());
    }
}
