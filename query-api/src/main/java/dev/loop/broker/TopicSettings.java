package dev.loop.broker;

import dev.loop.schemas.Topic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** The configuration of a topic: the settings without which data is lost, and others that are merely a good start. */
final class TopicSettings {

    static final String FOR_EVER = "-1";
    static final String RECORD_TIME = "LogAppendTime";

    /**
     * The size of the largest change: it holds an item twice, and an item may carry its message and metadata at their
     * limits.
     */
    static final int LARGEST_BATCH_BYTES = 2 << 20;

    private TopicSettings() {}

    /** Returns the settings that existing topics must have. Values are as {@code kafka-configs} prints them. */
    static Map<String, String> required(Topic<?> topic) {
        Map<String, String> required = new LinkedHashMap<>();
        required.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                topic.compacted() ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        if (!topic.compacted()) {
            required.put(
                    TopicConfig.RETENTION_MS_CONFIG,
                    topic.retention()
                            .map(Duration::toMillis)
                            .map(millis -> Long.toString(millis))
                            .orElse(FOR_EVER));
            required.put(TopicConfig.RETENTION_BYTES_CONFIG, FOR_EVER);
        }
        required.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, RECORD_TIME);
        return required;
    }

    /** Returns the settings of a new topic. */
    static Map<String, String> initial(Topic<?> topic, TopicLayout layout) {
        Map<String, String> settings = new LinkedHashMap<>(required(topic));
        settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Short.toString(layout.minInsync()));
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_BATCH_BYTES));
        if (topic.compacted()) {
            // An erased item is gone from disk within a day or so; a reader that was away for a week still learns of
            // it.
            settings.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, millis(Duration.ofDays(1)));
            settings.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, millis(Duration.ofDays(7)));
            settings.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
        }
        if (topic.retention().isPresent()) {
            // Whole segments are deleted, so what is kept too long is at most one of them.
            settings.put(TopicConfig.SEGMENT_MS_CONFIG, millis(Duration.ofDays(1)));
        }
        return settings;
    }

    /** Returns the consequence of another value of the setting, for the operator to judge. */
    static String consequence(String setting) {
        return switch (setting) {
            case TopicConfig.CLEANUP_POLICY_CONFIG -> "records would be lost, or kept after they were erased";
            case TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG ->
                "records would be deleted too early or too late";
            case TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG -> "back-filled records would be deleted at once";
            default -> throw new IllegalArgumentException("not a required setting: " + setting);
        };
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
