package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.connectors.log.Acknowledged;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.intake.Taken;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.FieldError;
import dev.loop.topology.question.CommandOutcome;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/feedback/{id}}: read, change, erase one item. The ledger decides on a change, so the answer waits for that
 * and reports the outcome.
 */
public final class OneFeedback implements Feature {

    private static final String PATH = "/v1/feedback/{id}";

    private final Intake intake;
    private final CommandLog log;
    private final Questions questions;
    private final Freshness freshness;
    private final Clock clock;
    private final Duration longestWait;
    private final int bodyLimit;

    public OneFeedback(
            Intake intake,
            CommandLog log,
            Questions questions,
            Freshness freshness,
            Clock clock,
            Duration longestWait,
            int bodyLimit) {
        this.intake = intake;
        this.log = log;
        this.questions = questions;
        this.freshness = freshness;
        this.clock = clock;
        this.longestWait = longestWait;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, PATH, Scope.FEEDBACK_READ, this::read)
                .scoped(HandlerType.PATCH, PATH, Scope.FEEDBACK_WRITE, this::change)
                .scoped(HandlerType.DELETE, PATH, Scope.FEEDBACK_WRITE, this::erase);
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String id = id(ctx);
        Feedback item =
                freshness.questions(ctx).item(Access.caller(ctx).project(), id).orElseThrow(() -> notFound(id));
        ctx.header("ETag", ETags.of(item.getRevision()));
        if (ETags.has(ctx, item.getRevision())) {
            ctx.status(304);
            return;
        }
        ctx.status(200).contentType("application/json").result(FeedbackJson.bytes(item));
    }

    private void change(Context ctx) throws IOException {
        String id = id(ctx);
        Caller caller = Access.caller(ctx);
        Optional<Long> ifRevision = ETags.ifMatch(ctx, () -> revision(caller, id));
        byte[] body = Bodies.json(ctx, bodyLimit);
        var origin = new Origin(caller.project(), Optional.of(caller.keyName()), Optional.empty());
        Taken taken;
        try (JsonParser parser = Intake.JSON.createParser(body)) {
            taken = intake.update(parser, id, origin, ifRevision);
            if (taken instanceof Taken.Accepted && Intake.hasMore(parser)) {
                taken = new Taken.Refused(List.of(new FieldError("", "is followed by more", "send one object")));
            }
        }
        if (taken instanceof Taken.Refused refused) {
            throw ProblemException.of(Problem.INVALID_BODY, refused.errors());
        }
        judge(ctx, ((Taken.Accepted) taken).command());
        Feedback item = questions.item(caller.project(), id).orElseThrow(() -> notFound(id));
        ctx.header("ETag", ETags.of(item.getRevision()));
        if (Receipt.isFor(caller)) {
            Receipt.write(ctx, 200, id, item.getSentiment(), item.getCreatedAt());
            return;
        }
        ctx.status(200).contentType("application/json").result(FeedbackJson.bytes(item));
    }

    private void erase(Context ctx) {
        String id = id(ctx);
        Parameters parameters = Parameters.of(ctx, List.of("reason"));
        Optional<String> reason = parameters.text("reason").filter(r -> !r.isBlank());
        if (reason.filter(r -> r.length() > FeedbackRules.REASON_LENGTH).isPresent()) {
            parameters.refuse(
                    "reason", "is longer than " + FeedbackRules.REASON_LENGTH + " characters", "say it shorter");
        }
        parameters.done();
        Caller caller = Access.caller(ctx);
        var body = new Erase(ETags.ifMatch(ctx, () -> revision(caller, id)).orElse(null));
        judge(
                ctx,
                new FeedbackCommand(
                        id, caller.project(), clock.instant(), caller.keyName(), reason.orElse(null), body));
        ctx.status(204);
    }

    /** Sends the command, waits for the ledger, and throws unless it was applied. */
    private void judge(Context ctx, FeedbackCommand command) {
        Place place = Acknowledged.get(log.append(command));
        ctx.header(Freshness.HEADER, Freshness.position(place).toString());
        try {
            questions.await(Freshness.position(place), longestWait);
        } catch (NotReadyException later) {
            throw Problem.POSITION_NOT_REACHED
                    .because("The change is stored at " + Freshness.position(place) + " but not applied yet, after "
                            + longestWait.toMillis() + " ms. It will be; there is no need to send it again.")
                    .retryAfter(later.retryAfter());
        }
        CommandOutcome outcome =
                questions.outcome(place.partition(), place.offset()).orElseGet(() -> outcomeByItem(command, place));
        switch (outcome) {
            case APPLIED, UNCHANGED -> {}
            case NOT_FOUND -> throw notFound(command.getId());
            case CONFLICT ->
                throw Problem.REVISION_CONFLICT.because(
                        "The item " + command.getId() + " is not at the revision that If-Match names.");
            case REJECTED ->
                throw Problem.INVALID_BODY.because("The ledger refused the change; it is among the dead letters at "
                        + Freshness.position(place) + ".");
        }
    }

    /** Returns the outcome that the item itself shows, if the instance that applied the command is gone. */
    private CommandOutcome outcomeByItem(FeedbackCommand command, Place place) {
        Optional<Feedback> item = questions.item(command.getProject(), command.getId());
        if (item.isEmpty()) {
            return command.getBody() instanceof Erase ? CommandOutcome.APPLIED : CommandOutcome.NOT_FOUND;
        }
        if (item.get().getCommandOffset() == place.offset()) {
            return CommandOutcome.APPLIED;
        }
        throw Problem.OUTCOME_UNKNOWN.because(
                "The change is stored at " + Freshness.position(place)
                        + ", and what became of it is not known any more: the instance that applied it is gone. Read the item.");
    }

    private Optional<Long> revision(Caller caller, String id) {
        return questions.item(caller.project(), id).map(Feedback::getRevision);
    }

    private static String id(Context ctx) {
        String id = ctx.pathParam("id");
        if (!FeedbackId.isValid(id)) {
            throw Problem.NOT_FOUND.because("The id in the path is not of the form fb_ and 26 characters.");
        }
        return id;
    }

    private static ProblemException notFound(String id) {
        return Problem.NOT_FOUND.because("There is no item " + id + "; it may have been erased.");
    }
}
