package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.FeedbackJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Items as rows. Metadata is one column, as JSON. */
final class FeedbackTable {

    static final String ID = "id";
    static final String REVISION = "revision";

    private static final List<String> FOREIGN_IDS = List.of("user.id", "externalId");

    private static final List<Column> COLUMNS = List.of(
            Column.text(ID),
            Column.text("user.id"),
            Column.text("message"),
            Column.text("sentiment"),
            Column.text("source"),
            Column.text("tag"),
            Column.text("status"),
            Column.time("createdAt"),
            Column.text("plan"),
            Column.text("metadata"),
            Column.yesNo("consent"),
            Column.text("externalId"),
            Column.time("receivedAt"),
            Column.time("updatedAt"),
            Column.time("resolvedAt"),
            Column.whole(REVISION),
            Column.text("judgedBy"),
            Column.text("judgedVersion"),
            Column.yesNo("unsure"),
            Column.number("sure"),
            Column.text("language"),
            Column.text("theme"));

    private static List<@Nullable Object> cells(Feedback item) {
        return Arrays.asList(
                item.getId(),
                item.getUserId(),
                item.getMessage(),
                FeedbackJson.word(item.getSentiment()),
                item.getSource().orElse(null),
                item.getTag().orElse(null),
                FeedbackJson.word(item.getStatus()),
                item.getCreatedAt(),
                item.getPlan().orElse(null),
                metadata(item.getMetadata()),
                item.getConsent().orElse(null),
                item.getExternalId().orElse(null),
                item.getReceivedAt(),
                item.getUpdatedAt(),
                item.getResolvedAt().orElse(null),
                item.getRevision(),
                item.getJudgedBy().map(FeedbackJson::word).orElse(null),
                item.getJudgedVersion().orElse(null),
                item.getUnsure(),
                item.getSure().map(FeedbackTable::decimal).orElse(null),
                item.getLanguage().orElse(null),
                item.getTheme().orElse(null));
    }

    /** Returns the number that JSON shows: a float made double is another one. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private static @Nullable String metadata(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return null;
        }
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The items, with the ids of other systems marked as text. */
    static final Table<Feedback> ITEMS_WITH_TEXT_IDS = new Table<>(
            "feedback",
            COLUMNS.stream()
                    .map(column -> FOREIGN_IDS.contains(column.name()) ? Column.markedText(column.name()) : column)
                    .toList(),
            FeedbackTable::cells,
            FeedbackJson::write);

    static final Table<Feedback> ITEMS = new Table<>("feedback", COLUMNS, FeedbackTable::cells, FeedbackJson::write);

    private FeedbackTable() {}
}
