package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an item in the making: what the sender put there, and what other fields become in it. The fields come
 * in any order, so both are joined at the end.
 */
final class MetadataDraft {

    private static final String USER = "user.";
    private static final int USER_MEMBER_LENGTH = FeedbackRules.METADATA_KEY_LENGTH - USER.length();

    /** @param field that becomes the entry */
    private record Folded(String field, String key, String value) {}

    private final FieldErrors errors;
    private final boolean publishable;
    private Map<String, String> entries = Map.of();
    private List<Folded> folded = List.of();

    MetadataDraft(FieldErrors errors, boolean publishable) {
        this.errors = errors;
        this.publishable = publishable;
    }

    /** Reads the field {@code metadata}. */
    void read(JsonParser parser) throws IOException {
        if (!JsonFields.isObject(parser, errors, "metadata", "send {\"name\":\"value\", …}")) {
            return;
        }
        entries = new LinkedHashMap<>();
        JsonFields.object(parser, errors, (name, value) -> {
            if (publishable && (name.equals(BatchMarks.BACKFILL) || name.equals(UserClaim.VERIFIED))) {
                PublishableKey.refuse(errors, "metadata." + name);
            }
            String text = scalar("metadata." + shown(name), value);
            if (text != null && entries.put(name, text) != null) {
                errors.add("metadata." + shown(name), "is given twice", "give it once");
            }
        });
    }

    /** Reads a member of {@code user} beside its id, such as {@code email}. A blank one is absent. */
    void readUser(String member, JsonParser parser) throws IOException {
        String field = USER + shown(member);
        String value = scalar(field, parser);
        if (value == null || value.isBlank()) {
            return;
        }
        if (member.isEmpty() || member.length() > USER_MEMBER_LENGTH) {
            errors.add(
                    "user",
                    "has the member " + TextRules.quote(member) + " of " + member.length() + " characters",
                    "use 1 to " + USER_MEMBER_LENGTH);
            return;
        }
        // Errors of their own, so that the value is named as it was sent, and not as metadata too.
        var own = new FieldErrors();
        TextRules.label(own, field, member, USER_MEMBER_LENGTH);
        TextRules.text(own, field, value, FeedbackRules.METADATA_VALUE_LENGTH);
        own.toList().forEach(error -> errors.add(error.field(), error.problem(), error.remedy()));
        if (own.isEmpty()) {
            fold(field, USER + member, value);
        }
    }

    void fold(String field, String key, String value) {
        if (folded.isEmpty()) {
            folded = new ArrayList<>();
        }
        folded.add(new Folded(field, key, value));
    }

    /** Returns all entries. An entry that two fields give differently is an error. */
    Map<String, String> whole() {
        if (folded.isEmpty()) {
            return entries;
        }
        Map<String, String> whole = new HashMap<>(entries);
        for (Folded one : folded) {
            String other = whole.put(one.key(), one.value());
            if (other == null || other.equals(one.value())) {
                continue;
            }
            if (entries.containsKey(one.key())) {
                errors.add(
                        "metadata." + one.key(),
                        "is " + TextRules.quote(other) + ", and " + one.field() + " makes it "
                                + TextRules.quote(one.value()),
                        "leave one of them out");
            } else {
                errors.add(one.field(), "is given twice", "give it once; which one is meant cannot be told");
            }
        }
        return whole;
    }

    /** Reads a scalar as text; numbers stay as they were written: 1.10 stays 1.10. */
    private @Nullable String scalar(String field, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token.isStructStart()) {
            errors.add(field, "is " + JsonFields.kind(token), "flatten it; a value is text, a number, true or false");
            parser.skipChildren();
            return null;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    private static String shown(String name) {
        return name.length() > FeedbackRules.METADATA_KEY_LENGTH
                ? name.substring(0, FeedbackRules.METADATA_KEY_LENGTH) + "…"
                : name;
    }
}
