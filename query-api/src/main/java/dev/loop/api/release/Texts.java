package dev.loop.api.release;

import dev.loop.api.http.Problem;
import dev.loop.api.question.Questions;
import dev.loop.api.question.Questions.FeedbackCursor;
import dev.loop.api.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.topology.question.FeedbackFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What the items of two windows say: words that surge, and the messages themselves. Reads items, which cells need not. */
final class Texts {

    private static final int PAGE = 1_000;
    private static final int SAID = 20;

    /** Each may take tens of megabytes. */
    private static final int AT_ONCE = 2;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final int mostItems;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param mostItems that are read in a window, the newest of it */
    Texts(int mostItems) {
        this.mostItems = mostItems;
    }

    /**
     * Words of two windows.
     *
     * @param wholeBefore whether all items of the window were read, and not only the newest
     */
    record Terms(List<SurgingTerm> surging, boolean wholeBefore, boolean wholeAfter) {}

    Terms terms(Questions questions, FeedbackFilter filter, Windows windows) {
        enter();
        try {
            var before = new WordUsers();
            var after = new WordUsers();
            boolean wholeBefore = read(questions, filter.between(windows.from(), windows.at()), mostItems, before::add);
            boolean wholeAfter = read(questions, filter.between(windows.at(), windows.to()), mostItems, after::add);
            return new Terms(SurgingTerm.of(before, after), wholeBefore, wholeAfter);
        } finally {
            places.release();
        }
    }

    /** After the release: the negative ones first, of each the newest first. */
    List<Feedback> said(Questions questions, FeedbackFilter filter, Windows windows) {
        var said = new ArrayList<Feedback>();
        FeedbackFilter after = filter.between(windows.at(), windows.to());
        read(questions, after.withSentiments(Set.of(Sentiment.NEGATIVE)), SAID, said::add);
        if (said.size() < SAID) {
            read(
                    questions,
                    after.withSentiments(Set.of(Sentiment.NEUTRAL, Sentiment.POSITIVE)),
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
                        .because("So many reports are being made that this one would have to wait.")
                        .retryAfter(LONGEST_WAIT);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Questions.NotReadyException("The server is stopping.", LONGEST_WAIT);
        }
    }

    /** Newest first. False where there are more than {@code most}. */
    private static boolean read(Questions questions, FeedbackFilter filter, int most, Consumer<Feedback> to) {
        Optional<FeedbackCursor> after = Optional.empty();
        int left = most;
        while (true) {
            FeedbackPage page = questions.list(filter, after, Math.min(PAGE, left + 1));
            for (Feedback item : page.items()) {
                if (left == 0) {
                    return false;
                }
                to.accept(item);
                left--;
            }
            if (page.next().isEmpty()) {
                return true;
            }
            after = page.next();
        }
    }
}
