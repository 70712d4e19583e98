package dev.loop.connectors.analyst;

import dev.loop.connectors.log.Acknowledged;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.wire.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of the analyst. Each round is settled before partitions can go to another analyst. It commits an offset only once the judgements up to there are in the log: after a crash the
 * same judgements are written again, and the ledger takes the first one.
 */
final class AnalystLoop implements Runnable {

    /** The reason why messages are read. */
    enum Task {
        /** Nobody has said their sentiment, and the rules have judged it. */
        JUDGE {
            @Override
            boolean isFor(Optional<Feedback> before, Feedback after) {
                return by(after) == JudgedBy.RULES && isNew(before, after);
            }
        },
        /** Their meaning is unknown, since their sentiment was said, or an analyst without vectors judged it. */
        UNDERSTAND {
            @Override
            boolean isFor(Optional<Feedback> before, Feedback after) {
                return after.getVector().isEmpty()
                        && (by(after) == null
                                ? isNew(before, after)
                                : by(after) == JudgedBy.MODEL
                                        && before.filter(item -> by(item) == JudgedBy.RULES)
                                                .isPresent());
            }
        };

        abstract boolean isFor(Optional<Feedback> before, Feedback after);

        private static @Nullable JudgedBy by(Feedback item) {
            return item.getJudgedBy().orElse(null);
        }

        private static boolean isNew(Optional<Feedback> before, Feedback after) {
            return before.map(item -> !item.getMessage().equals(after.getMessage()))
                    .orElse(true);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(AnalystLoop.class);

    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** The time after which what was judged is committed, and the group hears of this member. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(5);

    private static final Duration REST = Duration.ofSeconds(1);

    /** A message at which the encoder crashed this often is left unread. */
    private static final int MOST_CRASHES = 3;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Deserializer<FeedbackChange> reader;
    private final TextEncoder encoder;
    private final SecondOpinion opinion;
    private final CommandLog commands;
    private final AnalystMeters meters;
    private final Clock clock;
    private final Task task;
    private final BooleanSupplier turn;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private final List<CompletableFuture<Place>> underWay = new ArrayList<>();
    /** The message that the encoder crashed at, and how often. */
    private String crashedAt = "";

    private int crashes;
    private volatile boolean healthy;
    private volatile boolean caughtUp;

    /** @param turn asked before each message; while it says no, nothing is read */
    AnalystLoop(
            Task task,
            BooleanSupplier turn,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Deserializer<FeedbackChange> reader,
            TextEncoder encoder,
            SecondOpinion opinion,
            CommandLog commands,
            AnalystMeters meters,
            Clock clock) {
        this.task = task;
        this.turn = turn;
        this.consumers = consumers;
        this.reader = reader;
        this.encoder = encoder;
        this.opinion = opinion;
        this.commands = commands;
        this.meters = meters;
        this.clock = clock;
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
                settle(consumer);
            } catch (InterruptException | WakeupException asked) {
                return;
            } catch (RuntimeException failed) {
                healthy = false;
                caughtUp = false;
                done.clear();
                underWay.clear();
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
        if (encoder.ready() && turn.getAsBoolean()) {
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
                done.put(partition, new OffsetAndMetadata(record.offset() + 1));
            }
        }
        settle(consumer);
        long behind = consumer.assignment().stream()
                .map(consumer::currentLag)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .sum();
        caughtUp = behind == 0;
        meters.behind(task, behind);
    }

    /** Returns false where the encoder does not answer. */
    private boolean taken(ConsumerRecord<byte[], byte[]> record) {
        Optional<Feedback> due = due(record);
        if (due.isEmpty()) {
            return true;
        }
        Feedback item = due.get();
        try {
            FeedbackCommand command = read(item);
            underWay.add(commands.append(command));
            if (task == Task.JUDGE) {
                meters.judged(item, command);
            }
            return true;
        } catch (EncoderDownException down) {
            if (down.whileReading()) {
                crashes = crashedAt.equals(item.getId()) ? crashes + 1 : 1;
                crashedAt = item.getId();
            }
            return false;
        }
    }

    private FeedbackCommand read(Feedback item) {
        if (crashes >= MOST_CRASHES && crashedAt.equals(item.getId())) {
            LOG.warn("The encoder crashed {} times at item {}; the rules' label stays, unsure", crashes, item.getId());
            meters.unread();
            return opinion.unread(item, clock.instant());
        }
        long from = System.nanoTime();
        EncodedText text = encoder.encode(Meanings.words(item.getMessage()));
        Optional<ByteBuffer> vector = Meanings.vector(text);
        meters.reading().record(System.nanoTime() - from, TimeUnit.NANOSECONDS);
        return task == Task.JUDGE
                ? opinion.of(item, text, vector, clock.instant())
                : opinion.unasked(item, text, vector, clock.instant());
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

    /** Waits for the judgements to be in the log, and then commits the offsets of what they are about. */
    private void settle(Consumer<byte[], byte[]> consumer) {
        underWay.forEach(Acknowledged::get);
        underWay.clear();
        if (!done.isEmpty()) {
            consumer.commitSync(Map.copyOf(done));
            done.clear();
        }
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
