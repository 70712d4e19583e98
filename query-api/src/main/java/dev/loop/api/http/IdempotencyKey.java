package dev.loop.api.http;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key}, with or without the quotes of draft-ietf-httpapi-idempotency-key-header. */
public final class IdempotencyKey {

    private static final Pattern VALID = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** Returns the key; empty if there is none. */
    public static Optional<String> of(Context ctx) {
        String header = ctx.header("Idempotency-Key");
        if (header == null) {
            return Optional.empty();
        }
        String key = header.strip();
        if (key.length() > 2 && key.startsWith("\"") && key.endsWith("\"")) {
            key = key.substring(1, key.length() - 1);
        }
        if (!VALID.matcher(key).matches()) {
            throw Problem.INVALID_HEADER.because(
                    "Idempotency-Key is not 1 to 255 visible ASCII characters; a random UUID will do.");
        }
        return Optional.of(key);
    }

    private IdempotencyKey() {}
}
