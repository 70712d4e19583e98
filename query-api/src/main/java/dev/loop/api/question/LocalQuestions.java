package dev.loop.api.question;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.FeedbackStreams;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Interval;
import dev.loop.topology.question.Outcome;
import dev.loop.topology.question.Patience;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.Tally;
import dev.loop.topology.store.FeedbackView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/** Questions over the stores of this process, which must hold every partition. */
public final class LocalQuestions implements Questions, AutoCloseable {

    /** How many items one call of a list may look at in one partition. */
    private static final int LIST_WORK = 20_000;

    private static final Duration LONGEST_READ = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** In the order of a list: newest first, then by id. */
    private static final Comparator<FeedbackView.After> ORDER = Comparator.<FeedbackView.After>comparingLong(
                    FeedbackView.After::createdAt)
            .reversed()
            .thenComparing(FeedbackView.After::id);

    private final FeedbackStreams streams;
    private final CommittedOffsets committed;
    private final SideBySide sideBySide;

    /**
     * The stores as they were found last, for {@link #known} alone: it is asked for each line of a batch, and Kafka
     * Streams takes longer to find a store than the store to answer. A partition that has moved may be behind here, and
     * whether an id is known yet is a hint only: the ledger decides.
     */
    private final AtomicReferenceArray<@Nullable FeedbackView> lately;

    public LocalQuestions(FeedbackStreams streams, CommittedOffsets committed) {
        this.streams = streams;
        this.committed = committed;
        this.lately = new AtomicReferenceArray<>(streams.partitions());
        this.sideBySide = new SideBySide(Runtime.getRuntime().availableProcessors());
    }

    @Override
    public void await(Position position, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        position.offsets().forEach((partition, offset) -> await(partition, offset, deadline));
    }

    private void await(int partition, long offset, long deadline) {
        if (partition >= streams.partitions()) {
            throw new ForeignPositionException(
                    "There is no partition " + partition + " here: the position is of another installation.");
        }
        while (true) {
            long left = deadline - System.nanoTime();
            long look = Math.min(left, BETWEEN_LOOKS.toNanos());
            try {
                if (reading(() -> streams.feedback(partition)).await(offset, Math.max(0, look))) {
                    return;
                }
            } catch (NotReadyException notHereNow) {
                if (left <= 0) {
                    throw notHereNow;
                }
                pause(Math.min(look, Duration.ofMillis(20).toNanos()));
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw notReady("The server is stopping", e);
            }
            // A store restored from its changelog does not know of commands that changed nothing; the broker does.
            if (committed.of(partition) > offset) {
                return;
            }
            if (left <= 0) {
                throw notReady("The stores have not come to " + partition + ":" + offset + " yet", null);
            }
        }
    }

    @Override
    public Optional<Outcome> outcome(int partition, long offset) {
        return reading(() -> streams.feedback(partition).outcome(offset));
    }

    @Override
    public Optional<Feedback> item(String project, String id) {
        return reading(() -> home(id).item(id)).filter(item -> item.getProject().equals(project));
    }

    @Override
    public boolean known(String project, String id) {
        int partition = partitionOf(id);
        FeedbackView seen = lately.get(partition);
        if (seen != null) {
            try {
                return seen.known(id);
            } catch (InvalidStateStoreException closedSince) {
                lately.set(partition, null);
            }
        }
        return reading(() -> {
            FeedbackView view = streams.feedback(partition);
            lately.set(partition, view);
            return view.known(id);
        });
    }

    private FeedbackView home(String id) {
        return streams.feedback(partitionOf(id));
    }

    private int partitionOf(String id) {
        byte[] key = id.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % streams.partitions();
    }

    @Override
    public FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit) {
        Optional<FeedbackView.After> from =
                after.map(cursor -> new FeedbackView.After(cursor.createdAt().toEpochMilli(), cursor.id()));
        Patience patience = patience();
        List<FeedbackView.Page> pages =
                eachPartition(p -> streams.feedback(p).list(filter, from, limit, LIST_WORK, patience));

        // Beyond where the first of the unfinished partitions stopped, another one might still have newer items.
        Optional<FeedbackView.After> horizon =
                pages.stream().flatMap(page -> page.scanned().stream()).min(ORDER);
        List<Feedback> items = pages.stream()
                .flatMap(page -> page.items().stream())
                .filter(item -> horizon.isEmpty() || ORDER.compare(placeOf(item), horizon.get()) <= 0)
                .sorted(Comparator.comparing(LocalQuestions::placeOf, ORDER))
                .toList();
        Optional<FeedbackView.After> next = horizon;
        if (items.size() > limit) {
            items = items.subList(0, limit);
        }
        if (items.size() == limit) {
            FeedbackView.After last = placeOf(items.get(limit - 1));
            boolean more = horizon.isPresent()
                    || pages.stream().mapToInt(page -> page.items().size()).sum() > limit;
            next = more ? Optional.of(last) : Optional.empty();
        }
        return new FeedbackPage(
                items,
                next.map(place -> new FeedbackCursor(Instant.ofEpochMilli(place.createdAt()), place.id())),
                position(pages.stream().map(FeedbackView.Page::position).toList()));
    }

    private static FeedbackView.After placeOf(Feedback item) {
        return new FeedbackView.After(item.getCreatedAt().toEpochMilli(), item.getId());
    }

    /** What one partition counted. */
    private record Counted(long position, Map<List<@Nullable String>, Tally> groups) {}

    @Override
    public SentimentTable sentiment(FeedbackFilter filter, List<Dimension> groupBy) {
        Patience patience = patience();
        List<Counted> counted = eachPartition(p -> {
            Map<List<@Nullable String>, Tally> groups = new HashMap<>();
            long position = streams.feedback(p)
                    .count(
                            filter,
                            groupBy,
                            patience,
                            (span, group, tally) -> groups.computeIfAbsent(group, key -> new Tally())
                                    .add(tally));
            return new Counted(position, groups);
        });
        Map<List<@Nullable String>, Tally> groups = new HashMap<>();
        Tally total = new Tally();
        for (Counted one : counted) {
            one.groups().forEach((group, tally) -> {
                groups.computeIfAbsent(group, key -> new Tally()).add(tally);
                total.add(tally);
            });
        }
        List<Row> rows = new ArrayList<>();
        groups.forEach((group, tally) -> {
            if (!tally.isEmpty()) {
                rows.add(new Row(group, tally));
            }
        });
        if (groupBy.isEmpty() && rows.isEmpty()) {
            rows.add(new Row(List.of(), total));
        }
        return new SentimentTable(
                rows, total, position(counted.stream().map(Counted::position).toList()));
    }

    /** A bucket of a timeline and a group. */
    private record Cell(int bucket, List<@Nullable String> group) {}

    private record CountedOverTime(long position, Map<Cell, Tally> cells) {}

    @Override
    public SentimentTimeline timeline(FeedbackFilter filter, List<Dimension> groupBy, Interval interval, ZoneId zone) {
        OptionalLong oldest = extreme(view -> view.oldest(filter.project())).min();
        if (oldest.isEmpty()) {
            return new SentimentTimeline(List.of(), new Tally(), position(positions()));
        }
        long newest = extreme(view -> view.newest(filter.project())).max().orElseThrow();
        long from = Math.max(
                oldest.getAsLong(), filter.from().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE));
        long to = Math.min(newest + 1, filter.to().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
        Buckets buckets = Buckets.between(from, to, interval, zone);
        Patience patience = patience();
        List<CountedOverTime> counted = eachPartition(p -> {
            Map<Cell, Tally> cells = new HashMap<>();
            long position = streams.feedback(p)
                    .count(
                            filter,
                            groupBy,
                            buckets.bounds(),
                            patience,
                            (bucket, group, tally) -> cells.computeIfAbsent(new Cell(bucket, group), key -> new Tally())
                                    .add(tally));
            return new CountedOverTime(position, cells);
        });
        Map<Cell, Tally> cells = new HashMap<>();
        Tally total = new Tally();
        for (CountedOverTime one : counted) {
            one.cells().forEach((cell, tally) -> {
                cells.computeIfAbsent(cell, key -> new Tally()).add(tally);
                total.add(tally);
            });
        }
        return new SentimentTimeline(
                rows(buckets, cells, groupBy.isEmpty(), total.isEmpty()),
                total,
                position(counted.stream().map(CountedOverTime::position).toList()));
    }

    private static List<TimelineRow> rows(
            Buckets buckets, Map<Cell, Tally> cells, boolean everyBucket, boolean nothing) {
        List<TimelineRow> rows = new ArrayList<>();
        if (nothing) {
            return rows;
        }
        if (everyBucket) {
            int first = cells.keySet().stream().mapToInt(Cell::bucket).min().orElse(0);
            int last = cells.keySet().stream().mapToInt(Cell::bucket).max().orElse(-1);
            for (int bucket = first; bucket <= last; bucket++) {
                Tally tally = cells.getOrDefault(new Cell(bucket, List.of()), new Tally());
                rows.add(new TimelineRow(buckets.starts().get(bucket), List.of(), tally));
            }
            return rows;
        }
        cells.forEach((cell, tally) -> {
            if (!tally.isEmpty()) {
                rows.add(new TimelineRow(buckets.starts().get(cell.bucket()), cell.group(), tally));
            }
        });
        rows.sort(Comparator.comparing(TimelineRow::start)
                .thenComparing(row -> row.group().toString()));
        return rows;
    }

    /**
     * The buckets of a timeline.
     *
     * @param starts where each begins by the calendar
     * @param bounds the same in epoch milliseconds, the first and the last cut to what was asked for
     */
    private record Buckets(List<ZonedDateTime> starts, long[] bounds) {

        static Buckets between(long from, long to, Interval interval, ZoneId zone) {
            List<ZonedDateTime> starts = new ArrayList<>();
            List<Long> bounds = new ArrayList<>();
            ZonedDateTime start = interval.start(Instant.ofEpochMilli(from), zone);
            while (start.toInstant().toEpochMilli() < to) {
                starts.add(start);
                bounds.add(Math.max(from, start.toInstant().toEpochMilli()));
                if (starts.size() > MOST_BUCKETS) {
                    throw new TooManyBucketsException(MOST_BUCKETS);
                }
                start = interval.next(start);
            }
            bounds.add(Math.max(from, to));
            return new Buckets(
                    starts, bounds.stream().mapToLong(Long::longValue).toArray());
        }
    }

    private java.util.stream.LongStream extreme(Function<FeedbackView, OptionalLong> question) {
        return eachPartition(p -> question.apply(streams.feedback(p))).stream()
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong);
    }

    @Override
    public Optional<Account> account(String project, String id) {
        return reading(() -> streams.account(project, id));
    }

    private <T> List<T> eachPartition(IntFunction<T> read) {
        return reading(() -> sideBySide.each(
                IntStream.range(0, streams.partitions()).boxed().toList(), partition -> read.apply(partition)));
    }

    private List<Long> positions() {
        return eachPartition(p -> streams.feedback(p).position());
    }

    private static Position position(List<Long> applied) {
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        for (int partition = 0; partition < applied.size(); partition++) {
            if (applied.get(partition) >= 0) {
                offsets.put(partition, applied.get(partition));
            }
        }
        return new Position(offsets);
    }

    private interface Read<T> {
        T get();
    }

    private static <T> T reading(Read<T> read) {
        try {
            return read.get();
        } catch (InvalidStateStoreException e) {
            throw notReady("The stores are starting or moving", e);
        }
    }

    private static Patience patience() {
        long deadline = System.nanoTime() + LONGEST_READ.toNanos();
        return () -> {
            if (System.nanoTime() > deadline) {
                throw notReady(
                        "The answer would take longer than " + LONGEST_READ.toSeconds()
                                + " s; narrow the question with from and to",
                        null);
            }
        };
    }

    private static NotReadyException notReady(String message, @Nullable Throwable cause) {
        NotReadyException notReady = new NotReadyException(message, RETRY_AFTER);
        if (cause != null) {
            notReady.initCause(cause);
        }
        return notReady;
    }

    private static void pause(long nanos) {
        try {
            Thread.sleep(Math.max(1, nanos / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notReady("The server is stopping", e);
        }
    }

    @Override
    public void close() {
        sideBySide.close();
    }
}
