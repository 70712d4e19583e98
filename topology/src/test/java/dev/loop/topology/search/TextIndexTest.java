package dev.loop.topology.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.RandomItems;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.text.TextQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index holds what the items say: built from them, changed with them, carried on with, and rid of what is erased. */
class TextIndexTest {

    private static final ReadBudget ENDLESS = () -> {};
    private static final OptionalLong UNSEALED = OptionalLong.empty();
    private static final long BYTES = 4 << 20;

    @TempDir
    Path directory;

    private final PlainStore store = new PlainStore();

    @Test
    void shouldCarryOn_whenItWasSealed() throws Exception {
        TextIndex first = open(UNSEALED);
        store.put(first, item(1, "the export hangs"));
        store.put(first, item(2, "the import hangs"));
        assertThat(found(first, "hangs")).hasSize(2);
        store.put(first, item(3, "not yet taken in"));
        assertThat(first.close(7)).isTrue();

        int readBefore = store.read.get();
        TextIndex second = open(OptionalLong.of(7));
        assertThat(found(second, "hangs")).containsExactly("2", "1");
        assertThat(found(second, "yet")).containsExactly("3");
        store.remove(second, "1");
        assertThat(found(second, "hangs")).containsExactly("2");
        assertThat(store.read.get()).isEqualTo(readBefore);
        second.close(8);
    }

    /** A crash leaves the files of the last start, in which later changes are missing. */
    @ParameterizedTest
    @ValueSource(strings = {"crashed", "other seal", "no seal", "broken file"})
    void shouldBeMadeAgain_whenItIsNotAsTheStoreLeftIt(String how) throws Exception {
        TextIndex first = open(UNSEALED);
        store.put(first, item(1, "the export hangs"));
        assertThat(found(first, "export")).containsExactly("1");
        first.close(7);
        OptionalLong seal = OptionalLong.of(7);
        switch (how) {
            case "crashed" -> {
                TextIndex crashing = open(seal);
                // A copy of its files while it runs is what a crash would leave.
                Path copy = copy(directory.resolve("text"));
                crashing.close(7);
                IndexFiles.delete(directory.resolve("text"));
                Files.move(copy, directory.resolve("text"));
            }
            case "other seal" -> seal = OptionalLong.of(8);
            case "no seal" -> seal = UNSEALED;
            default -> {
                try (Stream<Path> files = Files.list(directory.resolve("text"))) {
                    Files.writeString(
                            files.filter(file -> file.getFileName().toString().startsWith("segments"))
                                    .findFirst()
                                    .orElseThrow(),
                            "garbage");
                }
            }
        }
        // The store went on, and then lost what was aborted.
        store.items.clear();
        store.items.put("2", item(2, "the import hangs"));

        TextIndex second = open(seal);
        assertThat(found(second, "hangs")).containsExactly("2");
        assertThat(found(second, "export")).isEmpty();
        second.close(9);
    }

    /** An index of an earlier version was closed in order as well. */
    @Test
    void shouldBeMadeAgain_whenItHasAnEarlierFormat() throws Exception {
        Path path = directory.resolve("text");
        store.items.put("1", item(1, "it keeps crashing"));
        try (FSDirectory files = FSDirectory.open(path);
                IndexWriter earlier = new IndexWriter(files, new IndexWriterConfig())) {
            earlier.addDocument(List.of());
            earlier.setLiveCommitData(Map.of("format", "1.2", "seal", "7").entrySet());
            earlier.commit();
        }

        TextIndex index = open(OptionalLong.of(7));

        assertThat(found(index, "crash")).containsExactly("1");
        assertThat(store.read.get()).isEqualTo(1);
        index.close(8);
        TextIndex next = open(OptionalLong.of(8));
        assertThat(found(next, "crashes")).containsExactly("1");
        assertThat(store.read.get()).isEqualTo(1);
        next.close(9);
    }

    @Test
    void shouldPutTheWrittenFormFirst_whenOthersAreFoundToo() throws Exception {
        TextIndex index = open(UNSEALED);
        store.put(index, item(1, "the app crashed again"));
        store.put(index, item(2, "another crash today ok"));
        store.put(index, item(3, "it keeps crashing now"));
        FeedbackFilter filter = filter("crash");

        assertThat(found(index, "crash")).containsExactly("3", "2", "1");
        assertThat(found(index, "\"crash\"")).containsExactly("2");
        assertThat(found(index, "-crash")).isEmpty();
        assertThat(ranked(index, filter, statistics(index, filter)))
                .extracting(SearchHit::id)
                .containsExactly("2", "3", "1");
        assertThat(statistics(index, filter).having()).containsExactly(3L);
        index.close(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5})
    void shouldHoldEveryItemOnce_whenMoreIsWrittenThanThereIsRoomFor(long seed) throws Exception {
        TextIndex index = open(UNSEALED);
        assertThat(found(index, "w1")).isEmpty();
        Random random = new Random(seed);
        boolean spilled = false;
        for (int i = 0; i < 60_000; i++) {
            int at = random.nextInt(20_000);
            if (random.nextInt(4) == 0) {
                store.remove(index, String.valueOf(at));
            } else {
                store.put(index, item(at, "later w" + random.nextInt(10)));
            }
            if (i % 20_000 == 10_000) {
                // A search in the midst of it sees all that came before it.
                String newest = "9" + i;
                store.put(index, item(Integer.parseInt(newest), "between"));
                assertThat(found(index, "between")).contains(newest);
            }
            spilled |= i % 1_000 == 0 && Files.exists(directory.resolve("text-backlog"));
        }
        for (int word = 0; word < 10; word++) {
            String text = "later w" + word;
            assertThat(found(index, "w" + word))
                    .containsExactlyInAnyOrderElementsOf(store.items.values().stream()
                            .filter(item -> item.getMessage().equals(text))
                            .map(Feedback::getId)
                            .toList());
        }
        assertThat(spilled).isTrue();
        assertThat(directory.resolve("text-backlog")).isEmptyFile();
        assertThat(index.close(3)).isTrue();
        assertThat(directory.resolve("text-backlog")).doesNotExist();
    }

    /** Every other change takes an item out of the index and puts it in again. */
    @Test
    void shouldSeeAllOfEachChangeAndSayWhichWasTheLast_whenSearchedWhileItemsChange() throws Exception {
        TextIndex index = open(UNSEALED);
        assertThat(found(index, "word")).isEmpty();
        int changes = 20_000;
        AtomicInteger ahead = new AtomicInteger();
        Thread writer = new Thread(() -> {
            // A quick machine writes all of them between two searches; then it goes on until one falls in between.
            for (int change = 0; change < changes || (ahead.get() == 0 && change < 100 * changes); change++) {
                store.put(index, item(change / 2, change % 2 == 0 ? "a word" : "another word"));
            }
        });
        writer.start();
        while (writer.isAlive()) {
            long asked = store.changes(index);
            try (Searching searching = index.at(asked, ENDLESS)) {
                long position = searching.position(asked, PlainStore.positionOf(asked));
                long change = position / 10;
                assertThat(position % 10).isZero();
                assertThat(searching.facets(filter("word")).outcomes().total())
                        .as("after change %d, asked for %d", change, asked)
                        .isEqualTo((change + 1) / 2);
                if (change > asked) {
                    ahead.incrementAndGet();
                }
            }
        }
        writer.join();
        assertThat(ahead.get()).as("searches that saw more than they had to").isPositive();
        index.close(1);
    }

    /** Items are added, changed and removed, before, at and after where the making has come to, while it goes on. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldHoldEveryItemOnce_whenItIsMadeWhileItemsChange(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            store.items.put(String.valueOf(i), item(i, "first " + i));
        }
        TextIndex index = open(UNSEALED);
        for (int i = 0; i < 20_000; i++) {
            int at = random.nextInt(21_000);
            if (random.nextInt(3) == 0) {
                store.remove(index, String.valueOf(at));
            } else {
                store.put(index, item(at, "later w" + random.nextInt(10)));
            }
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(TextIndexBuildingException.class)
                .until(() -> found(index, "w1") != null);
        for (int word = 0; word < 10; word++) {
            String text = "later w" + word;
            assertThat(found(index, "w" + word))
                    .containsExactlyInAnyOrderElementsOf(store.items.values().stream()
                            .filter(item -> item.getMessage().equals(text))
                            .map(Feedback::getId)
                            .toList());
        }
        assertThat(found(index, "first"))
                .containsExactlyInAnyOrderElementsOf(store.items.values().stream()
                        .filter(item -> item.getMessage().startsWith("first"))
                        .map(Feedback::getId)
                        .toList());
        index.close(1);
    }

    @Test
    void shouldLeaveNoWordOnDisk_whenAnItemWasErasedAWhileAgo() throws Exception {
        TextIndex index = new TextIndex(directory.resolve("text"), UNSEALED, BYTES, store, Duration.ofMillis(200), 100);
        store.put(index, item(1, "unmistakableword"));
        for (int i = 2; i < 50; i++) {
            store.put(index, item(i, "something else"));
        }
        assertThat(found(index, "unmistakableword")).containsExactly("1");
        assertThat(index.close(1)).isTrue();
        assertThat(onDisk("unmistakableword")).isTrue();

        index = new TextIndex(directory.resolve("text"), OptionalLong.of(1), BYTES, store, Duration.ofMillis(200), 100);
        store.remove(index, "1");
        assertThat(found(index, "unmistakableword")).isEmpty();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !onDisk("unmistakableword"));
        assertThat(found(index, "something")).hasSize(48);
        index.close(2);
    }

    /** A vector tells much of the words that it was made of. */
    @Test
    void shouldLeaveNoVectorOnDisk_whenAnItemWasErasedAWhileAgo() throws Exception {
        TextIndex index = new TextIndex(directory.resolve("text"), UNSEALED, BYTES, store, Duration.ofMillis(200), 100);
        Random random = new Random(9);
        for (int i = 1; i < 50; i++) {
            byte[] vector = new byte[MeaningVector.WIDTH];
            random.nextBytes(vector);
            store.put(
                    index,
                    Feedback.newBuilder(item(i, "something"))
                            .setVector(ByteBuffer.wrap(vector))
                            .build());
        }
        byte[] erased = MeaningVector.array(store.items.get("1").getVector().orElseThrow());
        String vector = new String(erased, ISO_8859_1);
        String signs = new String(SignCode.bytes(erased), ISO_8859_1);
        assertThat(found(index, "something")).hasSize(49);
        assertThat(index.close(1)).isTrue();
        assertThat(onDisk(vector)).isTrue();
        assertThat(onDisk(signs)).isTrue();

        index = new TextIndex(directory.resolve("text"), OptionalLong.of(1), BYTES, store, Duration.ofMillis(200), 100);
        store.remove(index, "1");
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !onDisk(vector) && !onDisk(signs));
        try (Searching searching = index.at(store.changes(index), ENDLESS)) {
            Searching.Nearest nearest = searching.nearest(FeedbackFilter.all("default"), erased, 100);
            assertThat(nearest.places()).hasSize(48).extracting(SearchHit::id).doesNotContain("1");
        }
        index.close(2);
    }

    /** Erased, and closed before it was time to write the files again. */
    @Test
    void shouldStillForget_whenItIsClosedInBetween() throws Exception {
        TextIndex index = open(UNSEALED);
        store.put(index, item(1, "unmistakableword"));
        store.put(index, item(2, "something else"));
        assertThat(found(index, "unmistakableword")).containsExactly("1");
        store.remove(index, "1");
        index.close(1);

        index = new TextIndex(directory.resolve("text"), OptionalLong.of(1), BYTES, store, Duration.ofMillis(200), 100);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !onDisk("unmistakableword"));
        index.close(2);
    }

    @Test
    void shouldRankAsOneIndexWould_whenThereAreTwo() throws Exception {
        Random random = new Random(5);
        PlainStore[] halves = {new PlainStore(), new PlainStore()};
        for (int i = 0; i < 400; i++) {
            // The rare word is rare in one half only, where it would weigh more by that half's own figures.
            StringBuilder message = new StringBuilder(i % 2 == 0 || random.nextInt(20) == 0 ? "e-export " : "");
            // One half has a form that the other lacks.
            message.append(i % 2 == 0 && random.nextInt(3) == 0 ? "exported e-exports " : "");
            for (int word = random.nextInt(6); word >= 0; word--) {
                message.append(random.nextInt(3) == 0 ? "slow " : "w" + random.nextInt(20) + " ");
            }
            Feedback item = item(i, message.toString());
            halves[i % 2].items.put(item.getId(), item);
            store.items.put(item.getId(), item);
        }
        TextIndex whole = open(UNSEALED);
        List<TextIndex> parts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parts.add(
                    new TextIndex(directory.resolve("part" + i), UNSEALED, BYTES, halves[i], Duration.ofHours(1), 100));
        }
        for (String text : List.of(
                "export slow",
                "exports",
                "slow | e-exports",
                "\"slow\" | slower | exporting",
                "\"export slow\" | w1*",
                "exprot~ | w3")) {
            FeedbackFilter filter = filter(text);
            List<SearchHit> expected = ranked(whole, filter, statistics(whole, filter));
            TextStatistics both = statistics(parts.get(0), filter).and(statistics(parts.get(1), filter));
            List<SearchHit> merged = new ArrayList<>();
            for (TextIndex part : parts) {
                merged.addAll(ranked(part, filter, both));
            }
            merged.sort(SearchHit.ORDER);
            assertThat(expected).isNotEmpty();
            assertThat(merged).as(text).isEqualTo(expected);
        }
        whole.close(1);
        parts.forEach(part -> part.close(1));
    }

    @Test
    void shouldPutTheNearestWordFirst_whenSimilarOnesAreAskedFor() throws Exception {
        TextIndex index = open(UNSEALED);
        store.put(index, item(1, "the export hangs"));
        store.put(index, item(2, "the exprot hangs"));
        store.put(index, item(3, "i expect more"));
        FeedbackFilter filter = filter("exprot~");

        assertThat(ranked(index, filter, statistics(index, filter)))
                .extracting(SearchHit::id)
                .containsExactly("2", "1", "3");
        index.close(1);
    }

    /** Later pages are ranked by the statistics of the first, so that none is skipped and none comes twice. */
    @Test
    void shouldKeepItsOrder_whenItemsComeInBetweenPages() throws Exception {
        Random random = new Random(6);
        TextIndex index = open(UNSEALED);
        for (int i = 0; i < 300; i++) {
            store.put(
                    index,
                    item(i, "slow " + "w".repeat(1 + random.nextInt(3)) + " " + "slow ".repeat(random.nextInt(4))));
        }
        FeedbackFilter filter = filter("slow | www");
        TextStatistics statistics = statistics(index, filter);
        List<SearchHit> before = ranked(index, filter, statistics);
        List<SearchHit> paged = new ArrayList<>();
        Optional<SearchHit> after = Optional.empty();
        for (int page = 0; page < 30; page++) {
            try (Searching searching = index.at(store.changes(index), ENDLESS)) {
                paged.addAll(searching.top(filter, Optional.of(statistics), after, 10));
            }
            after = Optional.of(paged.get(paged.size() - 1));
            // Items of other words change how rare the words of the search are.
            store.put(index, item(1000 + page, "something else"));
        }
        assertThat(paged).isEqualTo(before);
        index.close(1);
    }

    @Test
    void shouldGiveUpInTime_whenPatienceEnds() throws Exception {
        TextIndex index = open(UNSEALED);
        for (int i = 0; i < 3_000; i++) {
            store.put(index, item(i, "word" + i + " slow"));
        }
        found(index, "slow");
        RuntimeException over = new RuntimeException("over");
        AtomicInteger asked = new AtomicInteger();
        ReadBudget impatient = () -> {
            if (asked.incrementAndGet() > 3) {
                throw over;
            }
        };
        for (String text : List.of("wo*", "word17~2")) {
            asked.set(0);
            try (Searching searching = index.at(store.changes(index), impatient)) {
                assertThatThrownBy(() -> searching.top(filter(text), Optional.empty(), Optional.empty(), 10))
                        .isSameAs(over);
            }
        }
        index.close(1);
    }

    @Test
    void shouldSayThatItIsClosed_whenAskedAfterwards() {
        TextIndex index = open(UNSEALED);
        index.close(1);
        assertThatThrownBy(() -> index.at(0, ENDLESS)).isInstanceOf(InvalidStateStoreException.class);
    }

    // ---- help ----

    private TextIndex open(OptionalLong seal) {
        return new TextIndex(directory.resolve("text"), seal, BYTES, store, Duration.ofHours(1), 100);
    }

    private static FeedbackFilter filter(String text) throws Exception {
        FeedbackFilter all = FeedbackFilter.all("default");
        return new FeedbackFilter(
                all.project(),
                all.tag(),
                all.plan(),
                all.source(),
                all.user(),
                all.metadata(),
                all.sentiments(),
                all.statuses(),
                all.from(),
                all.to(),
                Optional.of(TextQuery.parse(text)));
    }

    /** Ids, newest first. */
    private List<String> found(TextIndex index, String text) throws Exception {
        try (Searching searching = index.at(store.changes(index), ENDLESS)) {
            return searching.top(filter(text), Optional.empty(), Optional.empty(), 100_000).stream()
                    .map(SearchHit::id)
                    .toList();
        }
    }

    private static TextStatistics statistics(TextIndex index, FeedbackFilter filter) {
        try (Searching searching = index.at(index.sequence(), ENDLESS)) {
            return searching.statistics(filter);
        }
    }

    private static List<SearchHit> ranked(TextIndex index, FeedbackFilter filter, TextStatistics statistics) {
        try (Searching searching = index.at(index.sequence(), ENDLESS)) {
            return searching.top(filter, Optional.of(statistics), Optional.empty(), 10_000);
        }
    }

    private static Feedback item(int id, String message) {
        return Feedback.newBuilder(new RandomItems(new Random(id)).inSeries("default", 1, Instant.ofEpochMilli(id)))
                .setId(String.valueOf(id))
                .setMessage(message)
                .build();
    }

    private boolean onDisk(String word) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("text"))) {
            for (Path file : files.toList()) {
                if (new String(Files.readAllBytes(file), ISO_8859_1).contains(word)) {
                    return true;
                }
            }
            return false;
        } catch (java.nio.file.NoSuchFileException mergedAway) {
            return onDisk(word);
        }
    }

    private static Path copy(Path from) throws IOException {
        Path to = from.resolveSibling("copy");
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    /** Items in memory, and the lock that a store has around them. */
    private static final class PlainStore implements ItemSource {

        final TreeMap<String, Feedback> items = new TreeMap<>();
        final AtomicInteger read = new AtomicInteger();

        void put(TextIndex index, Feedback item) {
            index.awaitRoom();
            synchronized (this) {
                index.changed(items.put(item.getId(), item), item, stored(item), positionOf(index.sequence() + 1));
            }
        }

        void remove(TextIndex index, String id) {
            index.awaitRoom();
            synchronized (this) {
                Feedback before = items.remove(id);
                if (before != null) {
                    index.changed(before, null, null, positionOf(index.sequence() + 1));
                }
            }
        }

        /** Most commands change nothing. */
        static long positionOf(long change) {
            return 10 * change;
        }

        synchronized long changes(TextIndex index) {
            return index.sequence();
        }

        @Override
        public synchronized Portion from(byte[] from, int most, LongSupplier sequence) {
            List<byte[]> portion = new ArrayList<>();
            byte @Nullable [] next = null;
            for (String id : items.keySet()) {
                byte[] key = id.getBytes(UTF_8);
                if (Arrays.compareUnsigned(key, from) < 0) {
                    continue;
                }
                if (portion.size() == most) {
                    next = key;
                    break;
                }
                portion.add(key);
            }
            read.addAndGet(portion.size());
            stored = new TreeMap<>(
                    items.tailMap(new String(from, UTF_8), true).headMap(next == null ? "~" : new String(next, UTF_8)));
            return new Portion(portion, next, sequence.getAsLong(), positionOf(sequence.getAsLong()));
        }

        private Map<String, Feedback> stored = Map.of();
        private final Map<String, Feedback> changed = new ConcurrentHashMap<>();

        /** Stores the item under the name of its change, so that it reads back as it was then. */
        private byte[] stored(Feedback item) {
            String name = "change " + changed.size();
            changed.put(name, item);
            return name.getBytes(UTF_8);
        }

        @Override
        public byte[] key(Feedback item) {
            return item.getId().getBytes(UTF_8);
        }

        @Override
        public Feedback decode(byte[] id) {
            String name = new String(id, UTF_8);
            return changed.getOrDefault(name, stored.get(name));
        }
    }
}
