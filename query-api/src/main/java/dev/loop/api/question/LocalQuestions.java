package dev.loop.api.question;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.FeedbackStreams;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Outcome;
import dev.loop.topology.question.Patience;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.Standing;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.search.TextIndexBuildingException;
import dev.loop.topology.sentiment.SentimentCells;
import dev.loop.topology.store.FeedbackView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/** Questions over the stores of this process, which must hold every partition. */
public final class LocalQuestions implements Questions, AutoCloseable {

    /** How many items one call of a list may look at in one partition. */
    private static final int LIST_WORK = 20_000;

    /** They take milliseconds, mostly. */
    private static final int SEARCHES_A_PROCESSOR = 4;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** In the order of a list: newest first, then by id. */
    private static final Comparator<FeedbackView.After> ORDER = Comparator.<FeedbackView.After>comparingLong(
                    FeedbackView.After::createdAt)
            .reversed()
            .thenComparing(FeedbackView.After::id);

    private final FeedbackStreams streams;
    private final CommittedOffsets committed;
    private final Limits limits;
    private final SideBySide sideBySide;
    private final ItemQuestions itemQuestions;
    private final ItemQuestions searches;

    /**
     * The stores as they were found last, for {@link #known} alone: it is asked for each line of a batch, and Kafka
     * Streams takes longer to find a store than the store to answer. A partition that has moved may be behind here, and
     * whether an id is known yet is a hint only: the ledger decides.
     */
    private final AtomicReferenceArray<@Nullable FeedbackView> lately;

    public LocalQuestions(FeedbackStreams streams, CommittedOffsets committed) {
        this(streams, committed, Limits.USUAL);
    }

    public LocalQuestions(FeedbackStreams streams, CommittedOffsets committed, Limits limits) {
        this.streams = streams;
        this.limits = limits;
        int processors = Runtime.getRuntime().availableProcessors();
        this.itemQuestions = new ItemQuestions(
                processors,
                "So many questions that only the items can answer are being asked that this one would have to"
                        + " wait. Those for tag, plan, source, sentiment and status alone need not.");
        this.searches = new ItemQuestions(
                processors * SEARCHES_A_PROCESSOR,
                "So many searches for texts are being made that this one would have to wait. Ask for fewer at once.");
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
        Patience patience = new Allowance(limits);
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

    /**
     * First how common the words are everywhere, then the best of each partition by that, then the items of those that are
     * the best of all: each partition can be asked by itself, wherever it is.
     */
    @Override
    public SearchPage search(FeedbackFilter filter, Order order, Optional<SearchCursor> after, int limit) {
        Patience patience = new Allowance(limits);
        List<FeedbackView.TextMoment> moments = awaitText(patience);
        Optional<TextStatistics> statistics = order == Order.NEWEST
                ? Optional.empty()
                : after.flatMap(SearchCursor::statistics)
                        .or(() ->
                                searchEach(p -> streams.feedback(p).textStatistics(filter, moments.get(p), patience))
                                        .stream()
                                        .reduce(TextStatistics::and));
        Optional<Standing> from = after.map(SearchCursor::standing);
        List<FeedbackView.Found> found = searchEach(
                p -> streams.feedback(p).search(filter, statistics, from, limit + 1, moments.get(p), patience));
        List<Standing> places = found.stream()
                .flatMap(one -> one.places().stream())
                .sorted(Standing.ORDER)
                .limit(limit + 1L)
                .toList();
        boolean more = places.size() > limit;
        if (more) {
            places = places.subList(0, limit);
        }
        return new SearchPage(
                items(filter, places),
                more ? Optional.of(new SearchCursor(places.get(limit - 1), statistics)) : Optional.empty(),
                position(found.stream().map(FeedbackView.Found::position).toList()));
    }

    private List<Feedback> items(FeedbackFilter filter, List<Standing> places) {
        Map<Integer, List<Standing>> homes = places.stream()
                .collect(Collectors.groupingBy(place -> partitionOf(place.id()), TreeMap::new, Collectors.toList()));
        Map<String, Feedback> items = new HashMap<>();
        homes.forEach((partition, own) -> reading(
                        () -> streams.feedback(partition).found(filter, own))
                .forEach(item -> item.ifPresent(one -> items.put(one.getId(), one))));
        return places.stream()
                .map(place -> items.get(place.id()))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public FacetTable facets(FeedbackFilter filter) {
        Patience patience = new Allowance(limits);
        List<FeedbackView.TextMoment> moments = awaitText(patience);
        List<FeedbackView.FacetCounts> counted =
                searchEach(p -> streams.feedback(p).facets(filter, moments.get(p), patience));
        Facets facets = Facets.empty();
        counted.forEach(one -> facets.add(one.facets()));
        return new FacetTable(
                facets,
                position(
                        counted.stream().map(FeedbackView.FacetCounts::position).toList()));
    }

    /** By the caller: the few threads that read side by side do not wait. */
    private List<FeedbackView.TextMoment> awaitText(Patience patience) {
        return partitions().stream()
                .map(partition -> reading(() -> streams.feedback(partition).awaitText(patience)))
                .toList();
    }

    /** What one partition counted. */
    private record Counted(long position, SpanTallies tallies) {}

    /** What one partition counts, of all time or of spans. */
    private interface Count {
        long of(FeedbackView view, Patience patience, SentimentCells.Sink sink);
    }

    @Override
    public SentimentTable sentiment(FeedbackFilter filter, List<? extends Facet> groupBy) {
        SentimentSpans all = count(
                CountedFrom.of(filter, groupBy),
                1,
                (view, patience, sink) -> view.count(filter, groupBy, patience, sink));
        Span span = all.spans().get(0);
        List<Row> rows =
                groupBy.isEmpty() && span.rows().isEmpty() ? List.of(new Row(List.of(), span.total())) : span.rows();
        return new SentimentTable(rows, span.total(), all.asOf());
    }

    @Override
    public SentimentSpans spans(FeedbackFilter filter, List<? extends Facet> groupBy, long[] bounds) {
        return count(
                CountedFrom.of(filter, groupBy),
                bounds.length - 1,
                (view, patience, sink) -> view.count(filter, groupBy, bounds, patience, sink));
    }

    private SentimentSpans count(CountedFrom from, int spans, Count question) {
        Patience patience = new Allowance(limits);
        IntFunction<Counted> ofPartition = p -> {
            SpanTallies tallies = new SpanTallies(spans, limits.cells());
            return new Counted(question.of(streams.feedback(p), patience, tallies), tallies);
        };
        List<Counted> counted = switch (from) {
            case CELLS -> eachPartition(ofPartition);
            case TEXT -> {
                awaitText(patience);
                yield searchEach(ofPartition);
            }
            case ITEMS -> reading(() -> itemQuestions.each(partitions(), ofPartition::apply));
        };
        SpanTallies all = new SpanTallies(spans, limits.cells());
        counted.forEach(one -> all.add(one.tallies()));
        return new SentimentSpans(
                all.spans(), position(counted.stream().map(Counted::position).toList()));
    }

    @Override
    public Optional<Extent> extent(String project) {
        OptionalLong oldest = extreme(view -> view.oldest(project)).min();
        OptionalLong newest = extreme(view -> view.newest(project)).max();
        return oldest.isEmpty() || newest.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Extent(Instant.ofEpochMilli(oldest.getAsLong()), Instant.ofEpochMilli(newest.getAsLong())));
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
        return reading(() -> sideBySide.each(partitions(), read::apply));
    }

    private <T> List<T> searchEach(IntFunction<T> read) {
        return reading(() -> searches.each(partitions(), read::apply));
    }

    private List<Integer> partitions() {
        return IntStream.range(0, streams.partitions()).boxed().toList();
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
        } catch (TextIndexBuildingException e) {
            throw notReady(String.valueOf(e.getMessage()), e);
        } catch (InvalidStateStoreException e) {
            throw notReady("The stores are starting or moving", e);
        }
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
        itemQuestions.close();
        searches.close();
    }
}
