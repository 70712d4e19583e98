package dev.loop.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedbackEventsTest {

    static {
        TrustedRecords.install();
    }

    private static final long AT = Instant.parse("2026-06-19T14:02:11Z").toEpochMilli();

    @Test
    void shouldCarryTheWholeItem_whenItWasCreated() {
        Event event = only(of(ChangeType.CREATED, null, item("exports", Status.OPEN, Sentiment.NEGATIVE)));

        assertThat(new String(event.json(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"id\":\"evt_3a91_1\",\"type\":\"feedback.created\",\"createdAt\":\"2026-06-19T14:02:11Z\","
                                + "\"data\":{\"id\":\"fb_3a91\",\"user\":{\"id\":\"u_8f2c\"},\"message\":\"Slow\","
                                + "\"sentiment\":\"negative\",\"source\":\"in-app-widget\",\"tag\":\"exports\",\"status\":\"open\","
                                + "\"createdAt\":\"2026-06-19T14:02:11Z\",\"receivedAt\":\"2026-06-19T14:02:11Z\","
                                + "\"updatedAt\":\"2026-06-19T14:02:11Z\",\"revision\":1}}");
    }

    @Test
    void shouldTellEachThingThatChanged_whenOneCommandChangesSeveral() {
        List<Event> events = of(
                ChangeType.UPDATED,
                item("exports", Status.OPEN, Sentiment.NEGATIVE),
                item("billing", Status.RESOLVED, Sentiment.NEUTRAL));

        assertThat(events)
                .extracting(e -> e.type().word())
                .containsExactly("feedback.resolved", "feedback.tagged", "feedback.updated");
        assertThat(events)
                .extracting(Event::id)
                .containsExactly("evt_3a91_1", "evt_3a91_1_tagged", "evt_3a91_1_updated");
    }

    @Test
    void shouldSayReopened_whenItIsOpenAgain() {
        assertThat(only(of(
                                ChangeType.UPDATED,
                                item("exports", Status.RESOLVED, Sentiment.NEGATIVE),
                                item("exports", Status.OPEN, Sentiment.NEGATIVE)))
                        .type())
                .isEqualTo(EventType.FEEDBACK_REOPENED);
    }

    @Test
    void shouldSayJudged_whenAModelChangesTheSentiment() {
        Feedback byRules = judged(Sentiment.NEUTRAL, JudgedBy.RULES, "r1");

        assertThat(only(of(ChangeType.UPDATED, byRules, judged(Sentiment.NEGATIVE, JudgedBy.MODEL, "m1")))
                        .type())
                .isEqualTo(EventType.FEEDBACK_JUDGED);
        assertThat(of(ChangeType.UPDATED, byRules, judged(Sentiment.NEUTRAL, JudgedBy.MODEL, "m1")))
                .as("the same sentiment, with the words of the model")
                .isEmpty();
    }

    @Test
    void shouldSayUpdated_whenAPersonSaysTheSentimentThatWasJudged() {
        Feedback said = item("exports", Status.OPEN, Sentiment.NEUTRAL);

        assertThat(only(of(ChangeType.UPDATED, judged(Sentiment.NEUTRAL, JudgedBy.RULES, "r1"), said))
                        .type())
                .isEqualTo(EventType.FEEDBACK_UPDATED);
    }

    @Test
    void shouldTellNothing_whenNothingIsAnother() {
        Feedback item = item("exports", Status.OPEN, Sentiment.NEGATIVE);

        assertThat(of(ChangeType.UPDATED, item, item)).isEmpty();
    }

    @Test
    void shouldTellOnlyTheId_whenItIsGone() {
        for (ChangeType type : List.of(ChangeType.ERASED, ChangeType.EXPIRED)) {
            Event event = only(of(type, item("exports", Status.OPEN, Sentiment.NEGATIVE), null));

            assertThat(new String(event.json(), StandardCharsets.UTF_8))
                    .endsWith(
                            "\"type\":\"feedback.erased\",\"createdAt\":\"2026-06-19T14:02:11Z\",\"data\":{\"id\":\"fb_3a91\"}}");
        }
    }

    private static List<Event> of(ChangeType type, @Nullable Feedback before, @Nullable Feedback after) {
        return FeedbackEvents.of(type, "evt_3a91_1", "fb_3a91", AT, before, after);
    }

    private static Event only(List<Event> events) {
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static Feedback judged(Sentiment sentiment, JudgedBy by, String version) {
        return Feedback.newBuilder(item("exports", Status.OPEN, sentiment))
                .setJudgedBy(by)
                .setJudgedVersion(version)
                .build();
    }

    private static Feedback item(String tag, Status status, Sentiment sentiment) {
        Instant at = Instant.ofEpochMilli(AT);
        return Feedback.newBuilder()
                .setId("fb_3a91")
                .setProject("default")
                .setUserId("u_8f2c")
                .setMessage("Slow")
                .setSentiment(sentiment)
                .setSource("in-app-widget")
                .setTag(tag)
                .setStatus(status)
                .setCreatedAt(at)
                .setReceivedAt(at)
                .setUpdatedAt(at)
                .setMetadata(Map.of())
                .setRevision(1)
                .build();
    }
}
