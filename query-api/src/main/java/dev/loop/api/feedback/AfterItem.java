package dev.loop.api.feedback;

import dev.loop.api.http.Parameters;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.SearchCursor;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.SearchHit;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code after=createdAt,id}: a list goes on after this item. Each row of a file has both, so that one that broke off
 * goes on after its last whole row; the item may be gone meanwhile.
 */
record AfterItem(Instant createdAt, String id) {

    static final String NAME = "after";

    static Optional<AfterItem> of(Parameters parameters, boolean hasCursor, boolean ranked) {
        Optional<String> text = parameters.text(NAME).filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (hasCursor) {
            parameters.refuse(NAME, "is there together with cursor", "give either");
        }
        if (ranked) {
            parameters.refuse(NAME, "does not go with sort=relevance", "go on with the cursor of a page");
        }
        Optional<AfterItem> item = read(text.get());
        if (item.isEmpty()) {
            parameters.refuse(
                    NAME, "is " + TextRules.quote(text.get()), "give createdAt,id of the last row, as it has them");
        }
        return item;
    }

    private static Optional<AfterItem> read(String text) {
        int comma = text.indexOf(',');
        if (comma < 0 || !FeedbackId.isValid(text.substring(comma + 1))) {
            return Optional.empty();
        }
        OptionalLong time = Rfc3339.parse(text.substring(0, comma).replace(' ', '+'));
        return time.isPresent()
                ? Optional.of(new AfterItem(Instant.ofEpochMilli(time.getAsLong()), text.substring(comma + 1)))
                : Optional.empty();
    }

    /** Returns the cursor of a page that ends with the item. */
    String cursor(FeedbackFilter filter) {
        return filter.text().isPresent()
                ? Cursors.write(
                        new SearchCursor(new SearchHit(0, createdAt.toEpochMilli(), id), Optional.empty()), filter)
                : Cursors.write(new FeedbackCursor(createdAt, id), filter);
    }
}
