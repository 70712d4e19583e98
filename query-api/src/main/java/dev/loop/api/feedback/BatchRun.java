package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.ProblemWriter;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.OutcomeUnknownException;
import dev.loop.connectors.log.Place;
import dev.loop.connectors.log.RecentIds;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.schemas.intake.OtherName;
import dev.loop.schemas.intake.Taken;
import dev.loop.schemas.text.FieldError;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One batch under way: some thousand items on their way to the log at a time, results written in the order of the lines.
 * Not for several threads.
 */
final class BatchRun {

    private static final int MOST_PENDING = 5_000;

    /** Well below the log's own buffer, so that several batches at once wait here and not there. */
    private static final long MOST_PENDING_BYTES = 4 << 20;

    private static final int MOST_GATHERED = 500;
    private static final long MOST_GATHERED_BYTES = 256 << 10;

    /** The limit of other imports that an answer names; items of further ones are counted together. */
    private static final int MOST_OTHER_IMPORTS = 50;

    private static final Duration LONGEST_APPEND = Duration.ofSeconds(20);

    private static final Duration LONGEST_JUDGEMENT = Duration.ofSeconds(1);

    private record Pending(
            int line,
            @Nullable String id,
            @Nullable CompletableFuture<Place> place,
            String status,
            List<String> fields,
            List<FieldError> errors,
            int bytes) {}

    private record Gathered(int line, Taken.@Nullable Accepted accepted, List<FieldError> errors, int bytes) {}

    private final List<Gathered> gathered = new ArrayList<>();
    private long gatheredBytes;
    private final CommandLog log;
    private final RecentIds recentIds;
    private final Questions questions;
    private final Reuse reuse;
    private final IntakeMeters meters;
    private final boolean refusedOnly;
    private final boolean named;
    private final KnownStates.Mode mode;
    private final Optional<String> reason;
    private final BatchMarks marks;

    private final Queue<Pending> pending = new ArrayDeque<>();
    private final ByteArrayOutputStream results = new ByteArrayOutputStream(4096);
    private final JsonGenerator json;
    private final TreeMap<Integer, Long> offsets = new TreeMap<>();
    private long pendingBytes;
    private boolean storesAnswer = true;
    private int created;
    private int known;
    private int changed;
    private int differs;
    private final Map<String, Integer> fields = new TreeMap<>();
    private final Map<String, Integer> otherImports = new TreeMap<>();
    private int refused;
    private int failed;
    private @Nullable RuntimeException failure;

    /**
     * @param refusedOnly whether only refused lines have a result each
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
            boolean refusedOnly,
            boolean named,
            KnownStates.Mode mode,
            Optional<String> reason,
            BatchMarks marks)
            throws IOException {
        this.mode = mode;
        this.reason = reason;
        this.marks = marks;
        this.log = log;
        this.recentIds = recentIds;
        this.questions = questions;
        this.reuse = reuse;
        this.meters = meters;
        this.refusedOnly = refusedOnly;
        this.named = named;
        this.json = Json.generator(results);
        json.writeStartArray();
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
        return failure == null;
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
                add(new Pending(next.line(), null, null, "refused", List.of(), next.errors(), 0));
                continue;
            }
            FeedbackCommand command = withReason(marks.on(next.accepted().command()));
            String id = command.getId();
            if (!next.accepted().named()) {
                add(new Pending(next.line(), id, append(command), "created", List.of(), List.of(), next.bytes()));
            } else if (others.contains(id)) {
                add(reused(next, id));
            } else if (inStores.contains(id)) {
                Feedback item = items.get(id);
                noteOrigin(item);
                add(next, command, item == null ? KnownStates.Verdict.KNOWN : KnownStates.of(mode, command, item));
            } else {
                RecentIds.Sent sent = recentIds.send(command);
                if (sent.known() && upserts()) {
                    add(next, command, KnownStates.Verdict.FOLLOWS);
                } else if (!sent.same() && named && Reuse.concerns(command)) {
                    add(reused(next, id));
                } else {
                    String status = sent.known() ? "known" : "created";
                    add(new Pending(next.line(), id, sent.place(), status, List.of(), List.of(), next.bytes()));
                }
            }
        }
        gathered.clear();
        gatheredBytes = 0;
    }

    private void add(Gathered next, FeedbackCommand command, KnownStates.Verdict verdict) throws IOException {
        CompletableFuture<Place> place = verdict.send() ? append(command) : null;
        add(new Pending(
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
            String from = item.getMetadata().get(BatchMarks.IMPORT);
            boolean room = otherImports.size() < MOST_OTHER_IMPORTS || otherImports.containsKey(from);
            otherImports.merge(room ? from : OtherName.OTHER, 1, Integer::sum);
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
        while (!pending.isEmpty()) {
            settle();
        }
        json.writeEndArray();
        json.close();
        meters.accepted(created);
        meters.known(known + changed + differs);
    }

    Position position() {
        return new Position(offsets);
    }

    /** Returns why the log failed; null if it did not. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    int accepted() {
        return created + known + changed + differs;
    }

    /** Writes totals and results, as members of an object. */
    void write(JsonGenerator object) throws IOException {
        object.writeNumberField("lines", created + known + changed + differs + refused + failed);
        object.writeNumberField("created", created);
        object.writeNumberField("known", known);
        if (mode != KnownStates.Mode.CREATE) {
            object.writeNumberField("changed", changed);
            object.writeNumberField("differs", differs);
            write(object, "fields", fields);
            write(object, "otherImports", otherImports);
        }
        object.writeNumberField("refused", refused);
        if (failed > 0) {
            object.writeNumberField("failed", failed);
        }
        object.writeFieldName("results");
        object.writeRawValue(results.toString(StandardCharsets.UTF_8));
    }

    private static void write(JsonGenerator object, String name, Map<String, Integer> counts) throws IOException {
        object.writeObjectFieldStart(name);
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            object.writeNumberField(count.getKey(), count.getValue());
        }
        object.writeEndObject();
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

    private Pending reused(Gathered line, String id) {
        meters.refused(Reuse.REASON);
        return new Pending(
                line.line(),
                id,
                null,
                "refused",
                List.of(),
                List.of(new FieldError("Idempotency-Key", Reuse.DETAIL + " on this line", Reuse.REMEDY)),
                0);
    }

    private void add(Pending next) throws IOException {
        pending.add(next);
        pendingBytes += next.bytes();
        while (pending.size() > MOST_PENDING || pendingBytes > MOST_PENDING_BYTES) {
            settle();
        }
        // Settled lines are reported at once, so that a failing log is noticed before the window is full.
        for (Pending head = pending.peek(); head != null && settled(head); head = pending.peek()) {
            settle();
        }
    }

    private static boolean settled(Pending head) {
        return head.place() == null || head.place().isDone();
    }

    private void settle() throws IOException {
        Pending head = pending.remove();
        pendingBytes -= head.bytes();
        if (!head.errors().isEmpty()) {
            refused++;
            result(head, "refused", head.errors());
        } else if (head.place() == null) {
            count(head);
            result(head, head.status(), List.of());
        } else {
            arrived(head, head.place());
        }
    }

    private void arrived(Pending head, CompletableFuture<Place> promise) throws IOException {
        try {
            Place place = promise.get(LONGEST_APPEND.toMillis(), TimeUnit.MILLISECONDS);
            offsets.merge(place.partition(), place.offset(), Math::max);
            Pending judged = head.status().equals(KnownStates.Verdict.FOLLOWS.status()) ? judged(head, place) : head;
            count(judged);
            result(judged, judged.status(), List.of());
        } catch (ExecutionException failedToArrive) {
            fail(
                    head,
                    failedToArrive.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(failedToArrive));
        } catch (TimeoutException noAnswer) {
            fail(head, new OutcomeUnknownException("The log did not answer.", Duration.ofSeconds(5)));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            fail(head, new OutcomeUnknownException("The server is stopping.", Duration.ofSeconds(5)));
        }
    }

    /** Returns the ledger's verdict on a line that could not be compared with its item. */
    private Pending judged(Pending head, Place place) {
        boolean unchanged = false;
        try {
            questions.await(Freshness.position(place), LONGEST_JUDGEMENT);
            unchanged = questions
                    .outcome(place.partition(), place.offset())
                    .filter(CommandOutcome.UNCHANGED::equals)
                    .isPresent();
        } catch (NotReadyException later) {
            // The command is stored, and will be judged.
        }
        return new Pending(
                head.line(), head.id(), head.place(), unchanged ? "known" : "changed", List.of(), List.of(), 0);
    }

    private void count(Pending head) {
        switch (head.status()) {
            case "created" -> created++;
            case "changed" -> changed++;
            case "differs" -> differs++;
            default -> known++;
        }
        head.fields().forEach(field -> fields.merge(field, 1, Integer::sum));
    }

    private void fail(Pending head, RuntimeException cause) throws IOException {
        failed++;
        // An unknown outcome outranks a certain failure: the caller most needs to know whether anything may have been
        // written.
        if (failure == null || failure instanceof LogUnavailableException) {
            failure = cause;
        }
        String problem = ProblemWriter.known(cause)
                .map(p -> p.problem().title().toLowerCase(java.util.Locale.ROOT))
                .orElse("something went wrong here");
        result(head, "failed", List.of(new FieldError("", "was not stored for certain: " + problem, "send it again")));
    }

    private void result(Pending head, String status, List<FieldError> errors) throws IOException {
        if (refusedOnly && errors.isEmpty()) {
            return;
        }
        json.writeStartObject();
        json.writeNumberField("line", head.line());
        json.writeStringField("status", status);
        if (head.id() != null) {
            json.writeStringField("id", head.id());
        }
        if (!head.fields().isEmpty()) {
            json.writeArrayFieldStart("fields");
            for (String field : head.fields()) {
                json.writeString(field);
            }
            json.writeEndArray();
        }
        if (!errors.isEmpty()) {
            json.writeFieldName("errors");
            ProblemWriter.writeErrors(json, errors);
        }
        json.writeEndObject();
    }
}
