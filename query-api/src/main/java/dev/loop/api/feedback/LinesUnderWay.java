package dev.loop.api.feedback;

import dev.loop.api.http.Freshness;
import dev.loop.connectors.log.LogUnavailableException;
import dev.loop.connectors.log.OutcomeUnknownException;
import dev.loop.connectors.log.Place;
import dev.loop.question.Questions;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.text.FieldError;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a batch that are on their way to the log, some thousand at a time. The outcome of each goes to the
 * results, in the order of the lines. Not for several threads.
 */
final class LinesUnderWay {

    private static final int MOST_LINES = 5_000;

    /** Well below the log's own buffer, so that several batches at once wait here and not there. */
    private static final long MOST_BYTES = 4 << 20;

    private static final Duration LONGEST_APPEND = Duration.ofSeconds(20);

    private static final Duration LONGEST_JUDGEMENT = Duration.ofSeconds(1);

    /**
     * @param id null if the line has none
     * @param place place in the log; null if nothing is sent
     * @param status its result once it has arrived
     * @param errors errors, if it is refused
     */
    record Line(
            int number,
            @Nullable String id,
            @Nullable CompletableFuture<Place> place,
            String status,
            List<String> fields,
            List<FieldError> errors,
            int bytes) {}

    private final Questions questions;
    private final BatchResults results;
    private final Queue<Line> underWay = new ArrayDeque<>();
    private final TreeMap<Integer, Long> offsets = new TreeMap<>();
    private long bytes;
    private @Nullable RuntimeException failure;

    LinesUnderWay(Questions questions, BatchResults results) {
        this.questions = questions;
        this.results = results;
    }

    /** Takes the next line, and waits while too many are under way. */
    void add(Line next) throws IOException {
        underWay.add(next);
        bytes += next.bytes();
        while (underWay.size() > MOST_LINES || bytes > MOST_BYTES) {
            settle();
        }
        // Settled lines are reported at once, so that a failing log is noticed before the window is full.
        for (Line head = underWay.peek(); head != null && settled(head); head = underWay.peek()) {
            settle();
        }
    }

    /** Waits for all lines under way. */
    void finish() throws IOException {
        while (!underWay.isEmpty()) {
            settle();
        }
    }

    /** Returns the places that lines have arrived at. */
    Position position() {
        return new Position(offsets);
    }

    /** Returns why the log failed; null if it did not. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    private static boolean settled(Line head) {
        return head.place() == null || head.place().isDone();
    }

    private void settle() throws IOException {
        Line head = underWay.remove();
        bytes -= head.bytes();
        if (!head.errors().isEmpty()) {
            results.refused(head.number(), head.id(), head.errors());
        } else if (head.place() == null) {
            taken(head);
        } else {
            arrived(head, head.place());
        }
    }

    private void arrived(Line head, CompletableFuture<Place> promise) throws IOException {
        try {
            Place place = promise.get(LONGEST_APPEND.toMillis(), TimeUnit.MILLISECONDS);
            offsets.merge(place.partition(), place.offset(), Math::max);
            taken(head.status().equals(KnownStates.Verdict.FOLLOWS.status()) ? judged(head, place) : head);
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
    private Line judged(Line head, Place place) {
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
        return new Line(
                head.number(), head.id(), head.place(), unchanged ? "known" : "changed", List.of(), List.of(), 0);
    }

    private void taken(Line head) throws IOException {
        results.taken(head.number(), Objects.requireNonNull(head.id()), head.status(), head.fields());
    }

    private void fail(Line head, RuntimeException cause) throws IOException {
        // An unknown outcome outranks a certain failure: the caller most needs to know whether anything may have been
        // written.
        if (failure == null || failure instanceof LogUnavailableException) {
            failure = cause;
        }
        results.failed(head.number(), head.id(), cause);
    }
}
