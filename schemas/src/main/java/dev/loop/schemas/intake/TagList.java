package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a sender that has several for an item. An item is counted by one of them; all are in its metadata,
 * separated by commas.
 */
final class TagList {

    static final String FIELD = "tags";

    /** Reads the value of a field. Returns no tags if it is absent, or else with an error. */
    static List<String> read(JsonParser parser, FieldErrors errors) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            errors.add(
                    FIELD,
                    "is " + JsonFields.kind(parser.currentToken()) + " and not a list",
                    "send [\"exports\",\"billing\"], or a single one as tag");
            parser.skipChildren();
            return List.of();
        }
        Set<String> tags = new LinkedHashSet<>();
        // Errors of their own, so that a tag that is none is told once, by its place in the list.
        var own = new FieldErrors();
        int place = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String field = FIELD + "[" + place++ + "]";
            String tag = JsonFields.label(parser, own, field);
            if (tag == null) {
                continue;
            }
            TextRules.label(own, field, tag, FeedbackRules.LABEL_LENGTH);
            if (tag.indexOf(',') >= 0) {
                own.add(
                        field,
                        "is " + TextRules.quote(tag) + ", and commas separate tags in metadata.tags",
                        "send it without a comma, or as the only one in tag");
            }
            tags.add(tag);
        }
        own.toList().forEach(error -> errors.add(error.field(), error.problem(), error.remedy()));
        return own.isEmpty() ? List.copyOf(tags) : List.of();
    }

    /**
     * Puts the tags into the metadata, if there are several, and returns the one by which the item is counted: its tag,
     * which comes first then, or the first of the list.
     */
    static @Nullable String fold(@Nullable String tag, List<String> tags, MetadataDraft metadata, FieldErrors errors) {
        Set<String> all = new LinkedHashSet<>();
        if (tag != null) {
            all.add(tag);
        }
        all.addAll(tags);
        if (tags.isEmpty() || all.size() == 1) {
            return all.isEmpty() ? null : all.iterator().next();
        }
        String joined = String.join(",", all);
        int length = joined.codePointCount(0, joined.length());
        if (length > FeedbackRules.METADATA_VALUE_LENGTH) {
            errors.add(
                    FIELD,
                    String.format(Locale.ROOT, "has %,d characters, joined by commas", length),
                    String.format(Locale.ROOT, "send fewer: at most %,d in all", FeedbackRules.METADATA_VALUE_LENGTH));
        } else {
            metadata.fold(FIELD, FIELD, joined);
        }
        return all.iterator().next();
    }

    private TagList() {}
}
