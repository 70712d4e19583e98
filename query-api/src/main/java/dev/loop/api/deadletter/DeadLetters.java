package dev.loop.api.deadletter;

import dev.loop.api.feedback.CreateFeedback;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.NextPage;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.api.key.DefaultProject;
import dev.loop.api.table.Downloads;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.history.DeadLetter;
import dev.loop.history.DeadLetter.Place;
import dev.loop.history.DeadLetterLog;
import dev.loop.history.DeadLetterLog.Page;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.text.FieldError;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@code /v1/dead-letters}: records that were refused on the topics, and another try with each, repaired, as an item
 * like any other. A letter that names a project is shown to that project; all others to the default one, whose operator
 * alone can do something about them.
 */
public final class DeadLetters implements Feature {

    private static final int MOST = 200;
    private static final int USUAL = 50;

    private final DeadLetterLog log;
    private final LetterContent content;
    private final CreateFeedback create;
    private final Questions questions;
    private final int bodyLimit;
    private final Downloads downloads;

    /** @param create takes in what is sent again */
    public DeadLetters(
            DeadLetterLog log,
            Deserializer<FeedbackCommand> commands,
            CreateFeedback create,
            Questions questions,
            int bodyLimit,
            Downloads downloads) {
        this.log = log;
        this.content = new LetterContent(commands);
        this.create = create;
        this.questions = questions;
        this.bodyLimit = bodyLimit;
        this.downloads = downloads;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/dead-letters", Scope.DEAD_LETTERS_READ, this::list)
                .scoped(HandlerType.GET, "/v1/dead-letters/{id}", Scope.DEAD_LETTERS_READ, this::one)
                .scoped(HandlerType.POST, "/v1/dead-letters/{id}/replay", Scope.DEAD_LETTERS_WRITE, this::replay);
    }

    private void list(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("limit", "cursor"));
        Optional<Format> format = TableAnswer.wanted(ctx);
        boolean whole = format.isPresent() && parameters.text("limit").isEmpty();
        int limit = whole ? MOST : parameters.number("limit", 1, MOST, USUAL);
        Optional<Place> before = parameters
                .text("cursor")
                .filter(text -> !text.isEmpty())
                .map(text -> Place.parse(text)
                        .orElseThrow(
                                () -> Problem.INVALID_CURSOR.because("The cursor is not one that this API made.")));
        parameters.done();
        String project = Access.caller(ctx).project();
        Page page = log.newest(before, limit);
        if (!whole) {
            page.next().ifPresent(next -> NextPage.link(ctx, next.toString()));
        }
        if (format.isPresent()) {
            downloads.send(ctx, format.get(), LetterFields.TABLE, rows(project, page, whole));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (LetterFields.Row row : rows(project, page)) {
                LetterFields.write(json, row);
            }
            json.writeEndArray();
            if (page.next().isPresent()) {
                json.writeStringField("next", page.next().get().toString());
            }
            json.writeEndObject();
        });
    }

    private void one(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        DeadLetter letter = find(ctx);
        Json.answer(ctx, 200, json -> LetterFields.write(json, row(project, letter)));
    }

    private Table.Leaf<LetterFields.Row> rows(String project, Page page, boolean whole) {
        return new Table.Leaf<>(
                rows(project, page),
                page.next()
                        .filter(next -> whole)
                        .map(next -> () -> rows(project, log.newest(Optional.of(next), MOST), true)));
    }

    private List<LetterFields.Row> rows(String project, Page page) {
        return page.letters().stream()
                .filter(letter -> isOf(project, letter))
                .map(letter -> row(project, letter))
                .toList();
    }

    private LetterFields.Row row(String project, DeadLetter letter) {
        return new LetterFields.Row(letter, content.item(letter), replayedAs(project, letter));
    }

    private void replay(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        byte[] body = Bodies.json(ctx, bodyLimit);
        Caller caller = Access.caller(ctx);
        DeadLetter letter = find(ctx);
        if (!letter.isOfFeedback()) {
            throw Problem.NOT_REPLAYABLE.because(
                    "The letter is of " + letter.topic() + ", and only items can be sent again from here.");
        }
        Optional<FeedbackCommand> suspect = suspect(letter);
        if (body.length == 0 && suspect.isPresent()) {
            create.takeIn(ctx, suspect.get());
            return;
        }
        if (body.length == 0 && hasUnknownSentiment(letter)) {
            throw ProblemException.of(
                    Problem.INVALID_BODY,
                    List.of(
                            new FieldError(
                                    "sentiment",
                                    "is a word that this program does not know",
                                    "send the item with one of positive, neutral, negative, or without one to have it judged")));
        }
        byte[] item = body.length > 0
                ? body
                : content.item(letter)
                        .orElseThrow(() -> Problem.NOT_REPLAYABLE.because("The letter cannot be read as an item."));
        create.take(
                ctx,
                item,
                new Origin(caller.project(), Optional.of(caller.keyName()), Optional.of(letter.idempotencyKey())));
    }

    /** Returns whether the sender said a sentiment that would be lost if the rules judged instead. */
    private boolean hasUnknownSentiment(DeadLetter letter) {
        return content.command(letter)
                .map(FeedbackCommand::getBody)
                .filter(Create.class::isInstance)
                .flatMap(body -> ((Create) body).getSentiment())
                .filter(Sentiment.UNKNOWN::equals)
                .isPresent();
    }

    /** Returns the item that was set aside as its key sent it; empty for any other letter. */
    private Optional<FeedbackCommand> suspect(DeadLetter letter) {
        return letter.isSuspect()
                ? content.command(letter).filter(command -> command.getBody() instanceof Create)
                : Optional.empty();
    }

    private DeadLetter find(Context ctx) {
        String project = Access.caller(ctx).project();
        return Place.parse(ctx.pathParam("id"))
                .flatMap(log::find)
                .filter(letter -> isOf(project, letter))
                .orElseThrow(DeadLetters::notFound);
    }

    private static ProblemException notFound() {
        return Problem.NOT_FOUND.because("There is no such dead letter; they are kept for 90 days.");
    }

    private boolean isOf(String project, DeadLetter letter) {
        return content.command(letter)
                .map(FeedbackCommand::getProject)
                .orElse(DefaultProject.ID)
                .equals(project);
    }

    /** Returns the id of the item that replaced the letter, under the letter's name or under its own. */
    private Optional<String> replayedAs(String project, DeadLetter letter) {
        String ofLetter = FeedbackId.derived(project, FeedbackId.Kind.IDEMPOTENCY_KEY, letter.idempotencyKey());
        Optional<String> ofItem = content.command(letter)
                .filter(command -> command.getBody() instanceof Create)
                .flatMap(command -> ((Create) command.getBody()).getExternalId())
                .map(name -> FeedbackId.derived(project, FeedbackId.Kind.EXTERNAL_ID, name));
        Predicate<String> known = id -> questions.known(project, List.of(id)).contains(id);
        try {
            return Stream.of(Stream.of(ofLetter), ofItem.stream(), suspect(letter).map(FeedbackCommand::getId).stream())
                    .flatMap(ids -> ids)
                    .filter(known)
                    .findFirst();
        } catch (NotReadyException cannotTell) {
            return Optional.empty();
        }
    }
}
