package dev.loop.history;

import dev.loop.history.EventCursor.Place;
import dev.loop.history.EventLog.Filter;
import dev.loop.history.EventLog.Page;
import dev.loop.schemas.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.ObjIntConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** One reading of the log, from a cursor to a full page, to the end, or to the limit of work for one call. */
final class EventReading {

    /**
     * The limit of a reading's time. A filter may pass over everything; then the page is empty and its cursor further
     * on.
     */
    private static final Duration LONGEST_READ = Duration.ofSeconds(3);

    /**
     * The limit of a reading in bytes of the log: a page of items of the largest size would not fit into memory many
     * times over.
     */
    private static final long MOST_BYTES = 4 << 20;

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;
    private final EventPartitions partitions;
    private final EntryReader entries;
    private final Filter filter;
    private final int limit;

    private final List<Event> events = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private long bytes;

    EventReading(
            Consumer<String, byte[]> consumer,
            EventPartitions partitions,
            EntryReader entries,
            Filter filter,
            int limit) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.entries = entries;
        this.filter = filter;
        this.limit = limit;
    }

    /** @param ends ends of the log when the reading began */
    Page read(EventCursor after, Map<TopicPartition, Long> ends, Duration wait, BooleanSupplier stopping) {
        places.addAll(after.places());
        consumer.assign(partitions.all());
        forEachPartition(
                (partition, index) -> consumer.seek(partition, places.get(index).offset()));
        long began = System.nanoTime();
        while (true) {
            boolean atEnd = isAt(ends);
            long elapsed = System.nanoTime() - began;
            boolean waits = atEnd && events.isEmpty() && elapsed < wait.toNanos() && !stopping.getAsBoolean();
            boolean goesOn = !atEnd && elapsed < LONGEST_READ.toNanos();
            if (isFull() || !waits && !goesOn) {
                return new Page(events, new EventCursor(places), isFull() || !atEnd);
            }
            take(consumer.poll(waits ? min(LOOK, wait.minusNanos(elapsed)) : LOOK));
        }
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).offset()
                    < Objects.requireNonNull(ends.get(partitions.all().get(i)))) {
                return false;
            }
        }
        return true;
    }

    private boolean isFull() {
        return events.size() >= limit || bytes >= MOST_BYTES;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The records of one partition, and the first that was not taken yet. */
    private static final class Queue {
        private final Iterator<ConsumerRecord<String, byte[]>> rest;
        private ConsumerRecord<String, byte[]> first;

        Queue(Iterator<ConsumerRecord<String, byte[]>> records) {
            this.rest = records;
            this.first = records.next();
        }

        boolean advance() {
            if (rest.hasNext()) {
                first = rest.next();
                return true;
            }
            return false;
        }
    }

    /** Takes the oldest records first over all partitions, each partition in its own order. */
    private void take(ConsumerRecords<String, byte[]> records) {
        var queues = new PriorityQueue<Queue>(Comparator.comparingLong(queue -> queue.first.timestamp()));
        for (TopicPartition partition : records.partitions()) {
            queues.add(new Queue(records.records(partition).iterator()));
        }
        while (!queues.isEmpty() && !isFull()) {
            Queue queue = queues.remove();
            take(queue.first);
            if (queue.advance()) {
                queues.add(queue);
            }
        }
        if (queues.isEmpty() && !isFull()) {
            // The position also passes the ends of transactions, which are no records.
            forEachPartition((partition, index) -> skipTo(index, consumer.position(partition)));
        }
    }

    private void forEachPartition(ObjIntConsumer<TopicPartition> action) {
        for (int i = 0; i < partitions.all().size(); i++) {
            action.accept(partitions.all().get(i), i);
        }
    }

    private void skipTo(int index, long position) {
        if (position > places.get(index).offset()) {
            places.set(index, new Place(position, 0));
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        int index = partitions.index(record);
        Place place = places.get(index);
        int taken = record.offset() == place.offset() ? place.taken() : 0;
        bytes += record.serializedValueSize();
        List<Event> all = events(record);
        for (int i = taken; i < all.size(); i++) {
            if (isFull()) {
                places.set(index, new Place(record.offset(), i));
                return;
            }
            Event event = all.get(i);
            if (filter.types().isEmpty() || filter.types().contains(event.type())) {
                events.add(event);
            }
        }
        places.set(index, new Place(record.offset() + 1, 0));
    }

    private List<Event> events(ConsumerRecord<String, byte[]> record) {
        return entries.read(record)
                .filter(entry -> entry.project().equals(filter.project())
                        && filter.which().test(entry))
                .map(Entry::events)
                .orElse(List.of());
    }
}
