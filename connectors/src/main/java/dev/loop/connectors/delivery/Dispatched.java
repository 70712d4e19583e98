package dev.loop.connectors.delivery;

import dev.loop.schemas.avro.WebhookDispatch;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A dispatch that was read, and its place in the log. */
record Dispatched(
        WebhookDispatch dispatch, TopicPartition partition, OffsetTracker tracker, OffsetTracker.Entry entry) {

    String endpoint() {
        return dispatch.getEndpointId();
    }

    boolean possibleDuplicate() {
        return dispatch.getPossibleDuplicate() || tracker.possibleDuplicate(entry.offset);
    }

    OutcomeRecord sent(ProducerRecord<byte[], byte[]> record) {
        return new OutcomeRecord(record, partition, tracker, entry, endpoint());
    }

    OutcomeRecord notSent(ProducerRecord<byte[], byte[]> record) {
        return new OutcomeRecord(record, partition, tracker, entry, null);
    }
}
