package dev.loop.connectors.webhook;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is committed together with the offset of a dispatch.
 *
 * @param record what tells of it: an attempt, or a dead letter
 * @param slot the endpoint whose slot is free once it is committed; null where nothing was sent
 */
record Outcome(
        ProducerRecord<byte[], byte[]> record,
        TopicPartition partition,
        Progress progress,
        Progress.Entry entry,
        @Nullable String slot) {}
