package dev.loop.api.release;

import dev.loop.analysis.word.Sample;
import dev.loop.analysis.word.SurgingTerm;
import dev.loop.analysis.word.WordUsers;
import dev.loop.api.http.Problem;
import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.topology.question.FeedbackFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads the texts of two windows: words that surge, and the messages themselves. This takes the items, whereas counts
 * take the cells alone.
 */
final class ReleaseTexts {

    private static final int PAGE = 1_000;
    private static final int SAID = 20;

    /** A sample may be this many times its average size, in case everything is said at the same time. */
    private static final int SPREAD = 2;

    /** The number of concurrent readings, each of which may take tens of megabytes. */
    private static final int AT_ONCE = 2;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int mostItems;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param mostItems items that are read from a window, on average */
    ReleaseTexts(int mostItems) {
        this.mostItems = mostItems;
    }

    /**
     * Words of two windows.
     *
     * @param sample sample of the windows that the words are taken from
     */
    record Terms(List<SurgingTerm> surging, Sample sample) {}

    /** @param counted counts of the two windows; words are taken from the items counted there */
    Terms terms(Questions questions, FeedbackFilter filter, Windows windows, Comparison counted) {
        enter();
        try {
            long itemsBefore = counted.before().total();
            long itemsAfter = counted.after().total();
            Sample sample = Sample.of(itemsBefore, itemsAfter, mostItems);
            var reading = new Reading(questions, filter, counted.asOf());
            // Splitting texts takes longer than reading them, so both windows side by side are twice as fast.
            CompletableFuture<WordUsers> before = CompletableFuture.supplyAsync(
                    () -> words(reading, sample.parts(windows.from(), windows.at(), itemsBefore)));
            WordUsers after = words(reading, sample.parts(windows.at(), windows.to(), itemsAfter));
            return new Terms(SurgingTerm.of(before.join(), after), sample);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        } finally {
            places.release();
        }
    }

    /** Reads words; the newest items become examples. */
    private WordUsers words(Reading reading, List<Sample.Part> parts) {
        var words = new WordUsers();
        int left = mostItems * SPREAD;
        for (int i = parts.size() - 1; i >= 0 && left > 0; i--) {
            Sample.Part part = parts.get(i);
            left -= reading.read(filter -> filter.between(part.from(), part.to()), left, words::add);
        }
        return words;
    }

    /** Returns items after the release, the negative ones first, each part newest first. */
    List<Feedback> said(Questions questions, FeedbackFilter filter, Windows windows, AsOf asOf) {
        var said = new ArrayList<Feedback>();
        var reading = new Reading(questions, filter.between(windows.at(), windows.to()), asOf);
        reading.read(after -> after.withSentiments(Set.of(Sentiment.NEGATIVE)), SAID, said::add);
        if (said.size() < SAID) {
            reading.read(
                    after -> after.withSentiments(Set.of(Sentiment.NEUTRAL, Sentiment.POSITIVE)),
                    SAID - said.size(),
                    said::add);
        }
        return said;
    }

    int mostItems() {
        return mostItems;
    }

    private void enter() {
        try {
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Problem.RATE_LIMITED
                        .because("Too many reports are being made at once.")
                        .retryAfter(LONGEST_WAIT);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Questions.NotReadyException("The server is stopping.", LONGEST_WAIT);
        }
    }

    /** Reads from the same partitions as an earlier answer. */
    private record Reading(Questions questions, FeedbackFilter filter, AsOf asOf) {

        /** Reads items, newest first. Returns how many were read. */
        int read(UnaryOperator<FeedbackFilter> narrowed, int most, Consumer<Feedback> to) {
            Optional<FeedbackCursor> after = Optional.empty();
            int read = 0;
            while (true) {
                FeedbackPage page = questions.list(narrowed.apply(filter), after, Math.min(PAGE, most - read));
                if (!page.asOf().missing().equals(asOf.missing())) {
                    throw new Questions.NotReadyException(
                            "Partitions came or went while the report was made.", RETRY_AFTER);
                }
                page.items().forEach(to);
                read += page.items().size();
                if (page.next().isEmpty() || read >= most) {
                    return read;
                }
                after = page.next();
            }
        }
    }
}
