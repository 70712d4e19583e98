package dev.loop.connectors.delivery;

import dev.loop.schemas.avro.WebhookDispatch;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A dispatch that was read, and its place in the log. */
record Dispatched(WebhookDispatch dispatch, TopicPartition partition, Progress progress, Progress.Entry entry) {

    String endpoint() {
        return dispatch.getEndpointId();
    }

    boolean possibleDuplicate() {
        return dispatch.getPossibleDuplicate() || progress.possibleDuplicate(entry.offset);
    }

    Outcome sent(ProducerRecord<byte[], byte[]> record) {
        return new Outcome(record, partition, progress, entry, endpoint());
    }

    Outcome notSent(ProducerRecord<byte[], byte[]> record) {
        return new Outcome(record, partition, progress, entry, null);
    }
}
