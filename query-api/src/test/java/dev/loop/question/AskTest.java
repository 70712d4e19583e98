package dev.loop.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.question.message.UnreadableMessageException;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.JudgedMatch;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Tally;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import dev.loop.topology.webhook.Delivery;
import dev.loop.topology.webhook.DeliveryFilter;
import dev.loop.topology.webhook.DeliveryStatus;
import dev.loop.topology.webhook.DeliveryView;
import dev.loop.topology.webhook.EndpointHealth;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions and answers between instances arrive unchanged. */
class AskTest {

    private static final FeedbackView.TextMoment MOMENT = new FeedbackView.TextMoment(5, 9, -77);
    private static final SearchHit PLACE = new SearchHit(1.25f, 1_700_000_000_123L, "fb_1");
    private static final TextStatistics WORDS = new TextStatistics(10, 200, List.of(3L, 0L));

    /** An ask, and an answer to it. */
    private record Sample<T>(Ask<T> ask, T answer) {}

    private static Map<AskKind, Sample<?>> samples() {
        FeedbackFilter filter = filter();
        var facets = Facets.empty();
        facets.add(Dimension.PLAN, "", 3);
        facets.add(Dimension.TAG, "exports", 2);
        facets.outcomes().add(4, 2, 77);
        var tallies = new SpanTallies(2, 10);
        tallies.add(0, Arrays.asList("exports", null), tally(3));
        tallies.add(1, Arrays.asList("", "ä"), tally(5));
        var delivery = new Delivery(
                "dl_1",
                "we_1",
                "default",
                "evt_1",
                "feedback.created",
                7,
                DeliveryStatus.FAILED,
                3,
                1000,
                OptionalLong.empty(),
                OptionalLong.of(5),
                Optional.of(AttemptOutcome.TIMED_OUT),
                OptionalInt.of(504));
        var health = new EndpointHealth(
                EndpointHealth.State.PAUSED,
                OptionalLong.of(3),
                OptionalLong.empty(),
                Optional.of("because"),
                OptionalLong.of(1),
                4,
                OptionalLong.empty(),
                OptionalLong.of(9),
                8,
                1,
                2,
                3,
                4);
        var deliveries =
                new DeliveryFilter(Set.of(DeliveryStatus.PARKED), Set.of("feedback.created"), 1, Long.MAX_VALUE);
        Map<AskKind, Sample<?>> all = new EnumMap<>(AskKind.class);
        for (Sample<?> sample : List.<Sample<?>>of(
                new Sample<>(new AskPosition(), 17L),
                new Sample<>(new AskOutcome(4), Optional.of(CommandOutcome.CONFLICT)),
                new Sample<>(new AskItem("fb_1"), Optional.of(item())),
                new Sample<>(new AskItems(List.of("fb_1", "fb_2")), List.of(item())),
                new Sample<>(new AskKnown(List.of("fb_1", "fb_2")), Set.of("fb_2")),
                new Sample<>(
                        new AskList(filter, Optional.of(new FeedbackView.After(-3, "fb_2")), 20, 1000),
                        new FeedbackView.Page(List.of(item()), Optional.of(new FeedbackView.After(4, "fb_3")), 12)),
                new Sample<>(new AskTextMoment(), MOMENT),
                new Sample<>(new AskStatistics(filter, MOMENT), WORDS),
                new Sample<>(
                        new AskSearch(filter, Optional.of(WORDS), Optional.of(PLACE), 21, MOMENT),
                        new FeedbackView.Found(List.of(PLACE), 3)),
                new Sample<>(
                        new AskNearest(filter, ByteBuffer.wrap(new byte[MeaningVector.WIDTH]), 21, MOMENT),
                        new FeedbackView.Nearest(List.of(PLACE), 12, 3)),
                new Sample<>(new AskFound(filter, List.of(PLACE)), List.of(item())),
                new Sample<>(new AskFacets(filter, MOMENT), new FeedbackView.FacetCounts(facets, -1)),
                new Sample<>(
                        new AskCount(
                                filter,
                                List.of(Dimension.TAG, new Facet.Metadata("browser"), new Facet.User()),
                                Optional.of(List.of(Long.MIN_VALUE, 0L, 5L)),
                                10),
                        new AskCount.Counted(8, tallies)),
                new Sample<>(new AskExtent("default"), new AskExtent.Times(OptionalLong.of(-1), OptionalLong.empty())),
                new Sample<>(
                        new AskAccount("default", "acme"),
                        Optional.of(new Account("default", "acme", "Acme", "scale", List.of("u_1"), Instant.EPOCH))),
                new Sample<>(
                        new AskAccounts("default", "abc", 2),
                        List.of(new Account("default", "acme", "Acme", "scale", List.of("u_1"), Instant.EPOCH))),
                new Sample<>(new AskPlan("default", "u_1"), Optional.of("scale")),
                new Sample<>(new AskHealth("we_1"), Optional.of(health)),
                new Sample<>(new AskDelivery("we_1", "dl_1"), Optional.of(delivery)),
                new Sample<>(new AskDeliveryBody("we_1", "dl_1"), Optional.of(new byte[] {1, 2, -3})),
                new Sample<>(
                        new AskDeliveries("we_1", deliveries, Optional.of("cursor"), 5),
                        new DeliveryView.Page<>(List.of(delivery), Optional.of("next"))),
                new Sample<>(new AskDeliveryCount("we_1", deliveries), 99L),
                new Sample<>(
                        new AskAttempts("we_1", Optional.of("dl_1"), true, Optional.empty(), 5),
                        new DeliveryView.Page<>(List.of(attempt()), Optional.<String>empty())))) {
            all.put(sample.ask().kind(), sample);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(AskKind.class)
    void shouldComeOverAsItWasMeant_whenWrittenAndRead(AskKind kind) {
        Sample<?> sample = samples().get(kind);
        assertThat(sample).as("a sample of %s", kind).isNotNull();
        shouldComeOver(sample);
    }

    private static <T> void shouldComeOver(Sample<T> sample) {
        var question = new PeerWriter();
        AskKind.write(sample.ask(), question);
        Ask<?> asked = AskKind.read(new PeerReader(question.toBytes()));
        assertThat(asked).isEqualTo(sample.ask());

        var out = new PeerWriter();
        sample.ask().writeAnswer(sample.answer(), out);
        T answer = sample.ask().readAnswer(new PeerReader(out.toBytes()));
        var again = new PeerWriter();
        sample.ask().writeAnswer(answer, again);
        assertThat(again.toBytes()).isEqualTo(out.toBytes());
        if (answer instanceof AskCount.Counted counted) {
            var meant = (AskCount.Counted) sample.answer();
            assertThat(counted.position()).isEqualTo(meant.position());
            assertThat(counted.tallies().spans()).isEqualTo(meant.tallies().spans());
        } else if (sample.ask().kind() != AskKind.DELIVERY_BODY) {
            assertThat(answer).isEqualTo(sample.answer());
        }
        assertThatThrownBy(() -> sample.ask().readAnswer(new PeerReader(new byte[0])))
                .isInstanceOf(UnreadableMessageException.class);
    }

    @Test
    void shouldRefuse_whenAMessageNamesMoreThanItHolds() {
        byte[] lies = ByteBuffer.allocate(5)
                .put((byte) AskKind.KNOWN.ordinal())
                .putInt(Integer.MAX_VALUE)
                .array();
        assertThatThrownBy(() -> AskKind.read(new PeerReader(lies))).isInstanceOf(UnreadableMessageException.class);
        assertThatThrownBy(() -> AskKind.read(new PeerReader(new byte[] {127})))
                .isInstanceOf(UnreadableMessageException.class);
    }

    private static FeedbackFilter filter() {
        try {
            FeedbackFilter filter = new FeedbackFilter(
                    "default",
                    Match.oneOf(List.of("exports", "")),
                    Match.noneOf(List.of("free")),
                    Match.ANY,
                    Match.oneOf(List.of("u_1")),
                    Map.of("browser", Match.oneOf(List.of("Firefox"))),
                    Set.of(Sentiment.NEGATIVE),
                    Set.of(Status.OPEN, Status.RESOLVED),
                    Optional.of(Instant.ofEpochSecond(-5, 1_000_000)),
                    Optional.empty(),
                    Optional.of(TextQuery.parse("export* \"never finishes\" -mobile")));
            return filter.withJudged(
                    new JudgedMatch(Optional.of(false), Match.noneOf(List.of("de")), Match.oneOf(List.of("th_7"))));
        } catch (TextQueryException e) {
            throw new AssertionError(e);
        }
    }

    private static Tally tally(int items) {
        var tally = new Tally();
        tally.add(2, items, 0);
        tally.add(5, 1, 1234);
        return tally;
    }

    private static Feedback item() {
        return Feedback.newBuilder()
                .setId("fb_1")
                .setProject("default")
                .setUserId("u_1")
                .setMessage("The export hangs – 输出")
                .setSentiment(Sentiment.NEGATIVE)
                .setStatus(Status.OPEN)
                .setCreatedAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setReceivedAt(Instant.ofEpochMilli(1_700_000_000_124L))
                .setUpdatedAt(Instant.ofEpochMilli(1_700_000_000_125L))
                .setRevision(3)
                .setCommandOffset(12)
                .build();
    }

    private static WebhookAttempt attempt() {
        return WebhookAttempt.newBuilder()
                .setDeliveryId("dl_1")
                .setEndpointId("we_1")
                .setProject("default")
                .setEventId("evt_1")
                .setType("feedback.created")
                .setSequence(7)
                .setAttempt(2)
                .setTicket(5)
                .setKind(AttemptKind.FIRST)
                .setOutcome(AttemptOutcome.HTTP_ERROR)
                .setStatus(500)
                .setStartedAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setDurationMillis(20)
                .build();
    }
}
