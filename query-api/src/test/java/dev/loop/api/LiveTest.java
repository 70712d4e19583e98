package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loop.api.LiveTail.Message;
import dev.loop.api.live.LiveEntry;
import dev.loop.history.Entry;
import dev.loop.history.EventCursor;
import dev.loop.history.EventCursor.Place;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.event.FeedbackEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveTest {

    private static final int CLIENTS = 200;
    private static final int ROUNDS = 40;
    private static final int IN_ROUND = 20;

    private final ExecutorService writers = Executors.newFixedThreadPool(2);
    private ApiFixture api;
    private int written;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
        writers.shutdownNow();
    }

    @Test
    void shouldTellWhatPassesTheFilter_whenItHappens() throws IOException {
        try (LiveTail all = new LiveTail(api.server.uri(), "", 0);
                LiveTail exports = new LiveTail(api.server.uri(), "?tag=exports&sentiment=negative&q=hangs", 0)) {
            assertThat(all.next().event()).isEqualTo("open");
            assertThat(exports.next().event()).isEqualTo("open");
            publish(
                    created("a", "billing", "it hangs"),
                    created("b", "exports", "it hangs"),
                    created("c", "exports", "it works"),
                    // The item has left the list, and a client that shows the list has to know.
                    changed("b", item("b", "exports", "it hangs"), item("b", "login", "it hangs")),
                    erased("x"));
            assertThat(all.next(5))
                    .extracting(Message::event)
                    .containsExactly(
                            "feedback.created",
                            "feedback.created",
                            "feedback.created",
                            "feedback.tagged",
                            "feedback.erased");
            List<Message> some = exports.next(3);
            assertThat(some)
                    .extracting(Message::event)
                    .containsExactly("feedback.created", "feedback.tagged", "feedback.erased");
            assertThat(some.get(0).data()).startsWith("{\"id\":\"evt_b_1\",\"type\":\"feedback.created\"");
        }
    }

    @Test
    void shouldTellEventsOfTheProject_whenNoItemsAreSelectedAndTheKeyMayReadThem() throws IOException {
        String reader = api.post("/v1/keys", "{\"name\":\"r\",\"scopes\":[\"feedback:read\"]}")
                .json()
                .get("key")
                .asText();
        try (LiveTail all = new LiveTail(api.server.uri(), "", 0);
                LiveTail exports = new LiveTail(api.server.uri(), "?tag=exports", 0);
                LiveTail items = new LiveTail(api.server.uri(), "", 0, "Authorization", "Bearer " + reader)) {
            assertThat(List.of(all.next(), exports.next(), items.next()))
                    .extracting(Message::event)
                    .containsOnly("open");
            publish(ofProject("default", EventType.TREND_OPENED, "evt_tr_1"));
            publish(ofProject("default", EventType.ENDPOINT_DISABLED, "evt_we_1"));
            publish(ofProject("other", EventType.TREND_OPENED, "evt_tr_2"));
            publish(created("a", "exports", "it hangs"));
            assertThat(all.next(3))
                    .extracting(Message::event)
                    .containsExactly("trend.opened", "endpoint.disabled", "feedback.created");
            assertThat(exports.next().event()).isEqualTo("feedback.created");
            assertThat(items.next(2)).extracting(Message::event).containsExactly("trend.opened", "feedback.created");
        }
    }

    @Test
    void shouldGoOnWhereItEnded_whenTheClientComesBack() throws IOException {
        String last;
        try (LiveTail first = new LiveTail(api.server.uri(), "", 0)) {
            first.next();
            publish(created("a", "exports", "m"));
            last = first.next().id();
        }
        publish(created("b", "exports", "m"), created("c", "exports", "m"));
        try (LiveTail second = new LiveTail(api.server.uri(), "", 0, "Last-Event-ID", last)) {
            assertThat(second.next().data()).contains("evt_b_1");
            assertThat(second.next().data()).contains("evt_c_1");
            assertThat(second.next().event()).isEqualTo("open");
            publish(created("d", "exports", "m"));
            assertThat(second.next().data()).contains("evt_d_1");
        }
    }

    @Test
    void shouldTellTheGap_whenTooMuchHappenedMeanwhile() throws IOException {
        String last;
        try (LiveTail first = new LiveTail(api.server.uri(), "", 0)) {
            last = first.next().id();
        }
        for (int i = 0; i < 600; i++) {
            publish(created("m" + i, "exports", "m"));
        }
        try (LiveTail second = new LiveTail(api.server.uri(), "", 0, "Last-Event-ID", last)) {
            assertThat(second.next().event()).isEqualTo("gap");
            publish(created("z", "exports", "m"));
            assertThat(second.next().data()).contains("evt_z_1");
        }
    }

    @Test
    void shouldSlowNobodyAndKeepLittle_whenHalfOfTheClientsNeverRead() throws Exception {
        List<LiveTail> readers = new ArrayList<>();
        List<LiveTail> idle = new ArrayList<>();
        ExecutorService reading = Executors.newFixedThreadPool(CLIENTS / 2);
        try {
            for (int i = 0; i < CLIENTS / 2; i++) {
                readers.add(new LiveTail(api.server.uri(), "?tag=exports", 0));
                idle.add(new LiveTail(api.server.uri(), "?tag=bulk", 4 << 10));
            }
            await().until(() -> metric("loop.live.clients") == CLIENTS);
            List<AtomicInteger> seen = new ArrayList<>();
            for (LiveTail reader : readers) {
                AtomicInteger count = new AtomicInteger();
                seen.add(count);
                reading.submit(() -> count(reader, count));
            }
            String bulk = "x".repeat(20_000);
            long longest = 0;
            for (int round = 0; round < ROUNDS; round++) {
                FeedbackChange[] some = new FeedbackChange[2 * IN_ROUND];
                for (int i = 0; i < IN_ROUND; i++) {
                    some[2 * i] = created("r" + round + "i" + i, "exports", "said");
                    some[2 * i + 1] = created("b" + round + "i" + i, "bulk", bulk);
                }
                long began = System.nanoTime();
                publish(some);
                longest = Math.max(longest, System.nanoTime() - began);
                // A reader that lagged would be told of a gap: it never comes to that.
                int due = round * IN_ROUND;
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> seen.stream().allMatch(count -> count.get() >= due));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> seen.stream().allMatch(count -> count.get() == ROUNDS * IN_ROUND));
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
            // 16 MB were for each who does not read: it has had gaps, and there is at most a queue of it.
            assertThat(api.meters.get("loop.live.gaps").functionCounter().count())
                    .isGreaterThanOrEqualTo(CLIENTS / 2.0);
            assertThat(metric("loop.live.queued.bytes")).isLessThanOrEqualTo(CLIENTS / 2.0 * (256 << 10));
            // Others are answered meanwhile.
            assertThat(api.get("/v1/feedback").status()).isEqualTo(200);
        } finally {
            for (LiveTail tail : readers) {
                tail.close();
            }
            for (LiveTail tail : idle) {
                tail.close();
            }
            reading.shutdownNow();
        }
    }

    /** Counts the creations that a client receives, as they come. */
    private static void count(LiveTail reader, AtomicInteger count) {
        try {
            while (true) {
                Message message = reader.next();
                if (message.event().equals("feedback.created")) {
                    count.incrementAndGet();
                }
            }
        } catch (IOException closed) {
            // The test ends.
        }
    }

    @Test
    void shouldRefuse_whenThereAreTooManyOrTheCursorIsNotOurs() throws IOException {
        List<LiveTail> tails = new ArrayList<>();
        for (int i = 0; i < ApiFixture.MOST_LIVE_CLIENTS; i++) {
            tails.add(new LiveTail(api.server.uri(), "", 0));
        }
        for (LiveTail tail : tails) {
            tail.next();
        }
        ApiFixture.Answer refused = api.get("/v1/stream");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().get("type").asText()).endsWith("#too-many-streams");
        for (LiveTail tail : tails) {
            tail.close();
        }
        assertThat(api.get("/v1/stream", "Last-Event-ID", "nonsense").status()).isEqualTo(400);
        assertThat(api.send("GET", "/v1/stream", ApiFixture.PUBLISHABLE, null).status())
                .isEqualTo(403);
        assertThat(api.get("/v1/stream?tga=x").status()).isEqualTo(400);
    }

    @Test
    void shouldLetAllGo_whenTheServerStops() throws IOException {
        try (LiveTail tail = new LiveTail(api.server.uri(), "", 0)) {
            tail.next();
            api.live.close();
            assertThatThrownBy(tail::next).isInstanceOf(IOException.class).hasMessageContaining("ended");
        }
    }

    private double metric(String name) {
        return api.meters.get(name).gauge().value();
    }

    /** Publishes as the reader does, and to the log. */
    private void publish(FeedbackChange... changes) {
        List<LiveEntry> made = new ArrayList<>();
        for (FeedbackChange change : changes) {
            made.add(new LiveEntry(new Entry.OfItem(change), 0, written, List.of(new Place(written, 0))));
            api.events.events.addAll(FeedbackEvents.of(change));
            written++;
        }
        api.live.publish(made, new EventCursor(List.of(new Place(written, 0))), writers);
    }

    private void publish(Entry.OfProject entry) {
        LiveEntry made = new LiveEntry(entry, 0, written, List.of(new Place(written, 0)));
        api.events.events.addAll(entry.events());
        written++;
        api.live.publish(List.of(made), new EventCursor(List.of(new Place(written, 0))), writers);
    }

    private static Entry.OfProject ofProject(String project, EventType type, String id) {
        return new Entry.OfProject(project, new Event(id, type, 0, json -> {
            json.writeStartObject();
            json.writeEndObject();
        }));
    }

    private static FeedbackChange created(String id, String tag, String message) {
        return change(id, ChangeType.CREATED, null, item(id, tag, message));
    }

    private static FeedbackChange changed(String id, Feedback before, Feedback after) {
        return change(id, ChangeType.UPDATED, before, after);
    }

    private static FeedbackChange erased(String id) {
        return change(id, ChangeType.ERASED, null, null);
    }

    private static FeedbackChange change(
            String id, ChangeType type, @Nullable Feedback before, @Nullable Feedback after) {
        return new FeedbackChange(
                "evt_" + id + "_1", type, "fb_" + id, "default", 1L, ApiFixture.NOW, null, null, before, after);
    }

    private static Feedback item(String id, String tag, String message) {
        return Feedback.newBuilder()
                .setId("fb_" + id)
                .setProject("default")
                .setUserId("u_1")
                .setMessage(message)
                .setSentiment(Sentiment.NEGATIVE)
                .setTag(tag)
                .setStatus(Status.OPEN)
                .setCreatedAt(ApiFixture.NOW)
                .setReceivedAt(ApiFixture.NOW)
                .setUpdatedAt(ApiFixture.NOW)
                .setRevision(1)
                .build();
    }
}
