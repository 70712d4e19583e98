package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.api.command.CommandLog;
import dev.loop.api.command.Place;
import dev.loop.api.command.RecentIds;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.IdempotencyKey;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.api.question.Questions;
import dev.loop.api.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.FeedbackJson;
import dev.loop.schemas.intake.FieldError;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.NewItem;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.intake.Taken;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code POST /v1/feedback}: one item. The same {@code externalId} or {@code Idempotency-Key} twice is one item. */
public final class CreateFeedback implements Feature {

    /** How long a repeated create waits for the stores to show the item that the first one made. */
    private static final Duration REPLAY_WAIT = Duration.ofSeconds(1);

    private final Intake intake;
    private final NewNames newNames;
    private final CommandLog log;
    private final RecentIds recentIds;
    private final Questions questions;
    private final IntakeMeters meters;
    private final Executor executor;
    private final int bodyLimit;

    /** @param executor on which answers are written, so that no slow caller holds up the log */
    public CreateFeedback(
            Intake intake,
            NewNames newNames,
            CommandLog log,
            RecentIds recentIds,
            Questions questions,
            IntakeMeters meters,
            Executor executor,
            int bodyLimit) {
        this.intake = intake;
        this.newNames = newNames;
        this.log = log;
        this.recentIds = recentIds;
        this.questions = questions;
        this.meters = meters;
        this.executor = executor;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.fromBrowsers(HandlerType.POST, "/v1/feedback", Scope.FEEDBACK_CREATE, this::create);
    }

    private void create(Context ctx) throws IOException {
        Caller caller = Access.caller(ctx);
        Optional<String> key = IdempotencyKey.of(ctx);
        byte[] body = Bodies.json(ctx, bodyLimit);
        take(ctx, body, new Origin(caller.project(), Optional.of(caller.keyName()), key));
    }

    /** Takes one item in and answers the call, whichever way the item came. */
    public void take(Context ctx, byte[] body, Origin origin) throws IOException {
        Taken taken = newNames.of(Access.caller(ctx), read(body, origin));
        if (taken instanceof Taken.Refused refused) {
            meters.refused(refused.errors());
            throw ProblemException.of(Problem.INVALID_BODY, refused.errors());
        }
        var accepted = (Taken.Accepted) taken;
        FeedbackCommand command = accepted.command();
        if (!accepted.named()) {
            answer(ctx, command, log.append(command), false);
        } else if (knownToStores(command)) {
            replay(ctx, command, Optional.empty());
        } else {
            RecentIds.Sent sent = recentIds.send(command);
            answer(ctx, command, sent.place(), sent.known());
        }
    }

    private Taken read(byte[] body, Origin origin) throws IOException {
        try (JsonParser parser = Intake.JSON.createParser(body)) {
            Taken taken = intake.create(parser, origin);
            if (Intake.hasMore(parser)) {
                return new Taken.Refused(List.of(new FieldError(
                        "", "is followed by more", "send one object here, and several to /v1/feedback/batch")));
            }
            return taken;
        }
    }

    /** The stores' word only saves work: where they cannot be asked, the ledger still knows. */
    private boolean knownToStores(FeedbackCommand command) {
        try {
            return questions
                    .known(command.getProject(), List.of(command.getId()))
                    .contains(command.getId());
        } catch (NotReadyException cannotTell) {
            return false;
        }
    }

    private void answer(Context ctx, FeedbackCommand command, CompletableFuture<Place> place, boolean known) {
        ctx.future(() -> place.thenAcceptAsync(
                stored -> {
                    if (known) {
                        replay(ctx, command, Optional.of(stored));
                    } else {
                        meters.accepted(1);
                        ctx.header(Freshness.HEADER, stored.position().toString());
                        ctx.header("Location", "/v1/feedback/" + command.getId());
                        ctx.header("ETag", ETags.of(1));
                        ctx.status(201)
                                .contentType("application/json")
                                .result(FeedbackJson.bytes(NewItem.of(command, null, stored.offset())));
                    }
                },
                executor));
    }

    /** The item as it stands; as sent this time, where the stores do not show it yet. */
    private void replay(Context ctx, FeedbackCommand command, Optional<Place> place) {
        Feedback item;
        try {
            place.ifPresent(p -> questions.await(p.position(), REPLAY_WAIT));
            item = questions
                    .item(command.getProject(), command.getId())
                    .orElseThrow(() -> Problem.ITEM_ERASED.because("The item " + command.getId()
                            + " was taken in earlier under the same externalId or Idempotency-Key, and erased since."));
        } catch (NotReadyException later) {
            item = NewItem.of(command, null, -1);
        }
        meters.known(1);
        place.ifPresent(p -> ctx.header(Freshness.HEADER, p.position().toString()));
        ctx.header("Idempotent-Replayed", "true");
        ctx.header("Location", "/v1/feedback/" + command.getId());
        ctx.header("ETag", ETags.of(item.getRevision()));
        ctx.status(200).contentType("application/json").result(FeedbackJson.bytes(item));
    }
}
