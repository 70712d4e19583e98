package dev.loop.connectors.analyst;

import dev.loop.connectors.llm.LlmAnswer;
import dev.loop.connectors.llm.LlmAnswer.Silence;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of the analyst. Each round is settled before partitions can go to another analyst. It commits an offset only once the judgements up to there are in the log: after a crash the
 * same judgements are written again, and the ledger takes the first one.
 */
final class AnalystLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(AnalystLoop.class);

    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** The time after which what was judged is committed, and the group hears of this member. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(5);

    private static final Duration REST = Duration.ofSeconds(1);

    /** A message at which the encoder crashed this often is left unread. */
    private static final int MOST_CRASHES = 3;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Deserializer<FeedbackChange> reader;
    private final Optional<TextEncoder> encoder;
    private final Optional<LlmJudge> llm;
    private final SecondOpinion opinion;
    private final CommandLog commands;
    private final AnalystMeters meters;
    private final Clock clock;
    private final ReadingTask task;
    private final BooleanSupplier turn;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Settling settling = new Settling();
    /** The message that the encoder crashed at, and how often. */
    private String crashedAt = "";

    private int crashes;
    private volatile boolean healthy;
    private volatile boolean caughtUp;

    /**
     * @param turn asked before each message; while it says no, nothing is read
     * @param encoder empty if a language model judges alone
     * @param llm present if one judges before the encoder does
     */
    AnalystLoop(
            ReadingTask task,
            BooleanSupplier turn,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Deserializer<FeedbackChange> reader,
            Optional<TextEncoder> encoder,
            Optional<LlmJudge> llm,
            SecondOpinion opinion,
            CommandLog commands,
            AnalystMeters meters,
            Clock clock) {
        this.task = task;
        this.turn = turn;
        this.consumers = consumers;
        this.reader = reader;
        this.encoder = encoder;
        this.llm = llm;
        this.opinion = opinion;
        this.commands = commands;
        this.meters = meters;
        this.clock = clock;
    }

    /** Returns the name of what it does. */
    String name() {
        return task == ReadingTask.JUDGE ? "judging" : "understanding";
    }

    void stop() {
        stopped.countDown();
    }

    /** Returns whether all changes that are there were looked at. */
    boolean caughtUp() {
        return caughtUp;
    }

    /** Returns whether changes are read; also while the encoder is started anew. */
    boolean healthy() {
        return healthy;
    }

    @Override
    public void run() {
        while (running()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                consumer.subscribe(List.of(Topics.FEEDBACK_EVENTS.name()));
                while (running()) {
                    round(consumer);
                    healthy = true;
                }
                settling.settle(consumer, judging());
            } catch (InterruptException | WakeupException asked) {
                return;
            } catch (RuntimeException failed) {
                healthy = false;
                caughtUp = false;
                settling.forget();
                LOG.warn("The analyst begins anew at what is committed, in {} ms", REST.toMillis(), failed);
                rest();
            }
        }
        healthy = false;
    }

    private boolean running() {
        return stopped.getCount() > 0;
    }

    private void round(Consumer<byte[], byte[]> consumer) {
        if (judging() && turn.getAsBoolean()) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
        long end = System.nanoTime() + LONGEST_ROUND.toNanos();
        boolean going = true;
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                going = going && running() && turn.getAsBoolean() && System.nanoTime() - end < 0 && taken(record);
                if (!going) {
                    // Read again in the next round.
                    consumer.seek(partition, record.offset());
                    break;
                }
                settling.passed(record);
            }
        }
        settling.settle(consumer, judging());
        long behind = consumer.assignment().stream()
                .map(consumer::currentLag)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .sum();
        caughtUp = behind == 0;
        meters.behind(task, behind);
    }

    /** Returns whether a message would be judged now. */
    private boolean judging() {
        return encoder.map(TextEncoder::ready)
                .orElseGet(() -> llm.filter(LlmJudge::ready).isPresent());
    }

    /** Returns false where the encoder does not answer. */
    private boolean taken(ConsumerRecord<byte[], byte[]> record) {
        Optional<Feedback> due = due(record);
        if (due.isEmpty()) {
            return true;
        }
        Feedback item = due.get();
        try {
            settling.begun(record, read(item));
            return true;
        } catch (EncoderDownException down) {
            if (down.whileReading()) {
                crashes = crashedAt.equals(item.getId()) ? crashes + 1 : 1;
                crashedAt = item.getId();
            }
            return false;
        }
    }

    /** Reads a message, and returns what completes once its judgement is in the log; with false, it is to be read again. */
    private CompletableFuture<Boolean> read(Feedback item) {
        Optional<EncodedText> text = encoder.isPresent() ? encoded(item, encoder.get()) : Optional.empty();
        if (task == ReadingTask.UNDERSTAND || llm.isEmpty()) {
            return byEncoder(item, text);
        }
        return llm.get().ask(item).thenCompose(answer -> {
            if (answer instanceof LlmAnswer.Said said) {
                Optional<ByteBuffer> vector = text.flatMap(Meanings::vector);
                return written(item, SecondOpinion.of(item, said, llm.get().version(), vector, clock.instant()));
            }
            boolean again = answer == Silence.STOPPING || answer == Silence.DOWN && encoder.isEmpty();
            return again ? CompletableFuture.completedFuture(false) : byEncoder(item, text);
        });
    }

    /** Returns the message as the encoder reads it; empty if it crashes at it each time. */
    private Optional<EncodedText> encoded(Feedback item, TextEncoder reader) {
        if (crashes >= MOST_CRASHES && crashedAt.equals(item.getId())) {
            LOG.warn("The encoder crashed {} times at item {}, and leaves it unread", crashes, item.getId());
            meters.unread();
            return Optional.empty();
        }
        long from = System.nanoTime();
        EncodedText text = reader.encode(Meanings.words(item.getMessage()));
        meters.reading().record(System.nanoTime() - from, TimeUnit.NANOSECONDS);
        return Optional.of(text);
    }

    private CompletableFuture<Boolean> byEncoder(Feedback item, Optional<EncodedText> read) {
        if (encoder.isEmpty()) {
            // The rules' label stays.
            return CompletableFuture.completedFuture(true);
        }
        if (read.isEmpty()) {
            return written(item, opinion.unread(item, clock.instant()));
        }
        EncodedText text = read.get();
        Optional<ByteBuffer> vector = Meanings.vector(text);
        return written(
                item,
                task == ReadingTask.JUDGE
                        ? opinion.of(item, text, vector, clock.instant())
                        : opinion.unasked(item, text, vector, clock.instant()));
    }

    private CompletableFuture<Boolean> written(Feedback item, FeedbackCommand command) {
        CompletableFuture<Place> place = commands.append(command);
        if (task == ReadingTask.JUDGE) {
            meters.judged(item, command);
        }
        return place.thenApply(there -> true);
    }

    /** Returns the item, if there is anything to do for it. */
    private Optional<Feedback> due(ConsumerRecord<byte[], byte[]> record) {
        FeedbackChange change;
        try {
            change = reader.deserialize(record.topic(), record.value());
        } catch (UnreadableRecordException forGood) {
            LOG.warn("{} at offset {} is passed over: {}", record.topic(), record.offset(), forGood.getMessage());
            return Optional.empty();
        }
        if (change == null) {
            return Optional.empty();
        }
        return change.getAfter().filter(after -> task.isFor(change.getBefore(), after));
    }

    private void rest() {
        try {
            if (stopped.await(REST.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while at rest");
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
