package dev.loop.api.word;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.schemas.avro.SentimentWord;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.intake.analyser.OwnWords;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/sentiment-words}: the words that the rules of a project know besides their own, and what others would change. */
public final class WordRoutes implements Feature {

    private static final String PATH = "/v1/sentiment-words";
    private static final int MOST_ITEMS = 50_000;
    private static final int USUAL_ITEMS = 10_000;

    private static final String NO_WORDS =
            OwnWords.of(List.of(), Instant.EPOCH, Optional.empty()).getVersion();

    private final WordBook book;
    private final ProjectRules rules;
    private final Freshness freshness;
    private final Clock clock;
    private final int bodyLimit;

    public WordRoutes(WordBook book, ProjectRules rules, Freshness freshness, Clock clock, int bodyLimit) {
        this.book = book;
        this.rules = rules;
        this.freshness = freshness;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, PATH, Scope.FEEDBACK_READ, this::show)
                .scoped(HandlerType.PUT, PATH, Scope.FEEDBACK_WRITE, this::put)
                .scoped(HandlerType.POST, PATH + "/preview", Scope.FEEDBACK_READ, this::preview);
    }

    private void show(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        answer(ctx);
    }

    private void put(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        SentimentWords given = given(ctx);
        String expected = ctx.header("If-Match");
        if (!book.choose(caller.project(), given, there -> isExpected(expected, tag(there)))) {
            throw Problem.REVISION_CONFLICT.because(
                    "The words were changed since, and now have the ETag " + tag(book.words(caller.project())) + ".");
        }
        answer(ctx);
    }

    private void preview(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("items"));
        int items = parameters.number("items", 1, MOST_ITEMS, USUAL_ITEMS);
        parameters.done();
        SentimentWords words = given(ctx);
        String project = Access.caller(ctx).project();
        WordPreview preview = WordPreview.of(
                new ProjectRules(any -> Optional.of(words)).of(project),
                rules.of(project),
                freshness.questions(ctx),
                project,
                items);
        Json.answer(ctx, 200, preview::write);
    }

    private SentimentWords given(Context ctx) throws IOException {
        var errors = new FieldErrors();
        SentimentWords words = WordBody.read(
                Bodies.json(ctx, bodyLimit),
                clock.instant(),
                Optional.of(Access.caller(ctx).keyName()),
                errors);
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        return words;
    }

    private void answer(Context ctx) {
        String project = Access.caller(ctx).project();
        Optional<SentimentWords> own = book.words(project);
        ctx.header("ETag", tag(own));
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("rules", rules.of(project).version());
            json.writeStringField("shipped", SentimentRules.VERSION);
            json.writeArrayFieldStart("words");
            for (SentimentWord word : own.map(SentimentWords::getWords).orElse(List.of())) {
                write(json, word);
            }
            json.writeEndArray();
            if (own.isPresent()) {
                json.writeStringField(
                        "changedAt", Rfc3339.format(own.get().getChangedAt().toEpochMilli()));
            }
            if (own.flatMap(SentimentWords::getChangedBy).isPresent()) {
                json.writeStringField("changedBy", own.get().getChangedBy().get());
            }
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, SentimentWord word) throws IOException {
        json.writeStartObject();
        json.writeStringField("text", word.getText());
        json.writeNumberField("value", word.getValue());
        json.writeEndObject();
    }

    private static String tag(Optional<SentimentWords> words) {
        return '"' + words.map(SentimentWords::getVersion).orElse(NO_WORDS) + '"';
    }

    /** Returns whether {@code If-Match} names this tag; compared weakly, since proxies that compress make weak ones. */
    private static boolean isExpected(@Nullable String header, String tag) {
        return header == null
                || Arrays.stream(header.split(","))
                        .map(String::strip)
                        .map(given -> given.startsWith("W/") ? given.substring(2) : given)
                        .anyMatch(given -> given.equals("*") || given.equals(tag));
    }
}
