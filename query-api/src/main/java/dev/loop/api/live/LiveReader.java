package dev.loop.api.live;

import dev.loop.history.EntryReader;
import dev.loop.history.EventCursor;
import dev.loop.history.EventCursor.Place;
import dev.loop.history.EventPartitions;
import dev.loop.schemas.client.GrouplessConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log of events for all live clients of this process, with one consumer, one reading thread and a few writing
 * ones. If more comes in than anybody could look at (an import), it skips changes and reports a gap.
 */
public final class LiveReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveReader.class);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(1);

    /** The limit of waiting records, a second or so of the fastest import. */
    private static final long FURTHEST_BEHIND = 20_000;

    private static final int WRITERS = 4;

    private final LiveFeed feed;
    private final Map<String, Object> settings;
    private final EventPartitions partitions;
    private final EntryReader entries;
    private final ExecutorService writers;
    private final Thread thread;
    private volatile boolean closed;
    private long beatAt = System.nanoTime();

    private LiveReader(LiveFeed feed, Map<String, ?> connection, int partitions, EntryReader entries) {
        this.feed = feed;
        this.entries = entries;
        this.partitions = EventPartitions.of(partitions);
        this.settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        this.writers =
                new ThreadPoolExecutor(WRITERS, WRITERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), r -> {
                    Thread writer = new Thread(r, "live-writer");
                    writer.setDaemon(true);
                    return writer;
                });
        ((ThreadPoolExecutor) writers).allowCoreThreadTimeOut(true);
        this.thread = new Thread(this::run, "live-reader");
        thread.setDaemon(true);
    }

    /**
     * @param connection how to reach Kafka
     * @param partitions of {@code feedback-events}
     */
    public static LiveReader start(LiveFeed feed, Map<String, ?> connection, int partitions, EntryReader entries) {
        LiveReader reader = new LiveReader(feed, connection, partitions, entries);
        reader.thread.start();
        return reader;
    }

    private void run() {
        while (!closed) {
            try {
                if (feed.awaitClients()) {
                    readWhileWanted();
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (KafkaException failed) {
                if (!closed) {
                    LOG.warn("Live changes cannot be read, trying again: {}", failed.toString());
                    sleep();
                }
            }
        }
    }

    private void sleep() {
        try {
            Thread.sleep(BEFORE_TRYING_AGAIN.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void readWhileWanted() {
        try (Consumer<byte[], byte[]> consumer =
                new GrouplessConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions.all());
            List<Place> places = goToEnd(consumer);
            while (!closed && feed.wanted()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(LOOK);
                if (behind(consumer) > FURTHEST_BEHIND) {
                    places = goToEnd(consumer);
                } else if (!records.isEmpty()) {
                    feed.publish(take(records, places), new EventCursor(places), writers);
                }
                beat();
            }
        }
    }

    private void beat() {
        if (System.nanoTime() - beatAt > HEARTBEAT.toNanos()) {
            beatAt = System.nanoTime();
            feed.beat(writers);
        }
    }

    private List<Place> goToEnd(Consumer<?, ?> consumer) {
        consumer.seekToEnd(partitions.all());
        List<Place> places = new ArrayList<>();
        partitions.all().forEach(partition -> places.add(new Place(consumer.position(partition), 0)));
        feed.begin(new EventCursor(places));
        return places;
    }

    private long behind(Consumer<?, ?> consumer) {
        long behind = 0;
        for (TopicPartition partition : partitions.all()) {
            behind += consumer.currentLag(partition).orElse(0);
        }
        return behind;
    }

    /** Returns the entries in the order of time over all partitions, and moves the places on. */
    private List<LiveEntry> take(ConsumerRecords<byte[], byte[]> records, List<Place> places) {
        List<ConsumerRecord<byte[], byte[]>> sorted = new ArrayList<>(records.count());
        records.forEach(sorted::add);
        // The sort is stable, so that each partition stays in its own order.
        sorted.sort((one, other) -> Long.compare(one.timestamp(), other.timestamp()));
        List<LiveEntry> taken = new ArrayList<>(sorted.size());
        for (ConsumerRecord<byte[], byte[]> record : sorted) {
            int index = partitions.index(record);
            entries.read(record).ifPresent(entry -> taken.add(new LiveEntry(entry, index, record.offset(), places)));
            places.set(index, new Place(record.offset() + 1, 0));
        }
        return taken;
    }

    /** Ends the streams. Call this before the server that the clients are connected to is closed. */
    @Override
    public void close() {
        closed = true;
        feed.close();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writers.shutdownNow();
    }
}
