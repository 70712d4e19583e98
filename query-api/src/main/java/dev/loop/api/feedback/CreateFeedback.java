package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.IdempotencyKey;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Refusal;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.api.limit.Limits;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.connectors.log.RecentIds;
import dev.loop.connectors.log.SuspectLog;
import dev.loop.history.EventLog;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.intake.PublishableKey;
import dev.loop.schemas.intake.Taken;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.FieldError;
import dev.loop.topology.ledger.Decision;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * {@code POST /v1/feedback}: creates one item. Two calls with the same {@code externalId} or {@code Idempotency-Key}
 * create one item. A key that may not read gets the same answer for a new item and a known one.
 */
public final class CreateFeedback implements Feature {

    /** The time that a repeated create waits for the stores to show the item of the first one. */
    private static final Duration REPLAY_WAIT = Duration.ofSeconds(1);

    private final Intake intake;
    private final ProjectRules rules;
    private final NewNames newNames;
    private final CommandLog log;
    private final SuspectLog suspects;
    private final RecentIds recentIds;
    private final Questions questions;
    private final Reuse reuse;
    private final IntakeMeters meters;
    private final Limits limits;
    private final Executor executor;
    private final int bodyLimit;

    /** @param executor on which answers are written, so that no slow caller holds up the log */
    public CreateFeedback(
            Intake intake,
            ProjectRules rules,
            NewNames newNames,
            CommandLog log,
            SuspectLog suspects,
            RecentIds recentIds,
            Questions questions,
            EventLog events,
            IntakeMeters meters,
            Limits limits,
            Executor executor,
            int bodyLimit) {
        this.intake = intake;
        this.rules = rules;
        this.newNames = newNames;
        this.log = log;
        this.suspects = suspects;
        this.recentIds = recentIds;
        this.questions = questions;
        this.reuse = new Reuse(events, questions);
        this.meters = meters;
        this.limits = limits;
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
        int most = caller.publishable().isPresent() ? Math.min(bodyLimit, limits.publishableBytes()) : bodyLimit;
        byte[] body = Bodies.json(ctx, most);
        var origin = new Origin(caller.project(), Optional.of(caller.keyName()), key, caller.publishable());
        Taken.Accepted accepted = accept(caller, body, origin);
        if (caller.publishable().isPresent()) {
            createByPage(ctx, accepted, caller);
        } else {
            take(ctx, accepted, key.isPresent() && Reuse.concerns(accepted.command()));
        }
    }

    /**
     * Takes in one item under a name that the server gave it, and answers the call. A repeated call under the same name
     * gets the first item, whatever it says.
     */
    public void take(Context ctx, byte[] body, Origin origin) throws IOException {
        take(ctx, accept(Access.caller(ctx), body, origin), false);
    }

    /** Takes in an item that was set aside, under the id that its sender was told. */
    public void takeIn(Context ctx, FeedbackCommand command) {
        take(ctx, new Taken.Accepted(command, true), false);
    }

    /**
     * Takes in an item that a page of this server sends with a publishable key, by the rules and limits of that key. The
     * item is stored once the result is there; its caller answers.
     *
     * @param name the same for the same item, however often it is sent
     */
    public CompletableFuture<Place> takeForPage(
            Context ctx, Caller caller, PublishableKey page, String name, byte[] body) throws IOException {
        Access.admit(ctx, caller);
        limits.call(ctx, page.id(), caller.page().limits());
        if (body.length > limits.publishableBytes()) {
            throw Problem.TOO_LARGE.because("The answer is over the limit of " + limits.publishableBytes() + " bytes.");
        }
        var origin = new Origin(caller.project(), Optional.of(caller.keyName()), Optional.of(name), Optional.of(page));
        Taken.Accepted accepted = accept(caller, body, origin);
        limits.create(ctx, page.id(), caller.page().limits());
        if (accepted.suspicion().isPresent()) {
            return setAside(
                    ctx, accepted.command(), caller, accepted.suspicion().get());
        }
        return log.append(accepted.command()).thenApply(place -> {
            meters.accepted(1);
            return place;
        });
    }

    private Taken.Accepted accept(Caller caller, byte[] body, Origin origin) throws IOException {
        Taken taken = newNames.of(caller, read(body, origin));
        if (taken instanceof Taken.Refused refused) {
            meters.refused(refused.errors());
            throw ProblemException.of(Problem.INVALID_BODY, refused.errors());
        }
        return (Taken.Accepted) taken;
    }

    /**
     * Sends every call to the ledger, which knows whether the item is new: the time of an answer then reveals nothing
     * either. An item that may be spam is set aside, and its sender learns nothing of that: the answer is the same, after
     * a write that takes as long.
     */
    private void createByPage(Context ctx, Taken.Accepted accepted, Caller caller) {
        caller.publishable()
                .ifPresent(page -> limits.create(ctx, page.id(), caller.page().limits()));
        FeedbackCommand command = accepted.command();
        if (accepted.suspicion().isEmpty()) {
            answer(ctx, command, log.append(command));
            return;
        }
        CompletableFuture<Place> kept =
                setAside(ctx, command, caller, accepted.suspicion().get());
        ctx.future(() -> kept.thenAcceptAsync(stored -> Receipt.ofCreated(ctx, command), executor));
    }

    private CompletableFuture<Place> setAside(Context ctx, FeedbackCommand command, Caller caller, String suspicion) {
        Refusal.set(ctx, DeadLetterHeaders.SUSPECTED_SPAM);
        return suspects.keep(command, "With the key " + caller.keyName() + " somebody " + suspicion + ".")
                .thenApply(place -> {
                    meters.suspected();
                    return place;
                });
    }

    /** @param once whether another body under the same name is refused */
    private void take(Context ctx, Taken.Accepted accepted, boolean once) {
        FeedbackCommand command = accepted.command();
        if (!accepted.named()) {
            answer(ctx, command, log.append(command));
        } else if (knownToStores(command)) {
            replay(ctx, command, Optional.empty(), once);
        } else {
            RecentIds.Sent sent = recentIds.send(command);
            if (once && !sent.same()) {
                throw reused();
            }
            if (sent.known()) {
                ctx.future(() -> sent.place()
                        .thenAcceptAsync(place -> replay(ctx, command, Optional.of(place), false), executor));
            } else {
                answer(ctx, command, sent.place());
            }
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

    /**
     * Returns whether the stores know the item. They only save work here: if they cannot be asked, the ledger still
     * knows.
     */
    private boolean knownToStores(FeedbackCommand command) {
        try {
            return questions
                    .known(command.getProject(), List.of(command.getId()))
                    .contains(command.getId());
        } catch (NotReadyException cannotTell) {
            return false;
        }
    }

    private void answer(Context ctx, FeedbackCommand command, CompletableFuture<Place> place) {
        ctx.future(() -> place.thenAcceptAsync(
                stored -> {
                    meters.accepted(1);
                    if (Receipt.isFor(Access.caller(ctx))) {
                        Receipt.ofCreated(ctx, command);
                        return;
                    }
                    ctx.header(Freshness.HEADER, Freshness.position(stored).toString());
                    ctx.header("Location", "/v1/feedback/" + command.getId());
                    Made made = made(command, stored.offset());
                    if (made.whole()) {
                        ctx.header("ETag", ETags.of(1));
                    }
                    ctx.status(201).contentType("application/json").result(FeedbackJson.bytes(made.item()));
                },
                executor));
    }

    /**
     * A new item, before the stores show it.
     *
     * @param whole whether it is the item as it is stored: the plan of its author's account, if it needs that, is known
     */
    private record Made(Feedback item, boolean whole) {}

    private Made made(FeedbackCommand command, long offset) {
        String user = ((Create) command.getBody()).getUserId();
        try {
            return new Made(
                    Decision.created(command, offset, () -> questions.planOf(command.getProject(), user), rules), true);
        } catch (NotReadyException | TooManyAtOnceException | TooLongException cannotTell) {
            return new Made(Decision.created(command, offset, Optional::empty, rules), false);
        }
    }

    private ProblemException reused() {
        meters.refused(Reuse.REASON);
        return Problem.IDEMPOTENCY_KEY_REUSED.because("The Idempotency-Key " + Reuse.DETAIL + ".");
    }

    /**
     * Answers with the current item, or with the one sent now while the stores do not show it yet: without an ETag
     * then, since the item may have changed.
     */
    private void replay(Context ctx, FeedbackCommand command, Optional<Place> place, boolean once) {
        boolean receipt = Receipt.isFor(Access.caller(ctx));
        Optional<Feedback> stands = Optional.empty();
        try {
            place.ifPresent(p -> questions.await(Freshness.position(p), REPLAY_WAIT));
            stands = questions.item(command.getProject(), command.getId());
            if (stands.isEmpty() && !receipt) {
                throw Problem.ITEM_ERASED.because("The item " + command.getId()
                        + " was taken in earlier under the same externalId or Idempotency-Key, and erased since.");
            }
            if (once && stands.filter(first -> reuse.isOther(command, first)).isPresent()) {
                throw reused();
            }
        } catch (NotReadyException later) {
            // The item is stored, and shows later.
        }
        meters.known(1);
        if (receipt) {
            Receipt.ofCreated(ctx, command);
            return;
        }
        place.ifPresent(p -> ctx.header(Freshness.HEADER, Freshness.position(p).toString()));
        ctx.header("Idempotent-Replayed", "true");
        ctx.header("Location", "/v1/feedback/" + command.getId());
        stands.ifPresent(item -> ctx.header("ETag", ETags.of(item.getRevision())));
        Feedback item = stands.orElseGet(() -> made(command, -1).item());
        ctx.status(200).contentType("application/json").result(FeedbackJson.bytes(item));
    }
}
