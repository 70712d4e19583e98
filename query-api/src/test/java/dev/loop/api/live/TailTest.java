package dev.loop.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.history.Entry;
import dev.loop.history.EventCursor;
import dev.loop.history.EventCursor.Place;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.event.FeedbackEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final Instant AT = Instant.parse("2026-06-19T14:00:00Z");
    private static final Pattern TOLD = Pattern.compile("\"id\":\"evt_(\\d+)\"|event: (open|gap)");

    static {
        // Lets Avro build records of ours.
        Topics.all();
    }

    private int gaps;
    private final Tail tail = new Tail(any -> true, at(0), () -> gaps++);

    @Test
    void shouldTellEachOnce_whenTheBacklogAndWhatIsLiveOverlap() {
        offer(0, 5, 10);
        tail.resume(
                IntStream.range(0, 3)
                        .mapToObj(i ->
                                Frame.ofBacklog(FeedbackEvents.of(change(i, 10)).get(0)))
                        .toList(),
                at(3));
        // The reader was behind the backlog: it comes to what was told already.
        assertThat(told()).containsExactly("0", "1", "2", "open", "3", "4");
        offer(5, 6, 10);
        assertThat(told()).containsExactly("5");
        assertThat(gaps).isZero();
    }

    @Test
    void shouldPassOverWhatTheBacklogHad_whenTheReaderIsBehindIt() {
        tail.resume(List.of(), at(4));
        offer(2, 6, 10);
        assertThat(told()).containsExactly("open", "4", "5");
    }

    @Test
    void shouldDropAllAndSaySoOnce_whenNobodyReads() {
        tail.begin();
        offer(0, Tail.MOST_FRAMES + 500, 10);
        assertThat(gaps).isOne();
        assertThat(tail.queuedBytes()).isZero();
        assertThat(told()).containsExactly("gap");
        offer(7_000, 7_001, 10);
        assertThat(told()).containsExactly("7000");
    }

    @Test
    void shouldKeepNoMoreBytesThanItMay_whenItemsAreLarge() {
        int most = 0;
        for (int i = 0; i < 100; i++) {
            offer(i, i + 1, 10_000);
            most = Math.max(most, tail.queuedBytes());
        }
        assertThat(most).isBetween(Tail.MOST_BYTES / 2, Tail.MOST_BYTES);
        assertThat(gaps).isPositive();
    }

    @Test
    void shouldGoOnFromTheGap_whenTheClientComesBackThen() {
        offer(0, 10, 10);
        tail.drop();
        String gap = new String(tail.take(), StandardCharsets.UTF_8);
        assertThat(gap).isEqualTo("id: " + at(10) + "\nevent: gap\ndata: {}\n\n");
    }

    @Test
    void shouldBeatOnlyInSilence_whenAsked() {
        offer(0, 1, 10);
        assertThat(tail.heartbeat()).isFalse();
        assertThat(told()).containsExactly("0");
        assertThat(tail.heartbeat()).isTrue();
        assertThat(new String(tail.take(), StandardCharsets.UTF_8)).isEqualTo(":\n\n");
    }

    private void offer(int from, int to, int size) {
        tail.offer(
                IntStream.range(from, to)
                        .mapToObj(i -> new LiveEntry(new Entry.OfItem(change(i, size)), 0, i, List.of(new Place(i, 0))))
                        .toList(),
                at(to));
    }

    private List<String> told() {
        var all = new StringBuilder();
        for (byte[] chunk = tail.take(); chunk != null; chunk = tail.take()) {
            all.append(new String(chunk, StandardCharsets.UTF_8));
        }
        return TOLD.matcher(all)
                .results()
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .toList();
    }

    private static EventCursor at(long offset) {
        return new EventCursor(List.of(new Place(offset, 0)));
    }

    private static FeedbackChange change(int number, int size) {
        Feedback item = Feedback.newBuilder()
                .setId("fb_" + number)
                .setProject("default")
                .setUserId("u_1")
                .setMessage("x".repeat(size))
                .setSentiment(Sentiment.NEGATIVE)
                .setStatus(Status.OPEN)
                .setCreatedAt(AT)
                .setReceivedAt(AT)
                .setUpdatedAt(AT)
                .setRevision(1)
                .build();
        return new FeedbackChange(
                "evt_" + number, ChangeType.CREATED, item.getId(), "default", 1L, AT, null, null, null, item);
    }
}
