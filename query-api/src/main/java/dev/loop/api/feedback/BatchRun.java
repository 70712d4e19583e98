package dev.loop.api.feedback;

import dev.loop.api.feedback.LinesUnderWay.Line;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.connectors.log.RecentIds;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.schemas.intake.Taken;
import dev.loop.schemas.text.FieldError;
import dev.loop.topology.question.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One batch under way. It gathers some hundred lines, asks the stores once which of them they know, and sends the rest
 * to the log. Not for several threads.
 */
final class BatchRun {

    private static final int MOST_GATHERED = 500;
    private static final long MOST_GATHERED_BYTES = 256 << 10;

    private record Gathered(int line, Taken.@Nullable Accepted accepted, List<FieldError> errors, int bytes) {}

    private final List<Gathered> gathered = new ArrayList<>();
    private long gatheredBytes;
    private final CommandLog log;
    private final RecentIds recentIds;
    private final Questions questions;
    private final Reuse reuse;
    private final IntakeMeters meters;
    private final boolean named;
    private final KnownStates.Mode mode;
    private final Optional<String> reason;
    private final BatchMarks marks;

    private final BatchResults results;
    private final LinesUnderWay underWay;
    private boolean storesAnswer = true;

    /**
     * @param results of a batch in the same mode
     * @param named whether an {@code Idempotency-Key} names each line that has no {@code externalId}
     * @param reason goes into the history of what changes
     * @param marks go into the metadata of what is created
     */
    BatchRun(
            CommandLog log,
            RecentIds recentIds,
            Questions questions,
            Reuse reuse,
            IntakeMeters meters,
            BatchResults results,
            boolean named,
            KnownStates.Mode mode,
            Optional<String> reason,
            BatchMarks marks) {
        this.mode = mode;
        this.reason = reason;
        this.marks = marks;
        this.log = log;
        this.recentIds = recentIds;
        this.questions = questions;
        this.reuse = reuse;
        this.meters = meters;
        this.results = results;
        this.underWay = new LinesUnderWay(questions, results);
        this.named = named;
    }

    boolean upserts() {
        return mode == KnownStates.Mode.UPSERT;
    }

    /** Takes a line. Returns false once the log fails: later lines would fail as well. */
    boolean take(int line, Taken taken, int bytes) throws IOException {
        if (taken instanceof Taken.Refused refusal) {
            refuse(line, refusal.errors());
        } else {
            gather(new Gathered(line, (Taken.Accepted) taken, List.of(), bytes));
        }
        return underWay.failure() == null;
    }

    void refuse(int line, List<FieldError> errors) throws IOException {
        meters.refused(errors);
        gather(new Gathered(line, null, errors, 0));
    }

    private void gather(Gathered next) throws IOException {
        gathered.add(next);
        gatheredBytes += next.bytes();
        if (gathered.size() == MOST_GATHERED || gatheredBytes > MOST_GATHERED_BYTES) {
            send();
        }
    }

    /**
     * Sends the gathered lines, except those whose items the stores know: they may be on other instances, and are asked
     * once for all lines.
     */
    private void send() throws IOException {
        Set<String> inStores = knownToStores();
        Set<String> others = named ? reuse.others(commands(), inStores) : Set.of();
        Map<String, Feedback> items = items(inStores);
        for (Gathered next : gathered) {
            if (next.accepted() == null) {
                underWay.add(new Line(next.line(), null, null, "refused", List.of(), next.errors(), 0));
                continue;
            }
            FeedbackCommand command = withReason(marks.on(next.accepted().command()));
            String id = command.getId();
            if (!next.accepted().named()) {
                underWay.add(new Line(next.line(), id, append(command), "created", List.of(), List.of(), next.bytes()));
            } else if (others.contains(id)) {
                underWay.add(reused(next, id));
            } else if (inStores.contains(id)) {
                Feedback item = items.get(id);
                noteOrigin(item);
                add(next, command, item == null ? KnownStates.Verdict.KNOWN : KnownStates.of(mode, command, item));
            } else {
                RecentIds.Sent sent = recentIds.send(command);
                if (sent.known() && upserts()) {
                    add(next, command, KnownStates.Verdict.FOLLOWS);
                } else if (!sent.same() && named && Reuse.concerns(command)) {
                    underWay.add(reused(next, id));
                } else {
                    String status = sent.known() ? "known" : "created";
                    underWay.add(new Line(next.line(), id, sent.place(), status, List.of(), List.of(), next.bytes()));
                }
            }
        }
        gathered.clear();
        gatheredBytes = 0;
    }

    private void add(Gathered next, FeedbackCommand command, KnownStates.Verdict verdict) throws IOException {
        CompletableFuture<Place> place = verdict.send() ? append(command) : null;
        underWay.add(new Line(
                next.line(),
                command.getId(),
                place,
                verdict.status(),
                verdict.fields(),
                List.of(),
                place == null ? 0 : next.bytes()));
    }

    /** Counts an item that another import created. */
    private void noteOrigin(@Nullable Feedback item) {
        if (item != null && marks.isOfAnother(item)) {
            results.ofImport(Objects.requireNonNull(item.getMetadata().get(BatchMarks.IMPORT)));
        }
    }

    private FeedbackCommand withReason(FeedbackCommand command) {
        return reason.isEmpty()
                ? command
                : new FeedbackCommand(
                        command.getId(),
                        command.getProject(),
                        command.getAt(),
                        command.getActor().orElse(null),
                        reason.get(),
                        command.getBody());
    }

    /** Returns the items that exist; an erased one is known and exists no more. */
    private Map<String, Feedback> items(Set<String> known) {
        if (mode == KnownStates.Mode.CREATE || known.isEmpty()) {
            return Map.of();
        }
        String project = gathered.stream()
                .map(Gathered::accepted)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .command()
                .getProject();
        try {
            return questions.items(project, known).stream().collect(Collectors.toMap(Feedback::getId, item -> item));
        } catch (NotReadyException cannotTell) {
            if (upserts()) {
                throw cannotTell;
            }
            return Map.of();
        }
    }

    /** Waits for all lines under way. */
    void finish() throws IOException {
        send();
        underWay.finish();
        results.close();
        meters.accepted(results.created());
        meters.known(results.accepted() - results.created());
    }

    Position position() {
        return underWay.position();
    }

    /** Returns why the log failed; null if it did not. */
    @Nullable
    RuntimeException failure() {
        return underWay.failure();
    }

    private CompletableFuture<Place> append(FeedbackCommand command) {
        try {
            return log.append(command);
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** Returns the gathered commands whose items the sender named. */
    private List<FeedbackCommand> commands() {
        return gathered.stream()
                .map(Gathered::accepted)
                .filter(accepted -> accepted != null && accepted.named())
                .map(Taken.Accepted::command)
                .toList();
    }

    /**
     * Returns the ids that the stores know. The stores only save work here: once they fail to answer, the rest is sent
     * without asking them.
     */
    private Set<String> knownToStores() {
        List<FeedbackCommand> commands = commands();
        if (!storesAnswer || commands.isEmpty()) {
            return Set.of();
        }
        try {
            return questions.known(
                    commands.get(0).getProject(),
                    commands.stream().map(FeedbackCommand::getId).toList());
        } catch (NotReadyException cannotTell) {
            storesAnswer = false;
            return Set.of();
        }
    }

    private Line reused(Gathered line, String id) {
        meters.refused(Reuse.REASON);
        return new Line(
                line.line(),
                id,
                null,
                "refused",
                List.of(),
                List.of(new FieldError("Idempotency-Key", Reuse.DETAIL + " on this line", Reuse.REMEDY)),
                0);
    }
}
