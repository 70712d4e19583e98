package dev.loop.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private final ConsumerRecord<byte[], byte[]> record =
            new ConsumerRecord<>("dead-letters", 0, 17, new byte[] {1}, new byte[] {2});

    @Test
    void shouldTellWhatLoopSaid_whenTheTopologySetItAside() {
        DeadLetterHeaders.describe(record.headers(), "malformed", "Too short", "feedback-commands", 3, 4711);

        DeadLetter letter = DeadLetter.of(record);

        assertThat(letter.reason()).isEqualTo("malformed");
        assertThat(letter.detail()).isEqualTo("Too short");
        assertThat(letter.topic()).isEqualTo("feedback-commands");
        assertThat(letter.partition()).isEqualTo("3");
        assertThat(letter.offset()).isEqualTo("4711");
    }

    @Test
    void shouldTellWhichSinkRefusedItAndWhy_whenKafkaConnectSetItAside() {
        connect("topic", "feedback");
        connect("partition", "2");
        connect("offset", "4053");
        connect("connector.name", "loop-postgres-feedback");
        connect("exception.message", "A text holds NUL, which PostgreSQL cannot");

        DeadLetter letter = DeadLetter.of(record);

        assertThat(letter.reason()).isEqualTo("no-row");
        assertThat(letter.detail()).isEqualTo("loop-postgres-feedback: A text holds NUL, which PostgreSQL cannot");
        assertThat(letter.topic()).isEqualTo("feedback");
        assertThat(letter.partition()).isEqualTo("2");
        assertThat(letter.offset()).isEqualTo("4053");
        assertThat(letter.isOfFeedback()).isFalse();
    }

    private void connect(String name, String value) {
        record.headers().add("__connect.errors." + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
