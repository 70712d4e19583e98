package dev.loop.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.history.EventLog.Filter;
import dev.loop.history.EventLog.ForeignCursorException;
import dev.loop.history.EventLog.GoneException;
import dev.loop.history.EventLog.History;
import dev.loop.history.EventLog.Page;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.event.Event;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.event.ProjectEvents;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, with transactions, two partitions of items, and a project for each test. */
class KafkaEventLogTest {

    private static final String TOPIC = Topics.FEEDBACK_EVENTS.name();
    private static final String PROJECT_TOPIC = Topics.PROJECT_EVENTS.name();
    private static final Instant AT = Instant.parse("2026-06-19T14:00:00Z");

    @TempDir
    private static Path directory;

    private static EmbeddedKafka kafka;
    private static Map<String, Object> connection;
    private static SchemaRegistryClient registry;
    private static Serde<FeedbackChange> serde;
    private static Serde<ProjectEvent> projectSerde;
    private static int projects;

    private final Filter filter = new Filter("project" + projects++, Set.of());
    private KafkaEventLog log;
    private KafkaProducer<String, byte[]> producer;
    private EventCursor begin;
    private final long[] last = {-1, -1, -1};

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(directory, 0);
        connection = kafka.clientSettings();
        registry = SchemaRegistryClient.from(Map.of("schema.registry.url", "mock://events"));
        serde = WireSerdes.of(Topics.FEEDBACK_EVENTS, registry);
        projectSerde = WireSerdes.of(Topics.PROJECT_EVENTS, registry);
        try (Admin admin = Admin.create(connection)) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(2)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.FEEDBACK_EVENTS, Topics.PROJECT_EVENTS));
        }
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void open() {
        log = new KafkaEventLog(connection, 2, new EntryReader(registry));
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("transactional.id", filter.project());
        producer = new KafkaProducer<>(
                settings, new StringSerializer(), new org.apache.kafka.common.serialization.ByteArraySerializer());
        producer.initTransactions();
        begin = log.newest();
    }

    @AfterEach
    void close() {
        producer.close();
        log.close();
    }

    @Test
    void shouldGiveEachEventOnceAndInOrderOfTheItem_whenReadPageByPage() {
        List<String> written = new ArrayList<>();
        for (int transaction = 0; transaction < 10; transaction++) {
            producer.beginTransaction();
            for (int i = 0; i < 5; i++) {
                int number = transaction * 5 + i;
                write(number % 2, created(number));
                written.add("evt_" + number);
            }
            writeToProject(EventType.TREND_OPENED, 1_000 + transaction);
            written.add("evt_" + (1_000 + transaction));
            commit();
        }
        for (int limit : new int[] {1, 7, 1_000}) {
            List<String> read = ids(pages(limit));
            assertThat(read).as("limit %d", limit).containsExactlyInAnyOrderElementsOf(written);
            assertThat(read.stream()
                            .filter(id -> number(id) < 1_000 && number(id) % 2 == 0)
                            .toList())
                    .isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
            assertThat(read.stream().filter(id -> number(id) >= 1_000).toList())
                    .isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
        }
    }

    @Test
    void shouldGoOnWithinAChange_whenOneMadeSeveralEvents() {
        committed(0, changed(1));
        committed(0, created(2));
        assertThat(ids(pages(1))).containsExactly("evt_1", "evt_1_tagged", "evt_1_updated", "evt_2");
        assertThat(ids(pages(2))).containsExactly("evt_1", "evt_1_tagged", "evt_1_updated", "evt_2");
        // A record of one partition is not read again while another partition is waited for.
        EventCursor within = log.read(begin, filter, 2, Duration.ZERO).next();
        committed(1, created(3));
        assertThat(ids(log.read(within, filter, 10, Duration.ZERO).events()))
                .containsExactlyInAnyOrder("evt_1_updated", "evt_2", "evt_3");
        var tagged = new Filter(filter.project(), Set.of(EventType.FEEDBACK_TAGGED));
        assertThat(ids(log.read(begin, tagged, 10, Duration.ZERO).events())).containsExactly("evt_1_tagged");
    }

    @Test
    void shouldTellEventsOfTheProjectAmongThoseOfItems_whenTheyWereWrittenInBetween() {
        committed(0, created(1));
        committedToProject(EventType.TREND_OPENED, 2);
        committed(1, created(3));
        committedToProject(EventType.ENDPOINT_DISABLED, 4);
        Page page = log.read(begin, filter, 10, Duration.ZERO);
        List<String> all = ids(page.events());
        assertThat(all).containsExactlyInAnyOrder("evt_1", "evt_2", "evt_3", "evt_4");
        assertThat(all).containsSubsequence("evt_2", "evt_4");
        assertThat(page.more()).isFalse();
        assertThat(log.read(page.next(), filter, 10, Duration.ZERO).events()).isEmpty();
        assertThat(new String(page.events().get(all.indexOf("evt_2")).json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"evt_2\",\"type\":\"trend.opened\",\"createdAt\":\"2026-06-19T14:00:00Z\","
                        + "\"data\":{\"id\":\"tr_2\"}}");
        var opened = new Filter(filter.project(), Set.of(EventType.TREND_OPENED));
        assertThat(ids(log.read(begin, opened, 10, Duration.ZERO).events())).containsExactly("evt_2");
        var ofItems = new Filter(filter.project(), Set.of(), Entry.OfItem.class::isInstance);
        assertThat(ids(log.read(begin, ofItems, 10, Duration.ZERO).events()))
                .containsExactlyInAnyOrder("evt_1", "evt_3");
        var other = new Filter("other", Set.of());
        assertThat(log.read(begin, other, 10, Duration.ZERO).events()).isEmpty();
    }

    /** The version before knew the items alone: its receivers have seen no event of the project. */
    @Test
    void shouldTellEachOnce_whenTheCursorIsOfTheVersionBefore() throws Exception {
        committedToProject(EventType.TREND_OPENED, 1);
        committed(0, created(2));
        List<EventCursor.Place> places = log.newest().places();
        String old = new EventCursor(List.of(places.get(0), places.get(1), EventCursor.Place.BEGINNING)).toString();
        committed(1, created(3));
        committedToProject(EventType.TREND_CLOSED, 4);

        EventCursor cursor = EventCursor.parse(old).orElseThrow();
        List<String> read = new ArrayList<>();
        Page page;
        do {
            page = log.read(cursor, filter, 1, Duration.ZERO);
            read.addAll(ids(page.events()));
            cursor = EventCursor.parse(page.next().toString()).orElseThrow();
        } while (page.more());
        assertThat(read).containsExactlyInAnyOrder("evt_1", "evt_3", "evt_4");
        assertThat(read.indexOf("evt_1")).isLessThan(read.indexOf("evt_4"));

        // What is older than the log keeps was never told to it either, and is not missed.
        try (Admin admin = Admin.create(connection)) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(PROJECT_TOPIC, 0),
                            RecordsToDelete.beforeOffset(places.get(2).offset())))
                    .all()
                    .get();
        }
        assertThat(ids(log.read(EventCursor.parse(old).orElseThrow(), filter, 10, Duration.ZERO)
                        .events()))
                .containsExactlyInAnyOrder("evt_3", "evt_4");
        assertThatThrownBy(() -> log.read(begin, filter, 10, Duration.ZERO)).isInstanceOf(GoneException.class);
    }

    @Test
    void shouldPassOverWhatItCannotRead_whenAnOutsiderWroteIt() {
        producer.beginTransaction();
        send(new ProducerRecord<>(PROJECT_TOPIC, 0, "key", new byte[] {1, 2, 3}));
        send(new ProducerRecord<>(PROJECT_TOPIC, 0, "key", null));
        writeToProject(EventType.TREND_OPENED, 1);
        commit();
        assertThat(ids(log.read(begin, filter, 10, Duration.ZERO).events())).containsExactly("evt_1");
    }

    @Test
    void shouldNotShowWhatIsNotCommitted_whenATransactionIsOpenOrWasAborted() {
        producer.beginTransaction();
        write(0, created(1));
        writeToProject(EventType.TREND_OPENED, 3);
        producer.flush();
        assertThat(log.read(begin, filter, 10, Duration.ZERO).events()).isEmpty();
        producer.abortTransaction();
        committed(0, created(2));
        Page page = log.read(begin, filter, 10, Duration.ZERO);
        assertThat(ids(page.events())).containsExactly("evt_2");
        assertThat(page.more()).isFalse();
        assertThat(log.read(page.next(), filter, 10, Duration.ZERO).events()).isEmpty();
    }

    @Test
    void shouldShowNothingOfOthers_whenProjectsShareTheLog() {
        committed(0, created(1));
        var other = new Filter("other", Set.of());
        Page page = log.read(begin, other, 10, Duration.ZERO);
        assertThat(page.events()).isEmpty();
        assertThat(page.next()).isNotEqualTo(begin);
    }

    @Test
    void shouldAnswerAsSoonAsThereIsSomething_whenItWaits() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> {
            long from = System.nanoTime();
            Page page = log.read(begin, filter, 10, Duration.ofSeconds(20));
            return Map.entry(page, Duration.ofNanos(System.nanoTime() - from));
        });
        await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());
        committed(1, created(1));
        assertThat(ids(waiting.get().getKey().events())).containsExactly("evt_1");
        assertThat(waiting.get().getValue()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void shouldAnswerWithNothing_whenItStopsOrHasWaitedEnough() throws Exception {
        assertThat(log.read(begin, filter, 10, Duration.ofMillis(300)).events()).isEmpty();
        var waiting = CompletableFuture.supplyAsync(
                () -> log.read(begin, filter, 10, Duration.ofSeconds(30)).events());
        await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());
        log.stopWaiting();
        assertThat(waiting.get(5, java.util.concurrent.TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void shouldBeginAtATime_whenAskedSince() {
        committed(0, created(1));
        committedToProject(EventType.TREND_OPENED, 3);
        Instant between = nextMillisecond();
        nextMillisecond();
        committed(1, created(2));
        committedToProject(EventType.TREND_CLOSED, 4);
        assertThat(ids(log.read(log.since(between), filter, 10, Duration.ZERO).events()))
                .containsExactlyInAnyOrder("evt_2", "evt_4");
        assertThat(log.read(log.since(Instant.now().plusSeconds(60)), filter, 10, Duration.ZERO)
                        .events())
                .isEmpty();
        assertThat(ids(log.read(log.oldest(), filter, 10, Duration.ZERO).events()))
                .contains("evt_1", "evt_2", "evt_3", "evt_4");
    }

    /** The broker's times are whole milliseconds. */
    private static Instant nextMillisecond() {
        Instant now = Instant.now();
        return await().pollInterval(Duration.ofMillis(1))
                .until(Instant::now, later -> later.toEpochMilli() > now.toEpochMilli());
    }

    @Test
    void shouldTellThatItIsGone_whenTheLogBeginsLater() throws Exception {
        committed(0, created(1));
        committed(0, created(2));
        EventCursor before = begin;
        try (Admin admin = Admin.create(connection)) {
            long end = log.newest().places().get(0).offset();
            admin.deleteRecords(Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(end)))
                    .all()
                    .get();
        }
        assertThatThrownBy(() -> log.read(before, filter, 10, Duration.ZERO))
                .isInstanceOfSatisfying(
                        GoneException.class,
                        gone -> assertThat(log.read(gone.oldest(), filter, 10, Duration.ZERO)
                                        .events())
                                .isEmpty());
        assertThatThrownBy(() -> log.read(new EventCursor(List.of(begin.places().get(0))), filter, 10, Duration.ZERO))
                .isInstanceOf(ForeignCursorException.class);
        List<EventCursor.Place> far = new ArrayList<>(begin.places());
        far.set(2, new EventCursor.Place(1L << 40, 0));
        var beyond = new EventCursor(far);
        assertThatThrownBy(() -> log.read(beyond, filter, 10, Duration.ZERO))
                .isInstanceOf(ForeignCursorException.class);
    }

    @Test
    void shouldGoBackThroughTheChangesOfOneItem_whenOthersLieBetween() {
        String id = "fb_" + filter.project();
        int home = Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8))) % 2;
        List<Feedback> states = new ArrayList<>();
        for (int revision = 1; revision <= 5; revision++) {
            Feedback state = Feedback.newBuilder(item(Status.OPEN, Sentiment.NEGATIVE, "tag" + revision))
                    .setId(id)
                    .setUpdatedAt(Instant.now())
                    .setRevision(revision)
                    .build();
            committed(home, created(revision));
            committed(
                    home,
                    new FeedbackChange(
                            "evt_" + revision,
                            revision == 1 ? ChangeType.CREATED : ChangeType.UPDATED,
                            id,
                            filter.project(),
                            (long) revision,
                            state.getUpdatedAt(),
                            "actor",
                            "reason " + revision,
                            revision == 1 ? null : states.get(revision - 2),
                            state));
            states.add(state);
        }
        History whole = log.history(states.get(4), 10);
        assertThat(whole.changes()).extracting(FeedbackChange::getRevision).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(whole.whole()).isTrue();
        History latest = log.history(states.get(4), 2);
        assertThat(latest.changes()).hasSize(2);
        assertThat(latest.whole()).isFalse();
        assertThat(log.history(
                                Feedback.newBuilder(states.get(4))
                                        .setId(id + "x")
                                        .build(),
                                10)
                        .changes())
                .isEmpty();
    }

    private List<Event> pages(int limit) {
        List<Event> events = new ArrayList<>();
        EventCursor cursor = begin;
        while (true) {
            Page page = log.read(EventCursor.parse(cursor.toString()).orElseThrow(), filter, limit, Duration.ZERO);
            assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
            events.addAll(page.events());
            cursor = page.next();
            if (!page.more()) {
                return events;
            }
        }
    }

    private static List<String> ids(List<Event> events) {
        return events.stream().map(Event::id).toList();
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring("evt_".length()));
    }

    private void committed(int partition, FeedbackChange change) {
        producer.beginTransaction();
        write(partition, change);
        commit();
    }

    /** Returns when readers see it, which is a moment after the commit was acknowledged. */
    private void commit() {
        producer.commitTransaction();
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            List<EventCursor.Place> places = log.newest().places();
            return IntStream.range(0, last.length).allMatch(i -> places.get(i).offset() > last[i]);
        });
    }

    private void write(int partition, FeedbackChange change) {
        last[partition] = send(new ProducerRecord<>(
                TOPIC, partition, change.getId(), serde.serializer().serialize(TOPIC, change)));
    }

    private void committedToProject(EventType type, int number) {
        producer.beginTransaction();
        writeToProject(type, number);
        commit();
    }

    private void writeToProject(EventType type, int number) {
        Event event = new Event("evt_" + number, type, AT.toEpochMilli(), json -> {
            json.writeStartObject();
            json.writeStringField("id", "tr_" + number);
            json.writeEndObject();
        });
        ProjectEvent record = ProjectEvents.record(filter.project(), event);
        last[2] = send(new ProducerRecord<>(
                PROJECT_TOPIC, 0, filter.project(), projectSerde.serializer().serialize(PROJECT_TOPIC, record)));
    }

    private long send(ProducerRecord<String, byte[]> record) {
        Future<RecordMetadata> sent = producer.send(record);
        try {
            return sent.get().offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private FeedbackChange created(int number) {
        return change(number, ChangeType.CREATED, null, item(Status.OPEN, Sentiment.NEGATIVE, null));
    }

    /** Resolved, tagged and corrected at once: three events. */
    private FeedbackChange changed(int number) {
        return change(
                number,
                ChangeType.UPDATED,
                item(Status.OPEN, Sentiment.NEGATIVE, null),
                item(Status.RESOLVED, Sentiment.NEUTRAL, "exports"));
    }

    private FeedbackChange change(int number, ChangeType type, @Nullable Feedback before, Feedback after) {
        return new FeedbackChange(
                "evt_" + number, type, "fb_" + number, filter.project(), 1L, AT, null, null, before, after);
    }

    private Feedback item(Status status, Sentiment sentiment, @Nullable String tag) {
        Feedback.Builder item = Feedback.newBuilder()
                .setId("fb_1")
                .setProject(filter.project())
                .setUserId("u_1")
                .setMessage("said")
                .setSentiment(sentiment)
                .setTag(tag)
                .setStatus(status)
                .setCreatedAt(AT)
                .setReceivedAt(AT)
                .setUpdatedAt(AT)
                .setRevision(1);
        return item.build();
    }
}
