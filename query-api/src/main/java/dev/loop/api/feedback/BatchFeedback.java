package dev.loop.api.feedback;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.IdempotencyKey;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.ProblemWriter;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.key.Caller;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.RecentIds;
import dev.loop.history.EventLog;
import dev.loop.question.Questions;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.intake.Taken;
import dev.loop.schemas.text.FieldError;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code POST /v1/feedback/batch}: items as NDJSON or as a JSON array, read as they come. A bad item does not sink the
 * good ones: 202, with a result for each. If the whole breaks off (the log fails, an array is malformed, a limit is
 * passed), the answer is a problem that also has the results so far.
 */
public final class BatchFeedback implements Feature {

    private static final String NDJSON = "application/x-ndjson";

    /** The limit of characters of an import's name: a file name, and what tells its content. */
    private static final int LONGEST_IMPORT_NAME = 300;

    private final Intake intake;
    private final NewNames newNames;
    private final CommandLog log;
    private final RecentIds recentIds;
    private final Questions questions;
    private final Reuse reuse;
    private final IntakeMeters meters;
    private final int lineBytes;
    private final long batchBytes;
    private final int batchLines;

    public BatchFeedback(
            Intake intake,
            NewNames newNames,
            CommandLog log,
            RecentIds recentIds,
            Questions questions,
            EventLog events,
            IntakeMeters meters,
            int lineBytes,
            long batchBytes,
            int batchLines) {
        this.intake = intake;
        this.newNames = newNames;
        this.log = log;
        this.recentIds = recentIds;
        this.questions = questions;
        this.reuse = new Reuse(events, questions);
        this.meters = meters;
        this.lineBytes = lineBytes;
        this.batchBytes = batchBytes;
        this.batchLines = batchLines;
    }

    @Override
    public void addTo(Routes routes) {
        routes.fromBrowsers(HandlerType.POST, "/v1/feedback/batch", Scope.FEEDBACK_CREATE, this::take);
    }

    private void take(Context ctx) throws IOException {
        Caller caller = Access.caller(ctx);
        if (caller.publishable().isPresent()) {
            throw Problem.FORBIDDEN.because(
                    "The key " + caller.keyId() + " is publishable, and creates one item at a time"
                            + " with POST /v1/feedback. Send batches from your server, with a secret key.");
        }
        Parameters parameters = Parameters.of(ctx, List.of("results", "mode", "reason", "backfill", "import"));
        boolean refusedOnly = parameters.text("results").map(this::refusedOnly).orElse(false);
        KnownStates.Mode mode = parameters.text("mode").map(BatchFeedback::mode).orElse(KnownStates.Mode.CREATE);
        Optional<String> reason = parameters.text("reason").filter(text -> !text.isBlank());
        if (reason.isPresent() && mode != KnownStates.Mode.UPSERT) {
            parameters.refuse("reason", "goes with mode=upsert alone", "leave it out");
        } else if (reason.filter(text -> text.length() > FeedbackRules.REASON_LENGTH)
                .isPresent()) {
            parameters.refuse(
                    "reason", "is longer than " + FeedbackRules.REASON_LENGTH + " characters", "say it shorter");
        }
        BatchMarks marks = marks(parameters);
        parameters.done();
        Bodies.requireType(ctx, NDJSON, "application/ndjson", "application/jsonl", "application/json");
        Optional<String> key = IdempotencyKey.of(ctx);
        KnownStates.Mode allowed = allowed(caller, mode);
        var results = new BatchResults(refusedOnly, allowed);
        var run = new BatchRun(
                log, recentIds, questions, reuse, meters, results, key.isPresent(), allowed, reason, marks);
        Optional<ProblemException> stopped;
        try (InputStream in = Bodies.unpacked(ctx, batchBytes)) {
            stopped = read(run, new CappedStream(in, batchBytes), caller, key);
        }
        run.finish();
        if (!run.position().offsets().isEmpty()) {
            ctx.header(Freshness.HEADER, run.position().toString());
        }
        if (run.failure() != null) {
            stopped = ProblemWriter.known(run.failure());
            if (stopped.isEmpty()) {
                throw run.failure();
            }
        }
        if (stopped.isPresent()) {
            throw stopped.get().members(results::write);
        }
        Json.answer(ctx, 202, json -> {
            json.writeStartObject();
            results.write(json);
            json.writeEndObject();
        });
    }

    private static BatchMarks marks(Parameters parameters) {
        boolean backfill = parameters.flag("backfill");
        Optional<String> from = parameters.text("import");
        var errors = new FieldErrors();
        from.ifPresent(name -> TextRules.label(errors, "import", name, LONGEST_IMPORT_NAME));
        errors.toList().forEach(error -> parameters.refuse(error.field(), error.problem(), error.remedy()));
        return new BatchMarks(backfill, from);
    }

    private static KnownStates.Mode mode(String word) {
        return KnownStates.Mode.of(word)
                .orElseThrow(() ->
                        Problem.INVALID_PARAMETER.because("mode is none of create, compare, upsert: use one of them."));
    }

    /**
     * Returns the mode for a caller. A comparison reveals the stored item, so a key that may not read gets the answer
     * of a call without the mode.
     */
    private static KnownStates.Mode allowed(Caller caller, KnownStates.Mode mode) {
        if (mode == KnownStates.Mode.UPSERT && !caller.may(Scope.FEEDBACK_WRITE)) {
            throw Problem.FORBIDDEN.because("mode=upsert changes items that are known, which needs the scope "
                    + Scope.FEEDBACK_WRITE.word() + ".");
        }
        return mode == KnownStates.Mode.COMPARE && !caller.may(Scope.FEEDBACK_READ) ? KnownStates.Mode.CREATE : mode;
    }

    private boolean refusedOnly(String results) {
        if (results.equals("refused") || results.equals("all")) {
            return results.equals("refused");
        }
        throw Problem.INVALID_PARAMETER.because("results is neither all nor refused: use one of them.");
    }

    /** Reads all items; empty if that succeeds, else the problem that ended it. */
    private Optional<ProblemException> read(BatchRun run, InputStream in, Caller caller, Optional<String> key)
            throws IOException {
        var lines = new Lines(in, lineBytes);
        try {
            if (lines.peek() == '[') {
                array(run, lines.rest(), caller, key);
            } else {
                lines(run, lines, caller, key);
            }
            return Optional.empty();
        } catch (ProblemException problem) {
            return Optional.of(problem);
        } catch (JsonProcessingException | CharacterCodingException malformed) {
            return ProblemWriter.known(malformed);
        }
    }

    private void lines(BatchRun run, Lines lines, Caller caller, Optional<String> key) throws IOException {
        int number = 0;
        int items = 0;
        while (lines.advance()) {
            number++;
            if (!lines.tooLong() && lines.blank()) {
                continue;
            }
            checkCount(++items, number);
            boolean goesOn = lines.tooLong()
                    ? tooLong(run, number)
                    : run.take(
                            number,
                            newNames.of(caller, line(run, lines, origin(caller, key, number))),
                            lines.end() - lines.start());
            if (!goesOn) {
                return;
            }
        }
    }

    private boolean tooLong(BatchRun run, int number) throws IOException {
        run.refuse(
                number,
                List.of(new FieldError(
                        "",
                        String.format(Locale.ROOT, "has more than %,d bytes", lineBytes),
                        "send less in one item")));
        return run.failure() == null;
    }

    private Taken line(BatchRun run, Lines lines, Origin origin) throws IOException {
        int start = lines.start();
        try {
            Bodies.requireUtf8(lines.buffer(), start, lines.end());
            try (JsonParser parser = Intake.JSON.createParser(lines.buffer(), start, lines.end() - start)) {
                Taken taken = run.upserts() ? intake.upsert(parser, origin) : intake.create(parser, origin);
                if (Intake.hasMore(parser)) {
                    return refused("is followed by more on the same line", "put each item on a line of its own");
                }
                return taken;
            }
        } catch (JsonProcessingException malformed) {
            return refused(ProblemWriter.malformedLine(malformed), "write one JSON object to a line");
        } catch (CharacterCodingException notUtf8) {
            return refused("is not UTF-8", "encode it as UTF-8");
        }
    }

    private static Taken refused(String problem, String remedy) {
        return new Taken.Refused(List.of(new FieldError("", problem, remedy)));
    }

    /** Reads an array, in which the numbers of items stand for lines. */
    private void array(BatchRun run, InputStream in, Caller caller, Optional<String> key) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (JsonParser parser = Intake.JSON.createParser(new InputStreamReader(in, decoder))) {
            parser.nextToken();
            int number = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                number++;
                checkCount(number, number);
                long from = parser.currentTokenLocation().getCharOffset();
                Origin origin = origin(caller, key, number);
                Taken taken = newNames.of(
                        caller, run.upserts() ? intake.upsert(parser, origin) : intake.create(parser, origin));
                int size = (int) (parser.currentLocation().getCharOffset() - from);
                if (!run.take(number, taken, size)) {
                    return;
                }
            }
            if (Intake.hasMore(parser)) {
                throw Problem.MALFORMED_JSON.because("The array is followed by more.");
            }
        }
    }

    private void checkCount(int items, int line) {
        if (items > batchLines) {
            throw Problem.TOO_LARGE.because(String.format(
                    Locale.ROOT,
                    "A batch takes %,d items; those from line %,d on were not read. Send them as another batch.",
                    batchLines,
                    line));
        }
    }

    /**
     * Returns the origin of a line. A key of the whole batch names each of its lines, so that sending the batch again
     * is safe.
     */
    private static Origin origin(Caller caller, Optional<String> key, int line) {
        return new Origin(caller.project(), Optional.of(caller.keyName()), key.map(k -> k + " line " + line));
    }
}
