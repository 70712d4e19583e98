package dev.loop.api.odata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Tally;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of the cube. Dimensions that were not asked for are null. */
record CubeRow(
        LocalDate day,
        @Nullable String tag,
        @Nullable String plan,
        @Nullable String source,
        String sentiment,
        long open,
        long resolved)
        implements ODataRow {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COLUMNS = 5;

    /** Returns the column of a dimension. */
    static String column(Dimension dimension) {
        return switch (dimension) {
            case TAG -> "Tag";
            case PLAN -> "Plan";
            case SOURCE -> "Source";
        };
    }

    /** Returns a row for each sentiment that has items. */
    static List<CubeRow> of(LocalDate day, List<Dimension> dimensions, Questions.Row counted) {
        List<CubeRow> rows = new ArrayList<>();
        for (Sentiment sentiment : List.of(Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE)) {
            long open = counted.tally().count(Tally.index(sentiment, Status.OPEN));
            long resolved = counted.tally().count(Tally.index(sentiment, Status.RESOLVED));
            if (open + resolved > 0) {
                rows.add(new CubeRow(
                        day,
                        value(dimensions, counted, Dimension.TAG),
                        value(dimensions, counted, Dimension.PLAN),
                        value(dimensions, counted, Dimension.SOURCE),
                        FeedbackJson.word(sentiment),
                        open,
                        resolved));
            }
        }
        return rows;
    }

    private static @Nullable String value(List<Dimension> dimensions, Questions.Row counted, Dimension dimension) {
        int index = dimensions.indexOf(dimension);
        return index < 0 ? null : counted.group().get(index);
    }

    @Override
    public @Nullable Object value(String column) {
        return switch (column) {
            case "Id" -> id();
            case "Day" -> day;
            case "Tag" -> tag;
            case "Plan" -> plan;
            case "Source" -> source;
            case "Sentiment" -> sentiment;
            case "Items" -> open + resolved;
            case "Open" -> open;
            case "Resolved" -> resolved;
            default -> throw new IllegalArgumentException("No column " + column);
        };
    }

    private String id() {
        ArrayNode parts = JSON.createArrayNode()
                .add(day.toString())
                .add(tag)
                .add(plan)
                .add(source)
                .add(sentiment);
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(parts));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns day, tag, plan, source and sentiment of the row that an id names; empty if the id is invalid. */
    static Optional<List<@Nullable Object>> place(String id) {
        try {
            JsonNode parts = JSON.readTree(Base64.getUrlDecoder().decode(id));
            if (!parts.isArray()
                    || parts.size() != COLUMNS
                    || parts.get(0).asText().length() != "2026-06-19".length()) {
                return Optional.empty();
            }
            return Optional.of(Arrays.asList(
                    LocalDate.parse(parts.get(0).asText()),
                    parts.get(1).textValue(),
                    parts.get(2).textValue(),
                    parts.get(3).textValue(),
                    parts.get(4).textValue()));
        } catch (IOException | IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }
}
