package dev.loop.api.http;

import io.javalin.security.RouteRole;

/** What a key may be allowed to do. Its word is stored with the key: never change one. */
public enum Scope implements RouteRole {
    FEEDBACK_CREATE("feedback:create"),
    FEEDBACK_READ("feedback:read"),
    FEEDBACK_WRITE("feedback:write"),
    ACCOUNTS_READ("accounts:read"),
    ACCOUNTS_WRITE("accounts:write"),
    RELEASES_READ("releases:read"),
    RELEASES_WRITE("releases:write"),
    WEBHOOKS_READ("webhooks:read"),
    WEBHOOKS_WRITE("webhooks:write"),
    /** To see what signs, and the headers that go along. */
    WEBHOOKS_SECRETS("webhooks:secrets"),
    DEAD_LETTERS_READ("dead-letters:read"),
    DEAD_LETTERS_WRITE("dead-letters:write"),
    SCHEMAS_READ("schemas:read"),
    SCHEMAS_WRITE("schemas:write"),
    KEYS_READ("keys:read"),
    /** To give away what one has oneself, and to take it from others. */
    KEYS_WRITE("keys:write"),
    /** To see how the process is: its metrics, and what its readiness rests on. */
    METRICS_READ("metrics:read");

    /** Stands for every scope, those to come as well. */
    public static final String EVERY = "*";

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
