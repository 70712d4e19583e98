package dev.loop.history;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A refused record.
 *
 * @param place place in {@code dead-letters}
 * @param at time of the refusal, by the broker's clock
 * @param reason a word for machines
 * @param detail a sentence for people
 * @param topic topic of the record; empty if unknown
 * @param partition of that topic
 * @param offset in that partition
 * @param key raw; null where it had none
 * @param value raw; null where it had none
 */
public record DeadLetter(
        Place place,
        Instant at,
        String reason,
        String detail,
        String topic,
        String partition,
        String offset,
        byte @Nullable [] key,
        byte @Nullable [] value) {

    /**
     * The reason for a record that a sink of Kafka Connect could not turn into a row; the sink says so in headers of
     * its own.
     */
    private static final String NO_ROW = "no-row";

    private static final String CONNECT = "__connect.errors.";

    /** The place of a letter, which is its id: {@code 0-17}. */
    public record Place(int partition, long offset) {

        private static final Pattern ID = Pattern.compile("(\\d{1,6})-(\\d{1,18})");

        public static Optional<Place> parse(String id) {
            Matcher found = ID.matcher(id);
            return found.matches()
                    ? Optional.of(new Place(Integer.parseInt(found.group(1)), Long.parseLong(found.group(2))))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return partition + "-" + offset;
        }
    }

    static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        boolean ofSink = record.headers().lastHeader(CONNECT + "topic") != null;
        return new DeadLetter(
                new Place(record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                ofSink ? NO_ROW : header(record, DeadLetterHeaders.REASON),
                ofSink
                        ? header(record, CONNECT + "connector.name") + ": "
                                + header(record, CONNECT + "exception.message")
                        : header(record, DeadLetterHeaders.DETAIL),
                header(record, ofSink ? CONNECT + "topic" : DeadLetterHeaders.TOPIC),
                header(record, ofSink ? CONNECT + "partition" : DeadLetterHeaders.PARTITION),
                header(record, ofSink ? CONNECT + "offset" : DeadLetterHeaders.OFFSET),
                record.key(),
                record.value());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Returns a key for the item that replaces the letter, so that there is never a second one. */
    public String idempotencyKey() {
        return "dead-letter-" + place + "-" + at.toEpochMilli();
    }

    /** Returns whether the record is an item that was set aside whole, and can be taken in as it is. */
    public boolean isSuspect() {
        return reason.equals(DeadLetterHeaders.SUSPECTED_SPAM);
    }

    /** Returns whether the record was meant to be a command about an item. */
    public boolean isOfFeedback() {
        return topic.equals(Topics.FEEDBACK_COMMANDS.name());
    }
}
