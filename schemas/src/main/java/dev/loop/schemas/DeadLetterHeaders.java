package dev.loop.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of a record of {@code dead-letters}; its key and value are the raw bytes that were refused. All UTF-8.
 */
public final class DeadLetterHeaders {

    /** The reason as a word for programs. */
    public static final String REASON = "loop.reason";
    /** The reason as a sentence for people. */
    public static final String DETAIL = "loop.detail";

    public static final String TOPIC = "loop.topic";
    public static final String PARTITION = "loop.partition";
    public static final String OFFSET = "loop.offset";

    /** The reason for an item of a page that may be spam: it was set aside before it reached its topic. */
    public static final String SUSPECTED_SPAM = "suspected-spam";

    /** Describes a record that was refused before it had a place in its topic. */
    public static void describe(Headers headers, String reason, String detail, String topic) {
        add(headers, REASON, reason);
        add(headers, DETAIL, detail);
        add(headers, TOPIC, topic);
    }

    public static void describe(
            Headers headers, String reason, String detail, String topic, int partition, long offset) {
        describe(headers, reason, detail, topic);
        add(headers, PARTITION, Integer.toString(partition));
        add(headers, OFFSET, Long.toString(offset));
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private DeadLetterHeaders() {}
}
