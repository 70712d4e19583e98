package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.MeaningVector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnalystLoopTest {

    private final ChangeFeed changes = new ChangeFeed();
    private final List<FeedbackCommand> written = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger crashes = new AtomicInteger();
    private final CommandLog log = command -> {
        written.add(command);
        return CompletableFuture.completedFuture(new Place(0, written.size()));
    };

    /** Crashes at one message, each time. */
    private final TextEncoder encoder = new TextEncoder() {
        @Override
        public EncodedText encode(String text) {
            if (text.equals("poison")) {
                crashes.incrementAndGet();
                throw new EncoderDownException("crashed", true);
            }
            return Texts.encoded(text, "en", false);
        }

        @Override
        public boolean ready() {
            return true;
        }
    };

    private final AtomicBoolean turn = new AtomicBoolean(true);
    private @Nullable AnalystLoop loop;
    private @Nullable Thread thread;

    @AfterEach
    void stop() throws InterruptedException {
        if (loop != null && thread != null) {
            loop.stop();
            thread.join(ChangeFeed.PATIENCE.toMillis());
        }
    }

    private void start(ReadingTask task) {
        loop = new AnalystLoop(
                task,
                turn::get,
                changes::assigned,
                changes.reader(),
                Optional.of(encoder),
                Optional.empty(),
                new SecondOpinion(project -> Texts.saying(0.7, 0.2, 0.1), Texts.SILENT_RULES),
                log,
                new AnalystMeters(meters),
                Clock.fixed(Texts.NOON, ZoneOffset.UTC));
        thread = new Thread(loop, "analyst-under-test");
        thread.start();
    }

    @Test
    void shouldLeaveAMessageUnread_andGoOn_whenTheEncoderCrashesAtItEachTime() {
        changes.add(Texts.created(Texts.item("fb_0", "works", Sentiment.NEUTRAL)));
        changes.add(Texts.created(Texts.item("fb_1", "poison", Sentiment.POSITIVE)));
        changes.add(Texts.created(Texts.item("fb_2", "works too", Sentiment.NEUTRAL)));

        start(ReadingTask.JUDGE);
        changes.awaitCommitted(3);

        assertThat(crashes).hasValue(3);
        assertThat(written).extracting(FeedbackCommand::getId).containsExactly("fb_0", "fb_1", "fb_2");
        Judge unread = (Judge) written.get(1).getBody();
        assertThat(unread.getUnsure()).isTrue();
        assertThat(unread.getSentiment()).isEqualTo(Sentiment.POSITIVE);
        assertThat(meters.counter("loop.analyst.unread").count()).isEqualTo(1);
    }

    @Test
    void shouldJudgeOnlyNewWords_thatNobodyButTheRulesJudged() {
        Feedback item = Texts.item("fb_0", "works", Sentiment.NEUTRAL);
        Feedback said =
                Feedback.newBuilder(item).setId("fb_1").setJudgedBy(null).build();
        Feedback tagged =
                Feedback.newBuilder(item).setTag("exports").setRevision(2).build();
        Feedback rewritten = Feedback.newBuilder(item)
                .setMessage("works no more")
                .setRevision(3)
                .build();
        changes.add(Texts.created(item));
        changes.add(Texts.created(said));
        changes.add(
                FeedbackChange.newBuilder(Texts.created(tagged)).setBefore(item).build());
        changes.add(FeedbackChange.newBuilder(Texts.created(rewritten))
                .setBefore(tagged)
                .build());
        changes.add(
                FeedbackChange.newBuilder(Texts.created(item)).setAfter(null).build());

        start(ReadingTask.JUDGE);
        changes.awaitCommitted(5);

        assertThat(written)
                .extracting(
                        command -> ((Judge) command.getBody()).getIfRevision().getRevision())
                .containsExactly(1L, 3L);
    }

    @Test
    void shouldReadTheRestForItsMeaning_onceItIsItsTurn() {
        Feedback item = Texts.item("fb_0", "works", Sentiment.NEUTRAL);
        Feedback said =
                Feedback.newBuilder(item).setId("fb_1").setJudgedBy(null).build();
        Feedback judgedWithout = Feedback.newBuilder(item)
                .setId("fb_2")
                .setJudgedBy(JudgedBy.MODEL)
                .setRevision(2)
                .build();
        Feedback judged = Feedback.newBuilder(judgedWithout)
                .setId("fb_3")
                .setVector(ByteBuffer.allocate(MeaningVector.WIDTH))
                .build();
        changes.add(Texts.created(item));
        changes.add(Texts.created(said));
        changes.add(FeedbackChange.newBuilder(Texts.created(judgedWithout))
                .setBefore(Feedback.newBuilder(item).setId("fb_2").build())
                .build());
        changes.add(
                FeedbackChange.newBuilder(Texts.created(judged)).setBefore(item).build());
        turn.set(false);

        start(ReadingTask.UNDERSTAND);
        await().during(Duration.ofMillis(300)).atMost(ChangeFeed.PATIENCE).until(written::isEmpty);
        turn.set(true);
        changes.awaitCommitted(4);

        assertThat(written).extracting(FeedbackCommand::getId).containsExactly("fb_1", "fb_2");
        assertThat(written)
                .extracting(command -> ((Judge) command.getBody()).getSentiment())
                .as("nothing is said of the sentiment")
                .containsOnly(Sentiment.NEUTRAL);
        assertThat(written)
                .allSatisfy(command ->
                        assertThat(((Judge) command.getBody()).getVector()).isPresent());
    }
}
