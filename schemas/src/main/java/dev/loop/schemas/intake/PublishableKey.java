package dev.loop.schemas.intake;

import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.util.List;
import java.util.Optional;

/**
 * A key that anybody can read in a page. Its items hold only fields that a visitor can state.
 *
 * @param id its items are named within it, so that they meet no item of another key
 * @param source source of every item that it creates; without one, an item may say {@value #USUAL_SOURCE} or no source
 */
public record PublishableKey(String id, Optional<String> source) {

    /** The source that an item of a page may name where the key has none. */
    public static final String USUAL_SOURCE = "in-app-widget";

    static final List<String> FIELDS = List.of(
            "user", "message", "sentiment", "rating", "tag", "tags", "ageSeconds", "metadata", "userHash", "check");

    /** Returns the source of an item of this key. */
    Optional<String> sourceOf(Optional<String> said, FieldErrors errors) {
        String may = source.orElse(USUAL_SOURCE);
        if (said.isPresent() && !said.get().equals(may)) {
            errors.add(
                    "source",
                    "is " + TextRules.quote(said.get()) + ", and this publishable key is made for "
                            + TextRules.quote(may),
                    "leave it out, or make a publishable key for that source with POST /v1/keys");
        }
        return source.or(() -> said);
    }

    /** Refuses a field that items of this key must not have. */
    static void refuse(FieldErrors errors, String field) {
        errors.add(
                field,
                "cannot be set with a publishable key (pk_…), which anybody can read in a page",
                "leave it out, or send the item from your server with a secret key (sk_…)");
    }
}
