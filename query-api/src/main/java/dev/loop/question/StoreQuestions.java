package dev.loop.question;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Outcome;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.Standing;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.store.FeedbackView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** The time for which a read waits again for a position if it meets another copy than the one that reached it. */
    private static final Duration WAIT_AGAIN = Duration.ofSeconds(1);

    /** The order of a list: newest first, then by id. */
    private static final Comparator<FeedbackView.After> ORDER = Comparator.<FeedbackView.After>comparingLong(
                    FeedbackView.After::createdAt)
            .reversed()
            .thenComparing(FeedbackView.After::id);

    private final Partitions partitions;
    private final CommandEnds ends;
    private final Limits limits;
    private final Reading reading;
    private final GroupMemory groups;

    public StoreQuestions(Partitions partitions, CommandEnds ends) {
        this(partitions, ends, GroupMemory.ofHeap());
    }

    /** @param groups what the groups of all answers take from */
    public StoreQuestions(Partitions partitions, CommandEnds ends, GroupMemory groups) {
        this(partitions, ends, Limits.USUAL, Reading.USUAL, groups);
    }

    private StoreQuestions(
            Partitions partitions, CommandEnds ends, Limits limits, Reading reading, GroupMemory groups) {
        this.groups = groups;
        this.partitions = partitions;
        this.ends = ends;
        this.limits = limits;
        this.reading = reading;
    }

    @Override
    public Questions reading(Reading other) {
        return new StoreQuestions(partitions, ends, limits, other, groups);
    }

    @Override
    public Questions atLeast(Position position) {
        return reading(new Reading(reading.atLeast().and(position), reading.partial(), reading.caller()));
    }

    // ---- asking ----

    private Terms terms() {
        return terms(new Allowance(limits, groups, reading.caller()));
    }

    private Terms terms(Allowance allowance) {
        return new Terms(reading.atLeast(), WAIT_AGAIN, reading.partial(), allowance);
    }

    /** Returns terms for a question that has one answer, or none. */
    private Terms termsOfOne() {
        return new Terms(reading.atLeast(), WAIT_AGAIN, false, new Allowance(limits, reading.caller()));
    }

    private <T> Map<Integer, Told<T>> askAll(Ask<T> ask, Terms terms) {
        return askEach(partition -> ask, allPartitions(), terms);
    }

    private <T> Map<Integer, Told<T>> askEach(IntFunction<Ask<T>> ask, Collection<Integer> which, Terms terms) {
        Map<Integer, Ask<T>> asks = new TreeMap<>();
        which.forEach(partition -> asks.put(partition, ask.apply(partition)));
        return partitions.ask(asks, terms);
    }

    private <T> T askOne(int partition, Ask<T> ask, Terms terms) {
        Told<T> told = partitions.ask(Map.of(partition, ask), terms).get(partition);
        if (told == null) {
            throw new NotReadyException("Partition " + partition + " did not answer", RETRY_AFTER);
        }
        return told.value();
    }

    private Set<Integer> allPartitions() {
        return IntStream.range(0, partitions.count()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T> List<T> values(Map<Integer, Told<T>> told) {
        return told.values().stream().map(Told::value).toList();
    }

    /** Returns what the answers of all partitions reflect together. */
    private <T> AsOf asOf(Map<Integer, Told<T>> told, ToLongFunction<T> position) {
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        TreeSet<Integer> missing = new TreeSet<>(allPartitions());
        TreeMap<Integer, Long> following = new TreeMap<>();
        told.forEach((partition, answer) -> {
            long applied = position.applyAsLong(answer.value());
            missing.remove(partition);
            if (applied >= 0) {
                offsets.put(partition, applied);
            }
            if (answer.follows()) {
                following.put(partition, applied);
            }
        });
        TreeMap<Integer, OptionalLong> standbys = new TreeMap<>();
        if (!following.isEmpty()) {
            Map<Integer, Long> taken = ends.of(following.keySet());
            following.forEach((partition, applied) -> standbys.put(
                    partition,
                    taken.containsKey(partition)
                            ? OptionalLong.of(Math.max(0, taken.get(partition) - applied - 1))
                            : OptionalLong.empty()));
        }
        return new AsOf(new Position(offsets), missing, standbys);
    }

    // ---- positions and single items ----

    @Override
    public void await(Position position, Duration atMost) {
        position.offsets().keySet().stream()
                .filter(partition -> partition >= partitions.count())
                .findFirst()
                .ifPresent(partition -> {
                    throw new ForeignPositionException("Partition " + partition
                            + " does not exist here: the position is of another installation.");
                });
        Duration whole = limits.time().compareTo(atMost) > 0 ? limits.time() : atMost.plus(limits.time());
        Terms terms = new Terms(
                position,
                atMost,
                reading.partial(),
                new Allowance(new Limits(limits.items(), limits.cells(), whole), reading.caller()));
        askEach(partition -> new AskPosition(), position.offsets().keySet(), terms);
    }

    @Override
    public Optional<Outcome> outcome(int partition, long offset) {
        return askOne(partition, new AskOutcome(offset), termsOfOne());
    }

    @Override
    public Optional<Feedback> item(String project, String id) {
        return askOne(partitions.of(id), new AskItem(id), termsOfOne())
                .filter(item -> item.getProject().equals(project));
    }

    @Override
    public List<Feedback> items(String project, Collection<String> ids) {
        Map<Integer, List<String>> homes = ids.stream().collect(Collectors.groupingBy(partitions::of));
        return values(askEach(
                        partition -> new AskItems(homes.getOrDefault(partition, List.of())),
                        homes.keySet(),
                        termsOfOne()))
                .stream()
                .flatMap(List::stream)
                .filter(item -> item.getProject().equals(project))
                .toList();
    }

    @Override
    public Set<String> known(String project, Collection<String> ids) {
        Map<Integer, List<String>> homes = ids.stream().collect(Collectors.groupingBy(partitions::of));
        Set<String> known = new HashSet<>();
        values(askEach(
                        partition -> new AskKnown(homes.getOrDefault(partition, List.of())),
                        homes.keySet(),
                        termsOfOne()))
                .forEach(known::addAll);
        return known;
    }

    // ---- lists and searches ----

    @Override
    public FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit) {
        Optional<FeedbackView.After> from =
                after.map(cursor -> new FeedbackView.After(cursor.createdAt().toEpochMilli(), cursor.id()));
        Map<Integer, Told<FeedbackView.Page>> told = askAll(new AskList(filter, from, limit, LIST_WORK), terms());
        List<FeedbackView.Page> pages = values(told);

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
                asOf(told, FeedbackView.Page::position));
    }

    @Override
    public List<Feedback> at(FeedbackFilter filter, List<FeedbackCursor> places) {
        return items(
                filter,
                places.stream()
                        .map(place -> new Standing(0, place.createdAt().toEpochMilli(), place.id()))
                        .toList(),
                terms());
    }

    private static FeedbackView.After placeOf(Feedback item) {
        return new FeedbackView.After(item.getCreatedAt().toEpochMilli(), item.getId());
    }

    /**
     * Searches in three steps: how common the words are everywhere, then the best places of each partition by that,
     * then the items at the best places of all. Each partition can be asked by itself, wherever it is.
     */
    @Override
    public SearchPage search(FeedbackFilter filter, Order order, Optional<SearchCursor> after, int limit) {
        Terms terms = terms();
        Map<Integer, Told<FeedbackView.TextMoment>> moments = askAll(new AskTextMoment(), terms);
        Optional<TextStatistics> statistics =
                order == Order.NEWEST
                        ? Optional.empty()
                        : after.flatMap(SearchCursor::statistics)
                                .or(() -> values(askEach(
                                                p -> new AskStatistics(filter, moment(moments, p)),
                                                moments.keySet(),
                                                terms))
                                        .stream()
                                        .reduce(TextStatistics::and));
        Optional<Standing> from = after.map(SearchCursor::standing);
        Map<Integer, Told<FeedbackView.Found>> found = askEach(
                p -> new AskSearch(filter, statistics, from, limit + 1, moment(moments, p)), moments.keySet(), terms);
        List<Standing> places = values(found).stream()
                .flatMap(one -> one.places().stream())
                .sorted(Standing.ORDER)
                .limit(limit + 1L)
                .toList();
        boolean more = places.size() > limit;
        if (more) {
            places = places.subList(0, limit);
        }
        AsOf asOf = asOf(found, FeedbackView.Found::position);
        // Another copy might be asked now, and must know the items as well.
        Terms asFound = terms.after(asOf.position()).whole();
        return new SearchPage(
                items(filter, places, asFound),
                more ? Optional.of(new SearchCursor(places.get(limit - 1), statistics)) : Optional.empty(),
                asOf);
    }

    private static FeedbackView.TextMoment moment(Map<Integer, Told<FeedbackView.TextMoment>> moments, int partition) {
        return Objects.requireNonNull(moments.get(partition)).value();
    }

    private List<Feedback> items(FeedbackFilter filter, List<Standing> places, Terms terms) {
        Map<Integer, List<Standing>> homes =
                places.stream().collect(Collectors.groupingBy(place -> partitions.of(place.id())));
        Map<String, Feedback> items = new HashMap<>();
        values(askEach(
                        partition -> new AskFound(filter, homes.getOrDefault(partition, List.of())),
                        homes.keySet(),
                        terms))
                .forEach(found -> found.forEach(item -> items.put(item.getId(), item)));
        return places.stream()
                .map(place -> items.get(place.id()))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public FacetTable facets(FeedbackFilter filter) {
        try (Allowance allowance = new Allowance(limits, groups, reading.caller())) {
            Terms terms = terms(allowance);
            Map<Integer, Told<FeedbackView.TextMoment>> moments = askAll(new AskTextMoment(), terms);
            Map<Integer, Told<FeedbackView.FacetCounts>> counted =
                    askEach(p -> new AskFacets(filter, moment(moments, p)), moments.keySet(), terms);
            Facets facets = Facets.empty();
            values(counted).forEach(one -> facets.add(one.facets()));
            return new FacetTable(facets, asOf(counted, FeedbackView.FacetCounts::position));
        }
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
        int most = from == CountedFrom.CELLS && spans <= FEW_SPANS ? limits.cells() * FOR_FEW_SPANS : limits.cells();
        try (Allowance allowance = new Allowance(limits, groups, reading.caller())) {
            Terms terms = terms(allowance);
            Set<Integer> which = from == CountedFrom.TEXT
                    ? askAll(new AskTextMoment(), terms).keySet()
                    : allPartitions();
            var ask = new AskCount(filter, new ArrayList<>(groupBy), bounds, most);
            Map<Integer, Told<AskCount.Counted>> counted = askEach(p -> ask, which, terms);
            AsOf asOf = asOf(counted, AskCount.Counted::position);
            SpanTallies all = new SpanTallies(spans, most);
            values(counted).forEach(one -> all.take(one.tallies()));
            return new SentimentSpans(all.spans(), asOf);
        }
    }

    @Override
    public Optional<Extent> extent(String project) {
        List<AskExtent.Times> times = values(askAll(new AskExtent(project), terms()));
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
        return askOne(0, new AskAccount(project, id), termsOfOne());
    }

    @Override
    public List<Account> accounts(String project, String after, int limit) {
        return askOne(0, new AskAccounts(project, after, limit), termsOfOne());
    }
}
