package dev.loop.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.question.Questions.Limits;
import dev.loop.question.Questions.TooLongException;
import dev.loop.question.Questions.TooManyAtOnceException;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.topology.question.Tally;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests the limits of one question, and of many at once. */
class LimitsTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void shouldEndTheQuestion_whenMoreItemsAreReadThanOneMay() {
        var allowance = new Allowance(new Limits(100, 1, LONG));
        allowance.read(60);
        allowance.read(40);
        assertThatThrownBy(() -> allowance.read(1))
                .isInstanceOf(TooMuchException.class)
                .hasMessageContaining("more than 100")
                .hasMessageContaining("from and to");
    }

    @Test
    void shouldEndTheQuestion_whenItsTimeIsOver() {
        var allowance = new Allowance(new Limits(100, 1, Duration.ofNanos(-1)));
        assertThatThrownBy(allowance::check)
                .isInstanceOf(TooLongException.class)
                .hasMessageContaining("from and to");
        new Allowance(new Limits(100, 1, LONG)).check();
    }

    @Test
    void shouldEndTheQuestion_whenThereAreMoreGroupsThanOneAnswerHolds() {
        var tallies = new SpanTallies(2, 3);
        tallies.add(0, List.of("a"), new Tally());
        tallies.add(0, List.of("b"), new Tally());
        tallies.add(1, List.of("a"), new Tally());
        tallies.add(1, List.of("a"), new Tally());
        assertThatThrownBy(() -> tallies.add(1, List.of("b"), new Tally()))
                .isInstanceOf(TooMuchException.class)
                .hasMessageContaining("group by fewer");
    }

    @Test
    void shouldTurnAwayAndGiveBack_whenGroupsOfAllQuestionsDoNotFitTogether() {
        var memory = new GroupMemory(5_000);
        try (var first = new Allowance(Limits.USUAL, memory);
                var second = new Allowance(Limits.USUAL, memory)) {
            fill(new SpanTallies(1, 10_000, first), 4_999);
            assertThat(memory.held()).isEqualTo(4_000);
            // A small one takes nothing.
            fill(new SpanTallies(1, 10_000, second), 999);
            assertThatThrownBy(() -> fill(new SpanTallies(1, 10_000, second), 3_000))
                    .isInstanceOf(TooManyAtOnceException.class)
                    .hasMessageContaining("group by less");
            assertThat(memory.held()).isEqualTo(5_000);
        }
        assertThat(memory.held()).isZero();

        var over = new Allowance(Limits.USUAL, memory);
        over.close();
        assertThatThrownBy(() -> fill(new SpanTallies(1, 10_000, over), 3_000))
                .as("a partition that counts on for a question that is over")
                .isInstanceOf(TooLongException.class);
        assertThat(memory.held()).isZero();
    }

    private static void fill(SpanTallies tallies, int groups) {
        for (int group = 0; group < groups; group++) {
            tallies.add(0, List.of("tag " + group), tally(1));
        }
    }

    @Test
    void shouldAddUpWhatPartitionsCounted_whenTheyAreMerged() {
        var one = new SpanTallies(2, 10);
        var two = new SpanTallies(2, 10);
        one.add(0, List.of("a"), tally(1));
        two.add(0, List.of("a"), tally(2));
        two.add(1, List.of("b"), tally(4));
        two.add(1, List.of("gone"), tally(0));
        one.take(two);

        List<Questions.Span> spans = one.spans();
        assertThat(spans.get(0).rows()).containsExactly(new Questions.Row(List.of("a"), tally(3)));
        assertThat(spans.get(1).rows()).containsExactly(new Questions.Row(List.of("b"), tally(4)));
        assertThat(spans.get(1).total()).isEqualTo(tally(4));
    }

    private static Tally tally(long items) {
        var tally = new Tally();
        tally.add(0, items, 0);
        return tally;
    }

    @Test
    void shouldTurnAway_whenAsManyAreAskedAsThereArePlaces() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(2);
        var end = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        try (var questions = new ItemQuestions(1, "busy")) {
            Future<List<Integer>> first = callers.submit(() -> questions.each(List.of(1), partition -> {
                begun.countDown();
                await(end);
                return partition;
            }));
            begun.await();
            assertThatThrownBy(() -> questions.each(List.of(1), partition -> partition))
                    .isInstanceOf(TooManyAtOnceException.class);
            end.countDown();
            assertThat(first.get()).containsExactly(1);
            assertThat(questions.each(List.of(1, 2), partition -> partition)).containsExactly(1, 2);
        } finally {
            callers.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
