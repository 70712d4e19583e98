package dev.loop.question;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.store.FeedbackView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Asks the stores of all partitions, wherever they are: it splits a question, and puts the answers together. */
public final class StoreQuestions implements Questions {

    /** The number of items that one call of a list may look at in one partition. */
    private static final int LIST_WORK = 20_000;

    /** The number of spans that a comparison asks for: a period, the one before it, and the time outside of both. */
    private static final int FEW_SPANS = 4;

    /**
     * The factor on the limit of groups for few spans that are counted from cells: each partition can have all groups.
     */
    private static final int FOR_FEW_SPANS = 5;

    private static final Duration LONGEST_FOR_A_PLAN = Duration.ofMillis(250);

    /** The order of a list: newest first, then by id. */
    private static final Comparator<FeedbackView.After> ORDER = Comparator.<FeedbackView.After>comparingLong(
                    FeedbackView.After::createdAt)
            .reversed()
            .thenComparing(FeedbackView.After::id);

    private final ScatterGather stores;
    private final SearchQuestions searches;
    private final MeaningQuestions meanings;

    public StoreQuestions(Partitions partitions, CommandEnds ends) {
        this(partitions, ends, GroupMemory.ofHeap());
    }

    /** @param groups what the groups of all answers take from */
    public StoreQuestions(Partitions partitions, CommandEnds ends, GroupMemory groups) {
        this(new ScatterGather(partitions, ends, Limits.USUAL, ReadOptions.USUAL, groups));
    }

    private StoreQuestions(ScatterGather stores) {
        this.stores = stores;
        this.searches = new SearchQuestions(stores);
        this.meanings = new MeaningQuestions(stores, searches);
    }

    @Override
    public Questions reading(ReadOptions other) {
        return new StoreQuestions(stores.with(other));
    }

    @Override
    public Questions atLeast(Position position) {
        return reading(new ReadOptions(
                stores.reading().atLeast().and(position),
                stores.reading().partial(),
                stores.reading().caller()));
    }

    // ---- positions and single items ----

    @Override
    public void await(Position position, Duration atMost) {
        position.offsets().keySet().stream()
                .filter(partition -> partition >= stores.partitions().count())
                .findFirst()
                .ifPresent(partition -> {
                    throw new ForeignPositionException("Partition " + partition
                            + " does not exist here: the position is of another installation.");
                });
        Limits limits = stores.limits();
        Duration whole = limits.time().compareTo(atMost) > 0 ? limits.time() : atMost.plus(limits.time());
        Allowance allowance = new Allowance(
                new Limits(limits.items(), limits.cells(), whole),
                stores.reading().caller());
        Terms terms = new Terms(position, atMost, stores.reading().partial(), allowance);
        stores.askEach(partition -> new AskPosition(), position.offsets().keySet(), terms);
    }

    @Override
    public Optional<CommandOutcome> outcome(int partition, long offset) {
        return stores.askOne(partition, new AskOutcome(offset), stores.termsOfOne());
    }

    @Override
    public Optional<Feedback> item(String project, String id) {
        return stores.askOne(stores.partitions().of(id), new AskItem(id), stores.termsOfOne())
                .filter(item -> item.getProject().equals(project));
    }

    @Override
    public List<Feedback> items(String project, Collection<String> ids) {
        Map<Integer, List<String>> homes = ids.stream().collect(Collectors.groupingBy(stores.partitions()::of));
        return ScatterGather.values(stores.askEach(
                        partition -> new AskItems(homes.getOrDefault(partition, List.of())),
                        homes.keySet(),
                        stores.termsOfOne()))
                .stream()
                .flatMap(List::stream)
                .filter(item -> item.getProject().equals(project))
                .toList();
    }

    @Override
    public Set<String> known(String project, Collection<String> ids) {
        Map<Integer, List<String>> homes = ids.stream().collect(Collectors.groupingBy(stores.partitions()::of));
        Set<String> known = new HashSet<>();
        ScatterGather.values(stores.askEach(
                        partition -> new AskKnown(homes.getOrDefault(partition, List.of())),
                        homes.keySet(),
                        stores.termsOfOne()))
                .forEach(known::addAll);
        return known;
    }

    // ---- lists and searches ----

    @Override
    public List<Feedback> at(FeedbackFilter filter, List<FeedbackCursor> places) {
        return searches.at(filter, places);
    }

    @Override
    public SearchPage search(FeedbackFilter filter, Order order, Optional<SearchCursor> after, int limit) {
        return searches.search(filter, order, after, limit);
    }

    @Override
    public AlikePage alike(
            FeedbackFilter filter, Meaning meaning, Optional<SearchHit> after, int limit, boolean counted) {
        return meanings.alike(filter, meaning, after, limit, counted);
    }

    @Override
    public FacetTable facets(FeedbackFilter filter) {
        return searches.facets(filter);
    }

    @Override
    public FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit) {
        Optional<FeedbackView.After> from =
                after.map(cursor -> new FeedbackView.After(cursor.createdAt().toEpochMilli(), cursor.id()));
        Map<Integer, Told<FeedbackView.Page>> told =
                stores.askAll(new AskList(filter, from, limit, LIST_WORK), stores.terms());
        List<FeedbackView.Page> pages = ScatterGather.values(told);

        // Another partition might have newer items beyond the place where the first unfinished one stopped.
        Optional<FeedbackView.After> horizon =
                pages.stream().flatMap(page -> page.scanned().stream()).min(ORDER);
        List<Feedback> items = pages.stream()
                .flatMap(page -> page.items().stream())
                .filter(item -> horizon.isEmpty() || ORDER.compare(placeOf(item), horizon.get()) <= 0)
                .sorted(Comparator.comparing(StoreQuestions::placeOf, ORDER))
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
                stores.asOf(told, FeedbackView.Page::position));
    }

    private static FeedbackView.After placeOf(Feedback item) {
        return new FeedbackView.After(item.getCreatedAt().toEpochMilli(), item.getId());
    }

    // ---- counts ----

    @Override
    public SentimentTable sentiment(FeedbackFilter filter, List<? extends Facet> groupBy) {
        SentimentSpans all = count(filter, groupBy, 1, Optional.empty());
        Span span = all.spans().get(0);
        List<Row> rows =
                groupBy.isEmpty() && span.rows().isEmpty() ? List.of(new Row(List.of(), span.total())) : span.rows();
        return new SentimentTable(rows, span.total(), all.asOf());
    }

    @Override
    public SentimentSpans spans(FeedbackFilter filter, List<? extends Facet> groupBy, long[] bounds) {
        return count(
                filter,
                groupBy,
                bounds.length - 1,
                Optional.of(Arrays.stream(bounds).boxed().toList()));
    }

    private SentimentSpans count(
            FeedbackFilter filter, List<? extends Facet> groupBy, int spans, Optional<List<Long>> bounds) {
        CountedFrom from = CountedFrom.of(filter, groupBy);
        int most = from == CountedFrom.CELLS && spans <= FEW_SPANS
                ? stores.limits().cells() * FOR_FEW_SPANS
                : stores.limits().cells();
        try (Allowance allowance = stores.allowance()) {
            Terms terms = stores.terms(allowance);
            Set<Integer> which = from == CountedFrom.TEXT
                    ? stores.askAll(new AskTextMoment(), terms).keySet()
                    : stores.allPartitions();
            var ask = new AskCount(filter, new ArrayList<>(groupBy), bounds, most);
            Map<Integer, Told<AskCount.Counted>> counted = stores.askEach(p -> ask, which, terms);
            AsOf asOf = stores.asOf(counted, AskCount.Counted::position);
            SpanTallies all = new SpanTallies(spans, most);
            ScatterGather.values(counted).forEach(one -> all.take(one.tallies()));
            return new SentimentSpans(all.spans(), asOf);
        }
    }

    @Override
    public Optional<Extent> extent(String project) {
        List<AskExtent.Times> times = ScatterGather.values(stores.askAll(new AskExtent(project), stores.terms()));
        OptionalLong oldest = present(times, AskExtent.Times::oldest).min();
        OptionalLong newest = present(times, AskExtent.Times::newest).max();
        return oldest.isEmpty() || newest.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Extent(Instant.ofEpochMilli(oldest.getAsLong()), Instant.ofEpochMilli(newest.getAsLong())));
    }

    private static LongStream present(List<AskExtent.Times> times, Function<AskExtent.Times, OptionalLong> which) {
        return times.stream().map(which).flatMapToLong(OptionalLong::stream);
    }

    @Override
    public Optional<Account> account(String project, String id) {
        return stores.askOne(0, new AskAccount(project, id), stores.termsOfOne());
    }

    @Override
    public Optional<String> planOf(String project, String user) {
        Limits limits = stores.limits();
        var soon = new Allowance(
                new Limits(limits.items(), limits.cells(), LONGEST_FOR_A_PLAN),
                stores.reading().caller());
        return stores.askOne(
                0, new AskPlan(project, user), new Terms(stores.reading().atLeast(), Duration.ZERO, false, soon));
    }

    @Override
    public List<Account> accounts(String project, String after, int limit) {
        return stores.askOne(0, new AskAccounts(project, after, limit), stores.termsOfOne());
    }
}
