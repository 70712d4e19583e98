package dev.loop.schemas.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.text.FieldError;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks the rules for records that are put straight on the topic. */
class FeedbackRulesTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    @Test
    void shouldAcceptAnOrdinaryItem() {
        assertThat(check(create(c -> {}))).isEmpty();
    }

    @Test
    void shouldNameTheField_whenAValueCannotBe() {
        assertThat(check(create(c -> c.setUserId("")))).containsExactly("user.id");
        assertThat(check(create(c -> c.setUserId("u".repeat(201))))).containsExactly("user.id");
        assertThat(check(create(c -> c.setMessage("a\0b")))).containsExactly("message");
        assertThat(check(create(c -> c.setMessage("😀".repeat(20_000))))).isEmpty();
        assertThat(check(create(c -> c.setMessage("😀".repeat(20_001))))).containsExactly("message");
        assertThat(check(create(c -> c.setMessage("\ude00\ud83d")))).containsExactly("message");
        assertThat(check(create(c -> c.setSentiment(Sentiment.UNKNOWN)))).containsExactly("sentiment");
        assertThat(check(create(c -> c.setStatus(Status.UNKNOWN)))).containsExactly("status");
        assertThat(check(create(c -> c.setTag(" exports")))).containsExactly("tag");
        assertThat(check(create(c -> c.setPlan("")))).containsExactly("plan");
        assertThat(check(create(c -> c.setSource("a\nb")))).containsExactly("source");
        assertThat(check(create(c -> c.setExternalId("e".repeat(256))))).containsExactly("externalId");
        assertThat(check(create(c -> c.setResolvedAt(NOW)))).containsExactly("resolvedAt");
        assertThat(check(create(c -> c.setStatus(Status.RESOLVED).setResolvedAt(NOW.minusSeconds(3_601)))))
                .containsExactly("resolvedAt");
    }

    @Test
    void shouldKeepStreamTimeSafe_whenAClockIsWrong() {
        assertThat(check(create(c -> c.setCreatedAt(NOW.plusSeconds(300))))).isEmpty();
        assertThat(check(create(c -> c.setCreatedAt(NOW.plusSeconds(301))))).containsExactly("createdAt");
        assertThat(check(create(c -> c.setCreatedAt(Instant.ofEpochMilli(1_782_000_000)))))
                .containsExactly("createdAt");
        assertThat(check(create(c -> c.setCreatedAt(FeedbackRules.EARLIEST)))).isEmpty();
    }

    @Test
    void shouldBoundMetadata() {
        assertThat(check(create(c -> c.setMetadata(entries(32))))).isEmpty();
        assertThat(check(create(c -> c.setMetadata(entries(33))))).containsExactly("metadata");
        // The marks of a batch take no place of the sender's.
        Map<String, String> marked = new HashMap<>(entries(32));
        marked.put(BatchMarks.BACKFILL, BatchMarks.YES);
        marked.put(BatchMarks.IMPORT, "a.csv#1");
        assertThat(check(create(c -> c.setMetadata(marked)))).isEmpty();
        marked.put("one more", "v");
        assertThat(check(create(c -> c.setMetadata(marked)))).containsExactly("metadata");
        assertThat(check(create(c -> c.setMetadata(Map.of("k".repeat(65), "v")))))
                .containsExactly("metadata");
        assertThat(check(create(c -> c.setMetadata(Map.of("k", "v".repeat(1_025))))))
                .containsExactly("metadata.k");
        assertThat(check(create(c -> c.setMetadata(Map.of("k", "two\nlines"))))).isEmpty();
    }

    @Test
    void shouldCheckUpdatesErasuresAndTheEnvelope() {
        assertThat(check(new Update(null, null, null, null, null, null))).containsExactly("");
        assertThat(check(new Update(null, "", null, "", 3L, null))).isEmpty();
        assertThat(check(new Update(Status.UNKNOWN, null, null, null, 0L, null)))
                .containsExactly("status", "ifRevision");
        assertThat(check(new Erase(null))).isEmpty();
        var wrong = new FeedbackCommand("fb_1", "", NOW.plusSeconds(3_600), "a\0", "r".repeat(501), new Erase(null));
        assertThat(fields(wrong)).containsExactly("id", "project", "at", "actor", "reason");
    }

    private static Map<String, String> entries(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    }

    private static Create create(Consumer<Create.Builder> change) {
        Create.Builder builder = Create.newBuilder()
                .setUserId("u_1")
                .setMessage("said")
                .setSentiment(Sentiment.NEGATIVE)
                .setStatus(Status.OPEN)
                .setCreatedAt(NOW.minusSeconds(3_600))
                .setMetadata(Map.of());
        change.accept(builder);
        return builder.build();
    }

    private static java.util.List<String> check(Object body) {
        return fields(new FeedbackCommand(FeedbackId.random(), "default", NOW, null, null, body));
    }

    private static java.util.List<String> fields(FeedbackCommand command) {
        return FeedbackRules.check(command, NOW.toEpochMilli()).stream()
                .map(FieldError::field)
                .toList();
    }
}
