package dev.loop.api.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loop.question.Questions.TooManyAtOnceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharedAnswersTest {

    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    private int slow() {
        begun.countDown();
        awaitLatch(end);
        return made.incrementAndGet();
    }

    @Test
    void shouldMakeOneForAllThatWait_andNoneOfThemBeforeTheyAsked() throws Exception {
        var answers = new SharedAnswers<String, Integer>(1, Duration.ofSeconds(20));
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            Future<Integer> first = callers.submit(() -> answers.get("a", this::slow));
            begun.await();
            List<Future<Integer>> later = new ArrayList<>();
            var asking = new AtomicInteger();
            for (int i = 0; i < 20; i++) {
                later.add(callers.submit(() -> {
                    asking.incrementAndGet();
                    return answers.get("a", made::incrementAndGet);
                }));
            }
            await().until(() -> asking.get() == 20 && waiting() == 20);
            end.countDown();

            assertThat(first.get()).isEqualTo(1);
            for (Future<Integer> one : later) {
                assertThat(one.get()).isEqualTo(2);
            }
            assertThat(answers.get("a", made::incrementAndGet)).isEqualTo(3);
        } finally {
            end.countDown();
            callers.shutdownNow();
        }
    }

    /** The threads of callers that wait for an answer or for a place. */
    private static long waiting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(SharedAnswers.class.getName())))
                .filter(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
                .count();
    }

    @Test
    void shouldTurnAway_whenNoPlaceBecomesFree() throws Exception {
        var answers = new SharedAnswers<String, Integer>(1, Duration.ofMillis(50));
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            Future<Integer> first = callers.submit(() -> answers.get("a", this::slow));
            begun.await();
            assertThatThrownBy(() -> answers.get("b", made::incrementAndGet))
                    .isInstanceOf(TooManyAtOnceException.class);
            end.countDown();
            assertThat(first.get()).isEqualTo(1);
            assertThat(answers.get("b", made::incrementAndGet)).isEqualTo(2);
        } finally {
            end.countDown();
            callers.shutdownNow();
        }
    }

    @Test
    void shouldTellTheFailureToAllThatShareIt_andBeginAnew() {
        var answers = new SharedAnswers<String, Integer>(1, Duration.ofSeconds(20));
        assertThatThrownBy(() -> answers.get("a", () -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(answers.get("a", () -> 5)).isEqualTo(5);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
