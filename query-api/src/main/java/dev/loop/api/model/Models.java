package dev.loop.api.model;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
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
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelRequest;
import dev.loop.schemas.avro.ModelTurn;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/models}: what a project has learnt of sentiments. A model judges from the moment it is switched on; items that
 * were judged before keep their words.
 */
public final class Models implements Feature {

    private static final String PATH = "/v1/models/{version}";

    private static final int USUAL_ITEMS = 1_000;
    private static final int MOST_ITEMS = 10_000;

    private final ModelBook book;
    private final ProjectRules rules;
    private final Freshness freshness;
    private final Clock clock;
    private final int bodyLimit;

    public Models(ModelBook book, ProjectRules rules, Freshness freshness, Clock clock, int bodyLimit) {
        this.book = book;
        this.rules = rules;
        this.freshness = freshness;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/models", Scope.FEEDBACK_READ, this::list)
                .scoped(HandlerType.POST, "/v1/models", Scope.FEEDBACK_WRITE, this::request)
                .scoped(HandlerType.GET, PATH, Scope.FEEDBACK_READ, this::read)
                .scoped(HandlerType.POST, PATH + "/preview", Scope.FEEDBACK_READ, this::preview)
                .scoped(HandlerType.POST, PATH + "/activate", Scope.FEEDBACK_WRITE, this::activate);
    }

    private void list(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        List<Model> models = new ArrayList<>(book.models(project));
        Collections.reverse(models);
        String active = active(project);
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("active", active);
            json.writeArrayFieldStart("data");
            for (Model model : models) {
                ModelFields.write(json, model, model.getVersion().equals(active));
            }
            ModelFields.writePrior(
                    json, book.prior().version(), book.prior().version().equals(active));
            json.writeEndArray();
            json.writeArrayFieldStart("switches");
            for (ModelTurn turn : book.turns(project)) {
                ModelFields.write(json, turn);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Asks for a model of all labels that there are. The trainer makes it a moment later, if it has anything to learn. */
    private void request(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        FieldErrors errors = new FieldErrors();
        BodyFields.read(Bodies.json(ctx, bodyLimit), "a request for a model", List.of(), errors);
        refuse(errors);
        Caller caller = Access.caller(ctx);
        Instant now = clock.instant();
        book.request(caller.project(), new ModelRequest(now, caller.keyName()));
        Json.answer(ctx, 202, json -> {
            json.writeStartObject();
            json.writeStringField("requestedAt", Rfc3339.format(now.toEpochMilli()));
            json.writeEndObject();
        });
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        answer(ctx, Access.caller(ctx).project(), find(ctx));
    }

    private void preview(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        SentimentModel model = find(ctx).map(ModelBook::weights).orElse(book.prior());
        FieldErrors errors = new FieldErrors();
        int items = BodyFields.read(Bodies.json(ctx, bodyLimit), "a preview", List.of("items"), errors)
                .number("items", 1, MOST_ITEMS)
                .orElse(USUAL_ITEMS);
        refuse(errors);
        String project = Access.caller(ctx).project();
        ModelPreview preview = ModelPreview.of(model, rules.of(project), freshness.questions(ctx), project, items);
        Json.answer(ctx, 200, preview::write);
    }

    private void activate(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        Optional<Model> model = find(ctx);
        FieldErrors errors = new FieldErrors();
        Optional<String> reason = BodyFields.read(
                        Bodies.json(ctx, bodyLimit), "a switch of models", List.of("reason"), errors)
                .text("reason");
        if (reason.filter(text -> text.length() > FeedbackRules.REASON_LENGTH).isPresent()) {
            errors.add("reason", "is longer than " + FeedbackRules.REASON_LENGTH + " characters", "say it shorter");
        }
        refuse(errors);
        String version = ctx.pathParam("version");
        if (!version.equals(active(caller.project()))) {
            book.switchTo(
                    caller.project(), new ModelTurn(version, clock.instant(), caller.keyName(), reason.orElse(null)));
        }
        answer(ctx, caller.project(), model);
    }

    private void answer(Context ctx, String project, Optional<Model> model) {
        String active = active(project);
        Json.answer(ctx, 200, json -> {
            if (model.isPresent()) {
                ModelFields.writeWhole(
                        json, model.get(), model.get().getVersion().equals(active));
            } else {
                ModelFields.writePrior(
                        json, book.prior().version(), book.prior().version().equals(active));
            }
        });
    }

    private String active(String project) {
        return book.active(project).map(Model::getVersion).orElse(book.prior().version());
    }

    /** Returns the model that the path names; empty for the prior. */
    private Optional<Model> find(Context ctx) {
        String version = ctx.pathParam("version");
        if (version.equals(book.prior().version())) {
            return Optional.empty();
        }
        return Optional.of(book.find(Access.caller(ctx).project(), version)
                .orElseThrow(() -> Problem.NOT_FOUND.because("The project has no model " + TextRules.quote(version)
                        + ". One that had learnt from an item that is gone was taken away; GET /v1/models tells"
                        + " which one stands for it.")));
    }

    private static void refuse(FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
    }
}
