package dev.loop.api.account;

import dev.loop.api.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The place where a list of accounts goes on, as opaque text: the last id. */
final class AccountCursor {

    static String write(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    static String read(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw Problem.INVALID_CURSOR.because("The cursor is not one that this list made.");
        }
    }

    private AccountCursor() {}
}
