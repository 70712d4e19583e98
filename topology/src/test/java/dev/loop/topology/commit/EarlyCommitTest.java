package dev.loop.topology.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class EarlyCommitTest {

    private static final long BEGIN = 1_000;

    private final EarlyCommits commits = new EarlyCommits();
    private final MockProcessorContext<Void, Void> context = contextAt(BEGIN);
    private final EarlyCommit commit = commits.of(context);

    @Test
    void shouldWaitForOthers_whenSomethingIsWrittenFirst() {
        commit.ask();
        at(BEGIN + 9);
        commit.ask();
        assertThat(context.committed()).isFalse();

        at(BEGIN + 10);
        commit.ask();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldWaitAfterACommit_howeverLongThatTook() {
        commit.ask();
        at(BEGIN + 10);
        commit.ask();
        context.resetCommit();

        at(BEGIN + 500);
        commit.ask();
        assertThat(context.committed()).isFalse();
    }

    @Test
    void shouldWaitLonger_whenVeryMuchIsWritten() {
        for (int i = 0; i < 100; i++) {
            commit.ask();
        }
        at(BEGIN + 99);
        commit.ask();
        assertThat(context.committed()).isFalse();

        at(BEGIN + 100);
        commit.ask();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldWaitTwiceAsLongAsCommitsTake_whenTheyTakeLong() {
        for (int i = 0; i < 100; i++) {
            commits.took(Duration.ofMillis(30));
        }
        commit.ask();
        at(BEGIN + 58);
        commit.ask();
        assertThat(context.committed()).isFalse();

        at(BEGIN + 60);
        commit.ask();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldNotWaitForEver_whenCommitsHang() {
        for (int i = 0; i < 100; i++) {
            commits.took(Duration.ofSeconds(30));
        }
        commit.ask();
        at(BEGIN + 249);
        commit.ask();
        assertThat(context.committed()).isFalse();

        at(BEGIN + 250);
        commit.ask();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldHardlyWaitLonger_whenOneCommitMetAPause() {
        for (int i = 0; i < 100; i++) {
            commits.took(Duration.ofMillis(10));
        }
        commits.took(Duration.ofMillis(400));
        commit.ask();
        at(BEGIN + 31);
        commit.ask();

        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldCommit_whenNothingElseIsWritten() {
        commit.ask();

        at(BEGIN + 10);
        remind();

        assertThat(context.committed()).isTrue();
        assertThat(context.scheduledPunctuators().get(0).cancelled()).isTrue();
    }

    @Test
    void shouldBeRemindedAgain_whenSomethingIsWrittenLater() {
        commit.ask();
        at(BEGIN + 10);
        remind();
        context.resetCommit();

        at(BEGIN + 100);
        commit.ask();
        at(BEGIN + 110);
        remind();

        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldNotAsk_whenAnotherTaskOfTheThreadHas() {
        MockProcessorContext<Void, Void> other = contextAt(BEGIN + 10);
        commit.ask();
        commits.of(other).ask();
        assertThat(other.committed()).isTrue();

        at(BEGIN + 11);
        commit.ask();
        assertThat(context.committed()).isFalse();
    }

    @Test
    void shouldNotCountWhatAnotherThreadWrote() throws Exception {
        onAnotherThread(() -> {
            commits.of(contextAt(BEGIN)).ask();
            return true;
        });

        at(BEGIN + 10);
        commit.ask();

        assertThat(context.committed()).isFalse();
    }

    private static MockProcessorContext<Void, Void> contextAt(long millis) {
        MockProcessorContext<Void, Void> made = new MockProcessorContext<>();
        made.setCurrentSystemTimeMs(millis);
        return made;
    }

    private void at(long millis) {
        context.setCurrentSystemTimeMs(millis);
    }

    /** Reminds the timer as the stream thread does with every timer that runs. */
    private void remind() {
        context.scheduledPunctuators().stream()
                .filter(timer -> !timer.cancelled())
                .forEach(timer -> timer.getPunctuator().punctuate(context.currentSystemTimeMs()));
    }

    private static void onAnotherThread(Callable<Boolean> work) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.start();
        task.get();
    }
}
