package dev.loop.api.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.history.EventLog;
import dev.loop.history.EventLog.History;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/feedback/{id}/history}: who changed what of an item, when and why. An erased item has no history: the
 * reasons that people wrote may be about the author.
 */
public final class FeedbackHistory implements Feature {

    private static final int MOST = 200;
    private static final int USUAL = 50;

    private static final Table<FeedbackChange> TABLE = new Table<>(
            "history",
            Column.all(
                    List.of(Column.whole("revision"), Column.time("at"), Column.text("actor"), Column.text("reason")),
                    Stream.of(Field.values())
                            .flatMap(field -> Stream.of("Before", "After").map(end -> Column.text(field.word + end)))
                            .toList()),
            FeedbackHistory::cells,
            FeedbackHistory::write);

    private final EventLog log;
    private final Questions questions;
    private final Freshness freshness;

    public FeedbackHistory(EventLog log, Questions questions, Freshness freshness) {
        this.log = log;
        this.questions = questions;
        this.freshness = freshness;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/feedback/{id}/history", Scope.FEEDBACK_READ, this::read);
    }

    private void read(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("limit"));
        Optional<Format> format = TableAnswer.wanted(ctx);
        int limit = parameters.number("limit", 1, MOST, format.isPresent() ? MOST : USUAL);
        parameters.done();
        freshness.questions(ctx);
        String id = ctx.pathParam("id");
        Feedback item = questions
                .item(Access.caller(ctx).project(), id)
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        "The item does not exist, or it was erased together with its history."));
        History history = log.history(item, limit);
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), TABLE, Table.rows(history.changes()));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (FeedbackChange change : history.changes()) {
                write(json, change);
            }
            json.writeEndArray();
            json.writeBooleanField("whole", history.whole());
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, FeedbackChange change) throws IOException {
        json.writeStartObject();
        json.writeNumberField("revision", change.getRevision());
        json.writeStringField("at", Rfc3339.format(change.getAt().toEpochMilli()));
        optional(json, "actor", change.getActor());
        optional(json, "reason", change.getReason());
        json.writeArrayFieldStart("changes");
        if (change.getAfter().isPresent()) {
            for (Field field : Field.values()) {
                String from = field.of(change.getBefore());
                String to = field.of(change.getAfter());
                if (!Objects.equals(from, to)) {
                    json.writeStartObject();
                    json.writeStringField("field", field.word);
                    json.writeStringField("from", from);
                    json.writeStringField("to", to);
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Returns one row for each change; fields that a change left alone are the same on both sides. */
    private static List<@Nullable Object> cells(FeedbackChange change) {
        List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(
                change.getRevision(),
                change.getAt(),
                change.getActor().orElse(null),
                change.getReason().orElse(null)));
        for (Field field : Field.values()) {
            cells.add(field.of(change.getBefore()));
            cells.add(field.of(change.getAfter()));
        }
        return cells;
    }

    /** The fields that a history tells of. */
    private enum Field {
        STATUS("status", item -> Optional.of(FeedbackJson.word(item.getStatus()))),
        SENTIMENT("sentiment", item -> Optional.of(FeedbackJson.word(item.getSentiment()))),
        SENTIMENT_BY("sentimentBy", item -> Optional.of(sentimentBy(item))),
        TAG("tag", Feedback::getTag),
        PLAN("plan", Feedback::getPlan),
        THEME("theme", Feedback::getTheme);

        private final String word;
        private final Function<Feedback, Optional<String>> value;

        Field(String word, Function<Feedback, Optional<String>> value) {
            this.word = word;
            this.value = value;
        }

        /** Returns who has said the sentiment: a person also where they left it as it was. */
        private static String sentimentBy(Feedback item) {
            return item.getJudgedBy()
                    .map(FeedbackJson::word)
                    .orElse(item.getPersonWord().isPresent() ? "person" : "sender");
        }

        private @Nullable String of(Optional<Feedback> item) {
            return item.flatMap(value).orElse(null);
        }
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }
}
