package dev.loop.connectors.webhook;

import dev.loop.connectors.webhook.http.Target;
import dev.loop.schemas.avro.WebhookDispatch;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A dispatch that was read, where it stands in the log, and where it goes. */
record Dispatched(
        WebhookDispatch dispatch, Target target, TopicPartition partition, Progress progress, Progress.Entry entry) {

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
