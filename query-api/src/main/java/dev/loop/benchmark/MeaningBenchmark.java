package dev.loop.benchmark;

import dev.loop.api.key.DefaultProject;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.search.ItemSource;
import dev.loop.topology.search.Searching;
import dev.loop.topology.search.TextIndex;
import dev.loop.topology.search.TextIndexBuildingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures the search by meaning in one index of a million items, on one thread: its time, with and without a filter; how
 * many of the ten nearest it finds, against a comparison with each item; what the vectors add to the making of the index
 * and to its files.
 */
final class MeaningBenchmark implements Benchmark {

    private static final String NAME = "meaning";
    private static final int QUERIES = 50;
    private static final int TEN = 10;
    private static final int WARM_UPS = 50;
    private static final long BUFFER_BYTES = 48L << 20;
    private static final double TARGET_P99_MILLIS = 40;
    private static final double TARGET_RECALL = 0.95;
    private static final Duration LONGEST_BUILD = Duration.ofMinutes(30);
    private static final ReadBudget ENDLESS = () -> {};

    /** The filters, from all items to a few. */
    private enum Filter {
        NONE("no filter", Match.ANY, Match.ANY),
        PLAN("plan=scale", Match.ANY, Match.oneOf(Set.of("scale"))),
        TAG("tag=exports", Match.oneOf(Set.of("exports")), Match.ANY);

        private final String words;
        private final Match tag;
        private final Match plan;

        Filter(String words, Match tag, Match plan) {
            this.words = words;
            this.tag = tag;
            this.plan = plan;
        }

        FeedbackFilter filter() {
            FeedbackFilter all = FeedbackFilter.all(DefaultProject.ID);
            return new FeedbackFilter(
                    all.project(),
                    tag,
                    plan,
                    all.source(),
                    all.user(),
                    all.metadata(),
                    all.sentiments(),
                    all.statuses(),
                    all.from(),
                    all.to(),
                    all.text());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        bench.say("meaning: vectors of seed %d", SampleMeanings.SEED);
        SampleMeanings meanings = new SampleMeanings();
        Items items = new Items(bench.size().items(Bench.USUAL_ITEMS), meanings);
        Path directory = bench.directory(NAME);
        List<Measurement> all = new ArrayList<>();
        Built without = build(bench, directory.resolve("without/index"), items.withoutVectors(), "words alone", all);
        without.index().close(1);
        Built with = build(bench, directory.resolve("with/index"), items, "words and meaning", all);
        try {
            add(all, "files, words and meaning", mebibytes(with), Unit.MEBIBYTES, "");
            add(all, "files, words alone", mebibytes(without), Unit.MEBIBYTES, "");
            for (Filter filter : Filter.values()) {
                measure(bench, with.index(), items, filter, all);
            }
        } finally {
            with.index().close(1);
            Bench.delete(directory);
        }
        return all;
    }

    private record Built(TextIndex index, long bytes) {}

    private static double mebibytes(Built built) {
        return built.bytes() / (double) (1 << 20);
    }

    private static Built build(Bench bench, Path path, Items items, String what, List<Measurement> all)
            throws IOException, InterruptedException {
        Files.createDirectories(path);
        long cpu = CpuTime.ofProcess();
        long began = System.nanoTime();
        TextIndex index = TextIndex.open(path, OptionalLong.empty(), BUFFER_BYTES, items);
        while (true) {
            try (Searching whole = index.at(0, ENDLESS)) {
                double seconds = (System.nanoTime() - began) / 1e9;
                double micros = CpuTime.since(cpu) / 1e3 / items.size;
                bench.say("meaning: an index of %s in %.1f s, %.1f µs of CPU an item", what, seconds, micros);
                add(
                        all,
                        "index made, " + what,
                        micros,
                        Unit.CPU_MICROSECONDS_PER_ITEM,
                        String.format(Locale.ROOT, "%,d items in %.1f s", items.size, seconds));
                return new Built(index, index.bytesOnDisk());
            } catch (TextIndexBuildingException building) {
                if (System.nanoTime() - began > LONGEST_BUILD.toNanos()) {
                    throw building;
                }
            }
        }
    }

    private static void measure(Bench bench, TextIndex index, Items items, Filter by, List<Measurement> all) {
        FeedbackFilter filter = by.filter();
        Random random = new Random(SampleMeanings.SEED);
        List<byte[]> queries = new ArrayList<>();
        for (int query = 0; query < QUERIES; query++) {
            // Items that are not in the index.
            queries.add(items.meanings.of(items.size + random.nextInt(Integer.MAX_VALUE)));
        }
        Histogram micros = new Histogram(Duration.ofMinutes(2).toNanos() / 1_000, 3);
        List<List<SearchHit>> found = new ArrayList<>();
        long until = System.nanoTime() + bench.size().period().toNanos() / 2;
        int searches = 0;
        long cpu = CpuTime.ofThread();
        do {
            if (searches == WARM_UPS) {
                micros.reset();
                cpu = CpuTime.ofThread();
            }
            long began = System.nanoTime();
            try (Searching searching = index.at(0, ENDLESS)) {
                List<SearchHit> places = searching
                        .nearest(filter, queries.get(searches % QUERIES), Questions.MOST_ALIKE)
                        .places();
                if (searches < QUERIES) {
                    found.add(places);
                }
            }
            micros.recordValue((System.nanoTime() - began) / 1_000);
            searches++;
        } while (searches < 2 * WARM_UPS || System.nanoTime() < until);
        double cpuEach = (CpuTime.ofThread() - cpu) / 1e3 / (searches - WARM_UPS);
        double recall = recall(items, filter::accepts, queries, found);
        for (int percentile : new int[] {50, 99}) {
            Measurement time = Measurement.of(
                    NAME,
                    by.words + ", one thread, p" + percentile,
                    micros.getValueAtPercentile(percentile) / 1e3,
                    Unit.MILLISECONDS);
            all.add(percentile == 50 ? time : time.with(Target.atMost(TARGET_P99_MILLIS)));
        }
        add(all, by.words, cpuEach, Unit.CPU_MICROSECONDS_PER_REQUEST, "");
        all.add(Measurement.of(NAME, by.words + ", recall of the ten nearest", recall, Unit.RATIO)
                .with(Target.atLeast(TARGET_RECALL))
                .noting(QUERIES + " queries, against a comparison with each item"));
        bench.say(
                "meaning: %s: p50 %.2f ms, p99 %.2f ms, %,.0f µs of CPU, recall@10 %.3f",
                by.words,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                cpuEach,
                recall);
    }

    /** Returns the share of the ten nearest items, by a comparison with each of them, among the first ten found. */
    private static double recall(
            Items items, Predicate<Feedback> filter, List<byte[]> queries, List<List<SearchHit>> found) {
        List<List<SearchHit>> nearest = new ArrayList<>();
        queries.forEach(query -> nearest.add(new ArrayList<>()));
        for (int number = 0; number < items.size; number++) {
            Feedback item = items.item(number, null);
            if (!filter.test(item)) {
                continue;
            }
            byte[] vector = items.meanings.of(number);
            for (int query = 0; query < queries.size(); query++) {
                List<SearchHit> best = nearest.get(query);
                float cosine = (float) MeaningVector.cosine(queries.get(query), vector);
                if (best.size() < TEN || cosine > best.get(TEN - 1).score()) {
                    best.add(new SearchHit(cosine, item.getCreatedAt().toEpochMilli(), item.getId()));
                    best.sort(SearchHit.ORDER);
                    if (best.size() > TEN) {
                        best.remove(TEN);
                    }
                }
            }
        }
        int hits = 0;
        int expected = 0;
        for (int query = 0; query < queries.size(); query++) {
            List<SearchHit> first = found.get(query).stream().limit(TEN).toList();
            hits += (int) nearest.get(query).stream().filter(first::contains).count();
            expected += nearest.get(query).size();
        }
        return hits / (double) expected;
    }

    private static void add(List<Measurement> all, String what, double value, Unit unit, String note) {
        all.add(Measurement.of(NAME, what, value, unit).noting(note));
    }

    /** Items that are made anew whenever they are read. Their keys are their numbers. */
    private static final class Items implements ItemSource {
        private static final int BASES = 10_000;

        private final int size;
        private final SampleMeanings meanings;
        private final List<Feedback> bases;
        private final boolean withVectors;

        Items(long size, SampleMeanings meanings) {
            this(Math.toIntExact(size), meanings, bases(), true);
        }

        private Items(int size, SampleMeanings meanings, List<Feedback> bases, boolean withVectors) {
            this.size = size;
            this.meanings = meanings;
            this.bases = bases;
            this.withVectors = withVectors;
        }

        Items withoutVectors() {
            return new Items(size, meanings, bases, false);
        }

        private static List<Feedback> bases() {
            List<Feedback> bases = new ArrayList<>();
            for (Iterator<FeedbackCommand> commands =
                            SampleItems.of(BASES, Instant.now()).commands();
                    commands.hasNext(); ) {
                Create create = (Create) commands.next().getBody();
                bases.add(Feedback.newBuilder()
                        .setId("")
                        .setProject(DefaultProject.ID)
                        .setUserId(create.getUserId())
                        .setMessage(create.getMessage())
                        .setSentiment(create.getSentiment().orElseThrow())
                        .setTag(create.getTag().orElse(null))
                        .setPlan(create.getPlan().orElse(null))
                        .setSource(create.getSource().orElse(null))
                        .setStatus(Status.OPEN)
                        .setCreatedAt(create.getCreatedAt())
                        .setReceivedAt(create.getCreatedAt())
                        .setUpdatedAt(create.getCreatedAt())
                        .setRevision(1)
                        .setCommandOffset(1)
                        .build());
            }
            bases.sort(Comparator.comparing(Feedback::getCreatedAt));
            return bases;
        }

        Feedback item(int number, byte @Nullable [] vector) {
            Feedback base = bases.get((int) ((long) number * bases.size() / size));
            return Feedback.newBuilder(base)
                    .setId(String.format(Locale.ROOT, "fb_%026d", number))
                    .setVector(vector == null ? null : ByteBuffer.wrap(vector))
                    .build();
        }

        @Override
        public Portion from(byte[] from, int most, LongSupplier sequence) {
            int first = from.length == 0 ? 0 : ByteBuffer.wrap(from).getInt();
            List<byte[]> portion = new ArrayList<>();
            for (int number = first; number < Math.min(size, first + most); number++) {
                portion.add(bytes(number));
            }
            int next = first + portion.size();
            return new Portion(portion, next < size ? bytes(next) : null, 0, 0);
        }

        private static byte[] bytes(int number) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        }

        @Override
        public byte[] key(Feedback item) {
            throw new UnsupportedOperationException("Nothing is changed");
        }

        @Override
        public Feedback decode(byte[] stored) {
            int number = ByteBuffer.wrap(stored).getInt();
            return item(number, withVectors ? meanings.of(number) : null);
        }
    }
}
