package dev.loop.api.masking;

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
import dev.loop.schemas.avro.MaskingPattern;
import dev.loop.schemas.avro.MaskingRules;
import dev.loop.schemas.intake.ProjectMasks;
import dev.loop.schemas.mask.MaskKind;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Rfc3339;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** {@code /v1/masking}: what is taken out of the texts of a project, and what other rules would take out. */
public final class MaskingRoutes implements Feature {

    private static final String PATH = "/v1/masking";
    private static final int MOST_ITEMS = 50_000;
    private static final int USUAL_ITEMS = 10_000;

    private final MaskingBook book;
    private final ProjectMasks masks;
    private final Freshness freshness;
    private final Clock clock;
    private final int bodyLimit;

    public MaskingRoutes(MaskingBook book, ProjectMasks masks, Freshness freshness, Clock clock, int bodyLimit) {
        this.book = book;
        this.masks = masks;
        this.freshness = freshness;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, PATH, Scope.MASKING_READ, this::show)
                .scoped(HandlerType.PUT, PATH, Scope.MASKING_WRITE, this::put)
                .scoped(HandlerType.DELETE, PATH, Scope.MASKING_WRITE, this::delete)
                .scoped(HandlerType.POST, PATH + "/preview", Scope.MASKING_WRITE, this::preview);
    }

    private void show(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        answer(ctx);
    }

    private void put(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        book.choose(Access.caller(ctx).project(), given(ctx));
        answer(ctx);
    }

    private void delete(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        book.choose(Access.caller(ctx).project(), null);
        answer(ctx);
    }

    private void preview(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("items"));
        int items = parameters.number("items", 1, MOST_ITEMS, USUAL_ITEMS);
        parameters.done();
        MaskingRules rules = given(ctx);
        MaskingPreview preview = MaskingPreview.of(
                ProjectMasks.masking(rules),
                freshness.questions(ctx),
                Access.caller(ctx).project(),
                items);
        Json.answer(ctx, 200, preview::write);
    }

    private MaskingRules given(Context ctx) throws IOException {
        var errors = new FieldErrors();
        MaskingRules rules = MaskingBody.read(
                Bodies.json(ctx, bodyLimit),
                clock.instant(),
                Optional.of(Access.caller(ctx).keyName()),
                errors);
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        return rules;
    }

    private void answer(Context ctx) {
        Optional<MaskingRules> own = book.rules(Access.caller(ctx).project());
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("from", own.isPresent() ? "project" : "server");
            json.writeArrayFieldStart("kinds");
            List<String> kinds = own.map(MaskingRules::getKinds)
                    .orElseGet(() -> masks.server().kinds().stream()
                            .sorted()
                            .map(MaskKind::word)
                            .toList());
            for (String kind : kinds) {
                json.writeString(kind);
            }
            json.writeEndArray();
            if (own.isPresent()) {
                own(json, own.get());
            }
            json.writeStringField("version", Masking.VERSION);
            json.writeEndObject();
        });
    }

    private static void own(JsonGenerator json, MaskingRules rules) throws IOException {
        if (rules.getRegion().isPresent()) {
            json.writeStringField("region", rules.getRegion().get());
        }
        json.writeArrayFieldStart("patterns");
        for (MaskingPattern pattern : rules.getPatterns()) {
            json.writeStartObject();
            json.writeStringField("name", pattern.getName());
            json.writeStringField("pattern", pattern.getPattern());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("changedAt", Rfc3339.format(rules.getChangedAt().toEpochMilli()));
        if (rules.getChangedBy().isPresent()) {
            json.writeStringField("changedBy", rules.getChangedBy().get());
        }
    }
}
