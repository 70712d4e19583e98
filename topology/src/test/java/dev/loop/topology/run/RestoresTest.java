package dev.loop.topology.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoresTest {

    private final Restores restores = new Restores();

    @Test
    void shouldTellEachPartitionOnceWithItsPart_whenStoresAreRestored() {
        TopicPartition feedback = new TopicPartition("loop-feedback-changelog", 10);
        TopicPartition other = new TopicPartition("loop-feedback-changelog", 2);
        TopicPartition deliveries = new TopicPartition("loop-webhook-deliveries-changelog", 0);
        TopicPartition schedule = new TopicPartition("loop-webhook-schedule-changelog", 0);
        restores.onRestoreStart(feedback, "feedback", 1_000, 5_000);
        restores.onRestoreStart(other, "feedback", 0, 100);
        restores.onRestoreStart(deliveries, "webhook-deliveries", 0, 60);
        restores.onRestoreStart(schedule, "webhook-schedule", 0, 40);
        restores.onRestoreStart(new TopicPartition("loop-feedback-changelog", 3), "feedback", 7, 7);

        restores.onBatchRestored(feedback, "feedback", 2_000, 900);
        restores.onBatchRestored(schedule, "webhook-schedule", 40, 40);
        restores.onRestoreEnd(other, "feedback", 100);

        assertThat(restores.words())
                .contains("Restored from Kafka: deliveries 0 (40% of 100 records), feedback 10 (25% of 4,000 records)");

        restores.afterUncleanStop();
        assertThat(restores.words().orElseThrow())
                .startsWith("Made again from Kafka, since the last run ended without a clean stop: deliveries 0");

        restores.onRestoreSuspended(feedback, "feedback", 900);
        restores.onRestoreEnd(deliveries, "webhook-deliveries", 60);
        restores.onRestoreEnd(schedule, "webhook-schedule", 40);
        assertThat(restores.words()).isEmpty();
    }
}
