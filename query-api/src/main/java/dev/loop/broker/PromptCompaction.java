package dev.loop.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Makes the broker remove overwritten records from a compacted topic within a minute. By itself it does so a day after
 * the next write at the earliest, and never while nothing is written, since the newest file of a topic is left alone.
 */
public final class PromptCompaction {

    /** The settings that end a file at the next write, and let the broker compact it at its next look, every 15 s. */
    private static final Map<String, String> PROMPT = Map.of(
            TopicConfig.SEGMENT_MS_CONFIG, "100",
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "1",
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0",
            TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "1000");

    private static final long FILE_ENDS_MILLIS = 500;
    private static final long PATIENCE_SECONDS = 20;

    private PromptCompaction() {}

    /**
     * Returns after that time, with the settings of the topic as they were.
     *
     * @param write writes any record to the topic anew
     */
    public static void run(Admin admin, String topic, Runnable write, Duration during)
            throws InterruptedException, ExecutionException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<ConfigResource, Config> described =
                admin.describeConfigs(List.of(resource)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Collection<ConfigEntry> before =
                Objects.requireNonNull(described.get(resource)).entries();
        List<AlterConfigOp> prompt = new ArrayList<>();
        List<AlterConfigOp> back = new ArrayList<>();
        for (ConfigEntry entry : before) {
            String wanted = PROMPT.get(entry.name());
            if (wanted != null) {
                boolean ofTopic = entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
                prompt.add(new AlterConfigOp(new ConfigEntry(entry.name(), wanted), AlterConfigOp.OpType.SET));
                back.add(new AlterConfigOp(entry, ofTopic ? AlterConfigOp.OpType.SET : AlterConfigOp.OpType.DELETE));
            }
        }
        alter(admin, resource, prompt);
        try {
            Thread.sleep(FILE_ENDS_MILLIS);
            write.run();
            Thread.sleep(during.toMillis());
        } finally {
            alter(admin, resource, back);
        }
    }

    private static void alter(Admin admin, ConfigResource resource, List<AlterConfigOp> changes)
            throws InterruptedException, ExecutionException, TimeoutException {
        admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
