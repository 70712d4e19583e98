package dev.loop.connectors.analyst;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Settings of the analyst.
 *
 * @param connection how to reach Kafka: {@code bootstrap.servers}, security
 * @param languages that messages may be in, two letters each; the first is that of messages too short to tell
 * @param files a directory for what the encoder writes
 */
public record AnalystSettings(Map<String, Object> connection, List<String> languages, Path files) {

    /** The consumer group, whose committed offsets tell what was judged. */
    public static final String GROUP = "loop-analyst";

    /** The group of the thread that reads messages for their meaning alone. */
    public static final String MEANING_GROUP = "loop-analyst-meaning";

    /** The language that rules and model read. */
    public static final String OWN_LANGUAGE = "en";

    public AnalystSettings {
        connection = Map.copyOf(connection);
        languages = List.copyOf(languages);
    }
}
