package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.FeedbackFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item that changed.
 *
 * @param item its current state; null if it is gone, or the filter does not take it
 * @param erased whether it is gone
 */
record ChangedItem(String id, long revision, @Nullable Feedback item, boolean erased) {

    private static final String ERASED = "erased";
    private static final String OUTSIDE = "outside";

    /** The columns of items, and whether they are to be taken out. */
    static final Table<ChangedItem> TABLE = new Table<>(
            "feedback-changes",
            Column.all(FeedbackTable.ITEMS.columns(), List.of(Column.yesNo(ERASED), Column.yesNo(OUTSIDE))),
            ChangedItem::cells,
            ChangedItem::write);

    static ChangedItem of(FeedbackChange change, FeedbackFilter filter) {
        return new ChangedItem(
                change.getId(),
                change.getRevision(),
                change.getAfter().filter(filter::accepts).orElse(null),
                change.getAfter().isEmpty());
    }

    private boolean outside() {
        return item == null && !erased;
    }

    private List<@Nullable Object> cells() {
        var cells = new ArrayList<@Nullable Object>();
        if (item != null) {
            cells.addAll(FeedbackTable.ITEMS.cells().apply(item));
        } else {
            for (Column column : FeedbackTable.ITEMS.columns()) {
                cells.add(
                        switch (column.name()) {
                            case FeedbackTable.ID -> id;
                            case FeedbackTable.REVISION -> revision;
                            default -> null;
                        });
            }
        }
        cells.add(erased);
        cells.add(outside());
        return cells;
    }

    private static void write(JsonGenerator json, ChangedItem changed) throws IOException {
        if (changed.item() != null) {
            FeedbackJson.write(json, changed.item());
            return;
        }
        json.writeStartObject();
        json.writeStringField(FeedbackTable.ID, changed.id());
        json.writeNumberField(FeedbackTable.REVISION, changed.revision());
        json.writeBooleanField(changed.erased() ? ERASED : OUTSIDE, true);
        json.writeEndObject();
    }
}
