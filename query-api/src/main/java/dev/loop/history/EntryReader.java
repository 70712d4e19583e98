package dev.loop.history;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.event.ProjectEvents;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireSerdes;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records of {@code feedback-events} and {@code project-events}. Safe for use by several threads. */
public final class EntryReader {

    private static final Logger LOG = LoggerFactory.getLogger(EntryReader.class);

    private final Deserializer<FeedbackChange> changes;
    private final Deserializer<ProjectEvent> events;

    public EntryReader(SchemaRegistryClient registry) {
        this.changes = WireSerdes.of(Topics.FEEDBACK_EVENTS, registry).deserializer();
        this.events = WireSerdes.of(Topics.PROJECT_EVENTS, registry).deserializer();
    }

    /** Returns the entry of a record; empty if it cannot be read, which is logged, or tells nothing that is known here. */
    public Optional<Entry> read(ConsumerRecord<?, byte[]> record) {
        try {
            return record.topic().equals(Topics.PROJECT_EVENTS.name())
                    ? Optional.ofNullable(events.deserialize(record.topic(), record.value()))
                            .flatMap(read ->
                                    ProjectEvents.of(read).map(event -> new Entry.OfProject(read.getProject(), event)))
                    : Optional.ofNullable(changes.deserialize(record.topic(), record.value()))
                            .map(Entry.OfItem::new);
        } catch (UnreadableRecordException unreadable) {
            LOG.warn("{} at {}:{} cannot be read", record.topic(), record.partition(), record.offset(), unreadable);
            return Optional.empty();
        }
    }

    Deserializer<FeedbackChange> changes() {
        return changes;
    }
}
