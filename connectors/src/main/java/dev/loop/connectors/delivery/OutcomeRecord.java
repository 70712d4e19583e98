package dev.loop.connectors.delivery;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A record that is committed together with the offset of a dispatch.
 *
 * @param record an attempt or a dead letter
 * @param slot the endpoint whose slot is free once this is committed; null if nothing was sent
 */
record OutcomeRecord(
        ProducerRecord<byte[], byte[]> record,
        TopicPartition partition,
        OffsetTracker tracker,
        OffsetTracker.Entry entry,
        @Nullable String slot) {}
