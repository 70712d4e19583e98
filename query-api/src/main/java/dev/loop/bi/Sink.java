package dev.loop.bi;

/**
 * A connector that reads a topic into a table.
 *
 * @param group the consumer group by which the broker knows how far it has come
 */
public record Sink(String name, String topic, String group) {}
