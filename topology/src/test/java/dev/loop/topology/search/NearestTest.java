package dev.loop.topology.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.RandomItems;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The nearest items are those that a comparison with each of them finds. */
class NearestTest {

    private static final ReadBudget ENDLESS = () -> {};
    private static final FeedbackFilter ALL = FeedbackFilter.all("default");
    private static final int EVERYTHING = 100_000;
    private static final long BYTES = 1 << 20;

    @TempDir
    private Path directory;

    private final Map<String, Feedback> items = new TreeMap<>();
    private final ItemDocument document = new ItemDocument();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldOrderAsAComparisonWithEachDoes_whenItemsComeChangeAndGo(long seed) throws IOException {
        Random random = new Random(seed);
        byte[][] topics = topics(20, random);
        try (Index index = new Index()) {
            for (int change = 0; change < 3_000; change++) {
                String id = String.valueOf(random.nextInt(2_000));
                index.remove(id);
                if (random.nextInt(5) > 0) {
                    index.put(item(id, random.nextInt(10) == 0 ? null : near(topics, random), random));
                }
                if (change % 250 == 0) {
                    index.files.refresh();
                }
            }
            for (FeedbackFilter filter : List.of(
                    ALL,
                    filter(Match.oneOf(List.of("free"))),
                    filter(Match.oneOf(List.of("scale")))
                            .between(Instant.ofEpochMilli(100), Instant.ofEpochMilli(700)))) {
                byte[] asked = near(topics, random);
                Searching.Nearest nearest = index.nearest(filter, asked, EVERYTHING);

                assertThat(nearest.places()).hasSizeGreaterThan(50).isEqualTo(each(filter, asked));
                assertThat(nearest.unread())
                        .isPositive()
                        .isEqualTo(accepted(filter)
                                .filter(item -> item.getVector().isEmpty())
                                .count());
                assertThat(index.nearest(filter, asked, 10).places())
                        .isEqualTo(nearest.places().subList(0, 10));
            }
        }
    }

    /** 40 vectors are read of 8,000, as 5,000 of a million. */
    @Test
    void shouldFindNearlyAllOfTheTen_whenFewVectorsAreRead() throws IOException {
        long seed = 3;
        Random random = new Random(seed);
        byte[][] topics = topics(100, random);
        try (Index index = new Index()) {
            for (int id = 0; id < 8_000; id++) {
                index.put(item(String.valueOf(id), near(topics, random), random));
            }
            int found = 0;
            int searches = 20;
            for (int search = 0; search < searches; search++) {
                byte[] asked = near(topics, random);
                List<SearchHit> expected = each(ALL, asked).subList(0, 10);
                NearestCollector collector = new NearestCollector(asked, 40);
                found += (int) index.search(collector, 10).stream()
                        .filter(expected::contains)
                        .count();
            }
            System.out.printf("Nearest: seed %d, recall of ten %.3f%n", seed, found / (10.0 * searches));
            assertThat(found / (10.0 * searches)).isGreaterThanOrEqualTo(0.95);
        }
    }

    /** The same message sent many times has one vector. */
    @Test
    void shouldPutTheNewestFirst_whenMoreAreTheSameThanAreRead() throws IOException {
        Random random = new Random(5);
        byte[] same = topics(1, random)[0];
        try (Index index = new Index()) {
            for (int id = 0; id < 300; id++) {
                index.put(item(String.valueOf(id), same, random));
            }
            NearestCollector collector = new NearestCollector(same, 20);

            assertThat(index.search(collector, 5))
                    .extracting(SearchHit::createdAt)
                    .isEqualTo(items.values().stream()
                            .map(item -> -item.getCreatedAt().toEpochMilli())
                            .sorted()
                            .limit(5)
                            .map(at -> -at)
                            .toList());
        }
    }

    // ---- help ----

    /** The index, and the items beside it. */
    private final class Index implements AutoCloseable {
        private final IndexFiles files = IndexFiles.open(directory.resolve("text"), OptionalLong.empty(), BYTES);

        Index() throws IOException {}

        void put(Feedback item) throws IOException {
            files.add(document, item);
            items.put(item.getId(), item);
        }

        void remove(String id) throws IOException {
            files.delete(id);
            items.remove(id);
        }

        Searching.Nearest nearest(FeedbackFilter filter, byte[] asked, int limit) throws IOException {
            files.refresh();
            try (Searching searching = new Searching(files.acquire(), 0, 0, ENDLESS, damage -> {
                throw new AssertionError(damage);
            })) {
                return searching.nearest(filter, asked, limit);
            }
        }

        List<SearchHit> search(NearestCollector collector, int limit) throws IOException {
            files.refresh();
            DirectoryReader reader = files.acquire();
            try {
                new IndexSearcher(reader).search(new MatchAllDocsQuery(), collector);
                return collector.nearest(reader, limit);
            } finally {
                reader.decRef();
            }
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }

    private Stream<Feedback> accepted(FeedbackFilter filter) {
        return items.values().stream().filter(filter::accepts);
    }

    private List<SearchHit> each(FeedbackFilter filter, byte[] asked) {
        List<SearchHit> places = new ArrayList<>();
        accepted(filter)
                .forEach(item -> item.getVector()
                        .ifPresent(vector -> places.add(new SearchHit(
                                (float) MeaningVector.cosine(asked, MeaningVector.array(vector)),
                                item.getCreatedAt().toEpochMilli(),
                                item.getId()))));
        places.sort(SearchHit.ORDER);
        return places;
    }

    private static FeedbackFilter filter(Match plan) {
        return new FeedbackFilter(
                ALL.project(),
                ALL.tag(),
                plan,
                ALL.source(),
                ALL.user(),
                ALL.metadata(),
                ALL.sentiments(),
                ALL.statuses(),
                ALL.from(),
                ALL.to(),
                ALL.text());
    }

    private static Feedback item(String id, byte @org.jspecify.annotations.Nullable [] vector, Random random) {
        Instant at = Instant.ofEpochMilli(random.nextInt(1_000));
        return Feedback.newBuilder(new RandomItems(random).inSeries("default", 1, at))
                .setId(id)
                .setMessage("words")
                .setPlan(random.nextBoolean() ? "free" : "scale")
                .setVector(vector == null ? null : java.nio.ByteBuffer.wrap(vector))
                .build();
    }

    private static byte[][] topics(int count, Random random) {
        byte[][] topics = new byte[count][];
        for (int topic = 0; topic < count; topic++) {
            topics[topic] = MeaningVector.bytes(
                            random.doubles(MeaningVector.WIDTH, -1, 1).toArray())
                    .array();
        }
        return topics;
    }

    /** Returns a vector between two topics, nearer to one. */
    private static byte[] near(byte[][] topics, Random random) {
        byte[] one = topics[random.nextInt(topics.length)];
        byte[] other = topics[random.nextInt(topics.length)];
        double share = random.nextDouble() / 2;
        double[] vector = new double[MeaningVector.WIDTH];
        for (int number = 0; number < vector.length; number++) {
            vector[number] = (1 - share) * one[number] + share * other[number] + 8 * random.nextGaussian();
        }
        return MeaningVector.bytes(vector).array();
    }
}
