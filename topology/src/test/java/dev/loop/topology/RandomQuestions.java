package dev.loop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Tally;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.store.FeedbackView;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a store what a seed makes it ask, and holds the answers to the oracle's. */
final class RandomQuestions {

    private static final ReadBudget ENDLESS = () -> {};

    private final FeedbackView view;
    private final PlainItems oracle;
    private final Random random;

    RandomQuestions(FeedbackView view, PlainItems oracle, Random random) {
        this.view = view;
        this.oracle = oracle;
        this.random = random;
    }

    /** Every item, every id, and every way to group all of it. */
    void askAll(Collection<String> ids) {
        for (String id : ids) {
            assertThat(view.item(id)).as(id).isEqualTo(Optional.ofNullable(oracle.items.get(id)));
            assertThat(view.known(id)).as(id).isEqualTo(oracle.items.containsKey(id) || oracle.erased.contains(id));
        }
        for (String project : RandomCommands.PROJECTS) {
            FeedbackFilter all = FeedbackFilter.all(project);
            for (int subset = 0; subset < 8; subset++) {
                count(all, groupBy(subset));
            }
            List<Feedback> items = oracle.list(all);
            assertThat(view.oldest(project))
                    .isEqualTo(
                            items.isEmpty()
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(items.get(items.size() - 1)
                                            .getCreatedAt()
                                            .toEpochMilli()));
            assertThat(view.newest(project))
                    .isEqualTo(
                            items.isEmpty()
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(
                                            items.get(0).getCreatedAt().toEpochMilli()));
        }
    }

    void ask(int rounds) {
        for (int round = 0; round < rounds; round++) {
            FeedbackFilter filter = filter();
            List<Facet> groupBy = groupBy(random.nextInt(8));
            count(filter, groupBy);
            timeline(filter, groupBy);
            list(filter);
            search(filter, false);
            search(filter, true);
            facets(filter);
        }
    }

    /** Page by page, by an index of its own making for each partition. */
    private void search(FeedbackFilter filter, boolean ranked) {
        Optional<TextStatistics> statistics =
                ranked ? Optional.of(view.textStatistics(filter, view.awaitText(ENDLESS), ENDLESS)) : Optional.empty();
        List<Feedback> found = new ArrayList<>();
        List<SearchHit> places = new ArrayList<>();
        Optional<SearchHit> after = Optional.empty();
        int limit = 1 + random.nextInt(50);
        while (true) {
            FeedbackView.Found page = view.search(filter, statistics, after, limit, view.awaitText(ENDLESS), ENDLESS);
            assertThat(page.position()).isEqualTo(view.position());
            assertThat(page.places()).hasSizeLessThanOrEqualTo(limit);
            places.addAll(page.places());
            view.found(filter, page.places()).forEach(item -> found.add(item.orElseThrow()));
            if (page.places().size() < limit) {
                break;
            }
            after = Optional.of(places.get(places.size() - 1));
        }
        assertThat(places).isSortedAccordingTo(SearchHit.ORDER);
        if (ranked) {
            assertThat(found).as("search for %s", filter).containsExactlyInAnyOrderElementsOf(oracle.list(filter));
        } else {
            assertThat(found).as("search for %s", filter).isEqualTo(oracle.list(filter));
        }
    }

    private void facets(FeedbackFilter filter) {
        Facets facets = view.facets(filter, view.awaitText(ENDLESS), ENDLESS).facets();
        for (Dimension dimension : Dimension.values()) {
            Map<String, Long> expected = new HashMap<>();
            oracle.count(filter, List.of(dimension), Long.MIN_VALUE, Long.MAX_VALUE)
                    .forEach((group, counts) -> expected.put(
                            group.get(0) == null ? "" : group.get(0),
                            counts.subList(0, Tally.COUNTS).stream()
                                    .mapToLong(Long::longValue)
                                    .sum()));
            assertThat(facets.names().get(dimension))
                    .as("%s of %s", dimension, filter)
                    .isEqualTo(expected);
        }
        List<Long> outcomes = new ArrayList<>();
        for (int index = 0; index < Tally.COUNTS; index++) {
            outcomes.add(facets.outcomes().count(index));
        }
        List<Long> expected = oracle.count(filter, List.of(), Long.MIN_VALUE, Long.MAX_VALUE)
                .getOrDefault(List.of(), List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L));
        assertThat(outcomes).isEqualTo(expected.subList(0, Tally.COUNTS));
    }

    private void count(FeedbackFilter filter, List<Facet> groupBy) {
        Map<List<@Nullable String>, Tally> found = new HashMap<>();
        long position = view.count(filter, groupBy, ENDLESS, (span, group, tally) -> {
            assertThat(span).isZero();
            found.computeIfAbsent(group, key -> new Tally()).add(tally);
        });
        assertThat(numbers(found))
                .as("count of %s by %s", filter, groupBy)
                .isEqualTo(oracle.count(filter, groupBy, Long.MIN_VALUE, Long.MAX_VALUE));
        assertThat(position).isEqualTo(view.position());
    }

    private void timeline(FeedbackFilter filter, List<Facet> groupBy) {
        List<Long> inner = new ArrayList<>();
        for (int i = 2 + random.nextInt(12); i > 0; i--) {
            // Now and then the same twice: a span without length.
            inner.add(
                    !inner.isEmpty() && random.nextInt(6) == 0
                            ? inner.get(0)
                            : (Long) instant().toEpochMilli());
        }
        inner.sort(null);
        // The filter's bounds lie on or outside of those of the timeline.
        long first = inner.get(0);
        long last = inner.get(inner.size() - 1);
        FeedbackFilter cut = with(
                filter,
                filter.from().map(from -> Instant.ofEpochMilli(Math.min(from.toEpochMilli(), first))),
                filter.to().map(to -> Instant.ofEpochMilli(Math.max(to.toEpochMilli(), last))));
        long[] bounds = inner.stream().mapToLong(Long::longValue).toArray();
        Map<Integer, Map<List<@Nullable String>, Tally>> found = new HashMap<>();
        view.count(
                cut,
                groupBy,
                bounds,
                ENDLESS,
                (span, group, tally) -> found.computeIfAbsent(span, key -> new HashMap<>())
                        .computeIfAbsent(group, key -> new Tally())
                        .add(tally));
        assertThat(found.keySet()).allMatch(span -> span >= 0 && span < bounds.length - 1);
        for (int span = 0; span + 1 < bounds.length; span++) {
            assertThat(numbers(found.getOrDefault(span, Map.of())))
                    .as("timeline of %s by %s from %s to %s", cut, groupBy, bounds[span], bounds[span + 1])
                    .isEqualTo(oracle.count(cut, groupBy, bounds[span], bounds[span + 1]));
        }
    }

    private void list(FeedbackFilter filter) {
        List<Feedback> found = new ArrayList<>();
        Optional<FeedbackView.After> after = Optional.empty();
        int limit = 1 + random.nextInt(50);
        int work = random.nextBoolean() ? 20 + random.nextInt(400) : Integer.MAX_VALUE;
        do {
            FeedbackView.Page page = view.list(filter, after, limit, work, ENDLESS);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            if (after.isPresent() && work == Integer.MAX_VALUE) {
                assertThat(page.items()).as("a further page of %s", filter).isNotEmpty();
            }
            assertThat(page.position()).isEqualTo(view.position());
            found.addAll(page.items());
            after = page.scanned();
        } while (after.isPresent());
        assertThat(found).as("list of %s", filter).isEqualTo(oracle.list(filter));
    }

    private FeedbackFilter filter() {
        return with(
                new FeedbackFilter(
                        random.nextInt(20) == 0 ? "nobody" : of(RandomCommands.PROJECTS),
                        match(RandomCommands.TAGS),
                        match(RandomCommands.PLANS),
                        match(RandomCommands.SOURCES),
                        random.nextInt(6) == 0 ? match(RandomCommands.USERS) : Match.ANY,
                        random.nextInt(6) == 0 ? Map.of("browser", match(RandomCommands.WORDS)) : Map.of(),
                        random.nextInt(3) == 0
                                ? some(Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE)
                                : Set.of(),
                        random.nextInt(3) == 0 ? some(Status.OPEN, Status.RESOLVED) : Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        random.nextInt(3) == 0 ? Optional.of(text()) : Optional.empty()),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(instant()),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(instant()));
    }

    private static FeedbackFilter with(FeedbackFilter filter, Optional<Instant> from, Optional<Instant> to) {
        return new FeedbackFilter(
                filter.project(),
                filter.tag(),
                filter.plan(),
                filter.source(),
                filter.user(),
                filter.metadata(),
                filter.sentiments(),
                filter.statuses(),
                from,
                to,
                filter.text());
    }

    private TextQuery text() {
        PlainText text = PlainText.random(random);
        oracle.meanings.put(text.text(), text.meaning());
        try {
            return TextQuery.parse(text.text());
        } catch (TextQueryException e) {
            throw new AssertionError(text.text(), e);
        }
    }

    private Match match(List<String> values) {
        if (random.nextBoolean()) {
            return Match.ANY;
        }
        List<String> wanted = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            wanted.add(random.nextInt(4) == 0 ? "" : of(values));
        }
        return random.nextBoolean() ? Match.oneOf(wanted) : Match.noneOf(new HashSet<>(wanted));
    }

    /** Anywhere in ten years, or where items are: at, before or after one, to the millisecond. */
    private Instant instant() {
        if (oracle.items.isEmpty() || random.nextInt(4) == 0) {
            return FeedbackDriver.START.minusMillis((long) (random.nextDouble() * 3_650L * 86_400_000));
        }
        List<Feedback> items = List.copyOf(oracle.items.values());
        Instant at = items.get(random.nextInt(items.size())).getCreatedAt();
        return switch (random.nextInt(4)) {
            case 0 -> at.plusMillis(random.nextInt(3) - 1);
            case 1 -> Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), 60_000) * 60_000);
            case 2 -> Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), 86_400_000) * 86_400_000);
            default -> at.plusMillis(random.nextInt(7_200_000) - 3_600_000);
        };
    }

    /** Sometimes by what only the items know as well. */
    private List<Facet> groupBy(int subset) {
        List<Facet> groupBy = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            if ((subset & 1 << dimension.ordinal()) != 0) {
                groupBy.add(random.nextInt(groupBy.size() + 1), dimension);
            }
        }
        if (random.nextInt(8) == 0) {
            groupBy.add(random.nextInt(groupBy.size() + 1), new Facet.Metadata("browser"));
        }
        if (random.nextInt(8) == 0) {
            groupBy.add(random.nextInt(groupBy.size() + 1), new Facet.User());
        }
        return groupBy;
    }

    private static Map<List<@Nullable String>, List<Long>> numbers(Map<List<@Nullable String>, Tally> tallies) {
        Map<List<@Nullable String>, List<Long>> numbers = new HashMap<>();
        tallies.forEach((group, tally) -> {
            List<Long> all = new ArrayList<>();
            for (int index = 0; index < Tally.COUNTS; index++) {
                all.add(tally.count(index));
            }
            all.add(tally.resolutionMillis());
            numbers.put(group, all);
        });
        return numbers;
    }

    @SafeVarargs
    private <T> Set<T> some(T... values) {
        Set<T> some = new HashSet<>();
        for (T value : values) {
            if (random.nextBoolean()) {
                some.add(value);
            }
        }
        return some;
    }

    private String of(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
