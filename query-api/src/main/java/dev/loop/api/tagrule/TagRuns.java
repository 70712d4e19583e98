package dev.loop.api.tagrule;

import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.avro.TagRunState;
import dev.loop.schemas.text.Base32;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Replays of tag rules on the items that are there: begun, watched, stopped and undone. {@link TagRunner} does the work;
 * a call only says what is wanted.
 */
final class TagRuns {

    private static final String PATH = "/v1/tag-rules/{name}/runs/{id}";

    /** The limit of runs of a rule that are told, and that can be undone. */
    private static final int MOST = 20;

    private static final int ID_CHARACTERS = 12;
    private static final int ID_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TagRuleBook book;
    private final Freshness freshness;
    private final Clock clock;

    TagRuns(TagRuleBook book, Freshness freshness, Clock clock) {
        this.book = book;
        this.freshness = freshness;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.scoped(HandlerType.POST, "/v1/tag-rules/{name}/replay", Scope.FEEDBACK_WRITE, this::replay)
                .scoped(HandlerType.GET, "/v1/tag-rules/{name}/runs", Scope.FEEDBACK_READ, this::list)
                .scoped(HandlerType.DELETE, PATH, Scope.FEEDBACK_WRITE, this::stop)
                .scoped(HandlerType.POST, PATH + "/undo", Scope.FEEDBACK_WRITE, this::undo);
    }

    private void replay(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String name = ctx.pathParam("name");
        TagRule rule = book.find(Access.caller(ctx).project(), name)
                .orElseThrow(
                        () -> Problem.NOT_FOUND.because("The project has no tag rule " + TextRules.quote(name) + "."));
        TagRun run = begin(rule, Access.caller(ctx).keyName(), freshness.questions(ctx));
        Json.answer(ctx, 202, json -> TagRuleFields.write(json, run));
    }

    /** Begins a run; refuses it while another one of the rule has something left to do. */
    TagRun begin(TagRule rule, String by, Questions questions) {
        List<TagRun> before = book.runs(rule.getProject(), rule.getName());
        before.stream().filter(TagRuleBook::isActive).findFirst().ifPresent(active -> {
            throw Problem.RUN_ACTIVE.because("The run " + active.getId() + " of the rule is "
                    + active.getState().name().toLowerCase(Locale.ROOT) + ".");
        });
        before.stream().skip(MOST - 1).forEach(book::remove);
        Instant now = clock.instant();
        TagRun run = TagRun.newBuilder()
                .setId(id())
                .setRule(rule)
                .setState(TagRunState.RUNNING)
                .setStartedAt(now)
                .setStartedBy(by)
                .setUpdatedAt(now)
                .setBeganAt(now)
                .setTotal(questions
                        .sentiment(RuleScan.of(rule), List.of())
                        .total()
                        .total())
                .build();
        book.put(run);
        return run;
    }

    private static String id() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return "run_" + Base32.encode(bytes, 0, ID_CHARACTERS);
    }

    private void list(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        String name = ctx.pathParam("name");
        List<TagRun> runs = book.runs(project, name);
        if (runs.isEmpty() && book.find(project, name).isEmpty()) {
            throw Problem.NOT_FOUND.because(
                    "The project has no tag rule " + TextRules.quote(name) + ", and no run of it.");
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (TagRun run : runs) {
                TagRuleFields.write(json, run);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void stop(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        TagRun run = named(ctx);
        stop(run);
        answer(ctx, run);
    }

    private void stop(TagRun run) {
        book.changeRun(
                run,
                now -> TagRuleBook.isActive(now)
                        ? Optional.of(ended(TagRun.newBuilder(now)
                                .setState(TagRunState.STOPPED)
                                .setUpdatedAt(clock.instant())
                                .build()))
                        : Optional.empty());
    }

    /** Stops what is being tagged by a rule. What is being undone goes on. */
    void stopAll(TagRule rule) {
        book.runs(rule.getProject(), rule.getName()).stream()
                .filter(run -> run.getState() == TagRunState.RUNNING)
                .forEach(this::stop);
    }

    private void undo(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        TagRun run = named(ctx);
        long total = freshness
                .questions(ctx)
                .sentiment(RuleScan.undoing(run.getRule()), List.of())
                .total()
                .total();
        Set<TagRunState> undoable = Set.of(TagRunState.RUNNING, TagRunState.DONE, TagRunState.STOPPED);
        book.changeRun(run, now -> {
            if (!undoable.contains(now.getState())) {
                return Optional.empty();
            }
            Instant began = clock.instant();
            return Optional.of(ended(TagRun.newBuilder(now)
                    .setState(TagRunState.UNDOING)
                    .setUpdatedAt(began)
                    .setBeganAt(began)
                    .setDone(0)
                    .setTotal(total)
                    .setPlaceTime(null)
                    .setPlaceId(null)
                    .build()));
        });
        answer(ctx, run);
    }

    /** Returns a run that tags nothing more, and needs no meaning for that. */
    static TagRun ended(TagRun run) {
        return TagRun.newBuilder(run)
                .setRule(TagRule.newBuilder(run.getRule()).setLikeVector(null).build())
                .build();
    }

    private void answer(Context ctx, TagRun run) {
        TagRun now = book.run(run.getRule().getProject(), run.getRule().getName(), run.getId())
                .orElse(run);
        Json.answer(ctx, TagRuleBook.isActive(now) ? 202 : 200, json -> TagRuleFields.write(json, now));
    }

    private TagRun named(Context ctx) {
        String name = ctx.pathParam("name");
        String id = ctx.pathParam("id");
        return book.run(Access.caller(ctx).project(), name, id)
                .orElseThrow(() -> Problem.NOT_FOUND.because("The rule " + TextRules.quote(name) + " has no run "
                        + TextRules.quote(id) + "; those of long ago are forgotten."));
    }
}
