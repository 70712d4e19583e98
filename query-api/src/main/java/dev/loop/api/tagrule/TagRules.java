package dev.loop.api.tagrule;

import dev.loop.api.feedback.TextMeaning;
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
import dev.loop.api.tagrule.TagRuleBody.Setting;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.intake.ProjectMasks;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/tag-rules}: rules that give tags, and what one would change. A rule is put whole; putting it again replaces
 * it, and the tags that it gave stay.
 */
public final class TagRules implements Feature {

    private static final String PATH = "/v1/tag-rules/{name}";

    /** The limit of a project: the ledger asks all rules that are on of every new item. */
    private static final int MOST = 50;

    /** The limit of items of one try, and the usual number. */
    private static final int MOST_ITEMS = 1_000_000;

    private static final int USUAL_ITEMS = 200_000;

    private final TagRuleBook book;
    private final TagRuns runs;
    private final Freshness freshness;
    private final TextMeaning meanings;
    private final ProjectMasks masks;
    private final ThemeLookup themes;
    private final Clock clock;
    private final int bodyLimit;

    public TagRules(
            TagRuleBook book,
            Freshness freshness,
            TextMeaning meanings,
            ProjectMasks masks,
            ThemeLookup themes,
            Clock clock,
            int bodyLimit) {
        this.book = book;
        this.runs = new TagRuns(book, freshness, clock);
        this.freshness = freshness;
        this.meanings = meanings;
        this.masks = masks;
        this.themes = themes;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/tag-rules", Scope.FEEDBACK_READ, this::list)
                .scoped(HandlerType.GET, PATH, Scope.FEEDBACK_READ, this::read)
                .scoped(HandlerType.PUT, PATH, Scope.FEEDBACK_WRITE, this::put)
                .scoped(HandlerType.DELETE, PATH, Scope.FEEDBACK_WRITE, this::delete)
                .scoped(HandlerType.POST, PATH + "/try", Scope.FEEDBACK_WRITE, this::tryOut)
                .scoped(HandlerType.POST, "/v1/themes/{id}/tag", Scope.FEEDBACK_WRITE, this::tagTheme);
        runs.addTo(routes);
    }

    private void list(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        List<TagRule> rules = book.all(Access.caller(ctx).project());
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (TagRule rule : rules) {
                TagRuleFields.write(json, rule);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        TagRule rule = named(ctx);
        Json.answer(ctx, 200, json -> TagRuleFields.write(json, rule));
    }

    private void put(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        TagRule rule = given(ctx, ctx.pathParam("name"), Bodies.json(ctx, bodyLimit), freshness.questions(ctx));
        boolean known = keep(rule);
        Json.answer(ctx, known ? 200 : 201, json -> TagRuleFields.write(json, rule));
    }

    /** @return whether a rule of that name was there */
    private boolean keep(TagRule rule) {
        boolean known = book.find(rule.getProject(), rule.getName()).isPresent();
        if (!known && book.all(rule.getProject()).size() >= MOST) {
            throw Problem.TOO_MANY.because("The project has " + MOST + " tag rules.");
        }
        book.put(rule);
        return known;
    }

    private void delete(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        TagRule rule = named(ctx);
        book.remove(rule.getProject(), rule.getName());
        runs.stopAll(rule);
        ctx.status(204);
    }

    private void tryOut(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("items"));
        int items = parameters.number("items", 1, MOST_ITEMS, USUAL_ITEMS);
        parameters.done();
        Questions questions = freshness.questions(ctx);
        byte[] body = Bodies.json(ctx, bodyLimit);
        TagRule rule = body.length == 0 ? named(ctx) : given(ctx, ctx.pathParam("name"), body, questions);
        TagRuleTrial trial = TagRuleTrial.of(rule, questions, themes, items);
        Json.answer(ctx, 200, trial::write);
    }

    /** Makes a rule for a theme that tags what comes, and begins to tag what is there. */
    private void tagTheme(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Caller caller = Access.caller(ctx);
        String id = ctx.pathParam("id");
        String theme = themes.of(caller.project(), id)
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no theme " + TextRules.quote(id) + "."));
        var errors = new FieldErrors();
        Optional<String> tag = BodyFields.read(Bodies.json(ctx, bodyLimit), "a theme's tag", List.of("tag"), errors)
                .text("tag");
        refuse(errors);
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("if");
            json.writeStringField("theme", theme);
            json.writeEndObject();
            if (tag.isPresent()) {
                json.writeStringField("tag", tag.get());
            }
            json.writeBooleanField("on", true);
            json.writeEndObject();
        });
        Questions questions = freshness.questions(ctx);
        TagRule rule = given(ctx, "theme-" + theme.replace('_', '-'), body, questions);
        boolean known = keep(rule);
        TagRun run = runs.begin(rule, caller.keyName(), questions);
        Json.answer(ctx, known ? 200 : 201, json -> {
            json.writeStartObject();
            json.writeFieldName("rule");
            TagRuleFields.write(json, rule);
            json.writeFieldName("run");
            TagRuleFields.write(json, run);
            json.writeEndObject();
        });
    }

    private TagRule given(Context ctx, String name, byte[] body, Questions questions) throws IOException {
        Caller caller = Access.caller(ctx);
        var errors = new FieldErrors();
        Optional<TagRule> rule = TagRuleBody.read(
                body,
                new Setting(
                        caller.project(),
                        name,
                        book.find(caller.project(), name),
                        questions,
                        meanings,
                        masks.masking(caller.project()),
                        themes,
                        clock.instant(),
                        caller.keyName()),
                errors);
        refuse(errors);
        return rule.orElseThrow();
    }

    private static void refuse(FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
    }

    private TagRule named(Context ctx) {
        String name = ctx.pathParam("name");
        return book.find(Access.caller(ctx).project(), name)
                .orElseThrow(
                        () -> Problem.NOT_FOUND.because("The project has no tag rule " + TextRules.quote(name) + "."));
    }
}
