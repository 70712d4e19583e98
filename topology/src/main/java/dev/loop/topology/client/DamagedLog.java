package dev.loop.topology.client;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;

/** Tells a partition whose bytes on Kafka's disk are damaged from whatever else may keep a consumer from reading. */
public final class DamagedLog {

    /**
     * The partition that a consumer could not read because of damaged records. Kafka's consumer throws exceptions of
     * any kind for that, and names the partition in the message alone.
     */
    public static Optional<TopicPartition> in(Throwable failure, Collection<TopicPartition> assigned) {
        boolean damaged = false;
        StringBuilder words = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            damaged |= cause instanceof CorruptRecordException
                    || cause instanceof InvalidRecordException
                    || message.contains("is invalid, cause: ")
                    || message.contains("corrupt message");
            words.append(message).append('\n');
        }
        String said = words.toString();
        return damaged
                ? assigned.stream()
                        .filter(partition -> said.contains(partition.toString()))
                        .max(Comparator.comparingInt(
                                partition -> partition.toString().length()))
                : Optional.empty();
    }

    private DamagedLog() {}
}
