package dev.loop.api.http;

import io.javalin.security.RouteRole;

/** The permissions of a key. A scope's word is stored with the key: never change one. */
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
    /** Allows reading signing secrets, and the headers sent along. */
    WEBHOOKS_SECRETS("webhooks:secrets"),
    DEAD_LETTERS_READ("dead-letters:read"),
    DEAD_LETTERS_WRITE("dead-letters:write"),
    SCHEMAS_READ("schemas:read"),
    SCHEMAS_WRITE("schemas:write"),
    FORMS_READ("forms:read"),
    FORMS_WRITE("forms:write"),
    MASKING_READ("masking:read"),
    /** Allows choosing what is taken out of texts, and trying it on the items that are there. */
    MASKING_WRITE("masking:write"),
    KEYS_READ("keys:read"),
    /** Allows making keys with scopes that one's own key has, and revoking keys. */
    KEYS_WRITE("keys:write"),
    /** Allows reading the secret that proves users, and replacing it. */
    KEYS_SECRETS("keys:secrets"),
    /** Allows reading metrics, and the checks behind readiness. */
    METRICS_READ("metrics:read");

    /** The word for every scope, future ones included. */
    public static final String EVERY = "*";

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
