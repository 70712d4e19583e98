package dev.loop.connectors.log;

import java.time.Duration;

/**
 * A record that is there and cannot be read.
 *
 * @param key empty where the topic itself is damaged at that offset
 * @param why in words
 */
public record UnreadableRecord(String topic, long offset, String key, String why) {

    public String words() {
        return key.isEmpty()
                ? "The topic " + topic + " is damaged at offset " + offset + ": " + why + "."
                : "The record \"" + key + "\" of the topic " + topic + " (offset " + offset + ") cannot be read: " + why
                        + ".";
    }

    /** Returns the refusal of a write that would replace this record. */
    public LogUnavailableException refusal() {
        return new LogUnavailableException(words() + " Nothing is written over it. " + remedy(), Duration.ofMinutes(1));
    }

    public String remedy() {
        return key.isEmpty()
                ? "Put the directory kafka/" + topic + "-0 back from a backup."
                : "Stop Loop and run `loop repair` with the same --data: it shows what can be put back.";
    }
}
