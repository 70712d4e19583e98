package dev.loop.schemas.intake;

import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key that anybody can read in a page. Its items hold only fields that a visitor can state.
 *
 * @param id its items are named within it, so that they meet no item of another key
 * @param source source of every item that it creates; without one, an item may say {@value #USUAL_SOURCE} or no source
 * @param forms every item answers one of them; empty for any item
 */
public record PublishableKey(String id, Optional<String> source, List<String> forms) {

    /** The metadata that names the form which an item answers. */
    public static final String FORM = "form";

    /** The source that an item of a page may name where the key has none. */
    public static final String USUAL_SOURCE = "in-app-widget";

    static final List<String> FIELDS = List.of(
            "user", "message", "sentiment", "rating", "tag", "tags", "ageSeconds", "metadata", "userHash", "check");

    public PublishableKey {
        forms = List.copyOf(forms);
    }

    /** Creates a key that takes any item. */
    public PublishableKey(String id, Optional<String> source) {
        this(id, source, List.of());
    }

    /** Returns whether its items may answer a form. */
    public boolean answers(String form) {
        return forms.isEmpty() || forms.contains(form);
    }

    /** Refuses an item that answers no form of this key. */
    void checkForm(Map<String, String> metadata, FieldErrors errors) {
        String form = metadata.get(FORM);
        if (!forms.isEmpty() && (form == null || !forms.contains(form))) {
            errors.add(
                    "metadata." + FORM,
                    (form == null ? "is missing" : "is " + TextRules.quote(form))
                            + ", and this publishable key answers " + String.join(", ", forms) + " alone",
                    "name one of them, or use a publishable key without forms");
        }
    }

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
