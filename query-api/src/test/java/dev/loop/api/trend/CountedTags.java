package dev.loop.api.trend;

import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.ReadOptions;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Negative items by tag and time, that answer counts by tag and of all, and nothing else. */
public final class CountedTags implements Questions {

    private final Map<@Nullable String, NavigableMap<Long, Long>> items = new HashMap<>();
    private final int mostCells;
    private long oldest = Long.MAX_VALUE;
    public int asked;

    /** @param mostCells groups, times spans, of one answer */
    public CountedTags(int mostCells) {
        this.mostCells = mostCells;
    }

    public void say(@Nullable String tag, long at, long count) {
        items.computeIfAbsent(tag, first -> new TreeMap<>()).merge(at, count, Long::sum);
        oldest = Math.min(oldest, at);
    }

    public Set<@Nullable String> tags() {
        return items.keySet();
    }

    public long count(@Nullable String tag, long from, long to) {
        return items.get(tag).subMap(from, to).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public SentimentSpans spans(FeedbackFilter filter, List<? extends Facet> groupBy, long[] bounds) {
        asked++;
        List<List<Row>> rows = new ArrayList<>();
        for (int span = 0; span + 1 < bounds.length; span++) {
            rows.add(new ArrayList<>());
        }
        List<Tally> totals = rows.stream().map(span -> new Tally()).toList();
        boolean byTag = !groupBy.isEmpty();
        int cells = 0;
        for (@Nullable String tag : items.keySet()) {
            if (!filter.tag().accepts(tag)) {
                continue;
            }
            Map<Integer, Long> counts = new TreeMap<>();
            items.get(tag).subMap(bounds[0], bounds[bounds.length - 1]).forEach((at, count) -> {
                int place = Arrays.binarySearch(bounds, at);
                counts.merge(place < 0 ? -place - 2 : place, count, Long::sum);
            });
            for (Map.Entry<Integer, Long> count : counts.entrySet()) {
                var tally = new Tally();
                tally.add(Tally.index(Sentiment.NEGATIVE, Status.OPEN), count.getValue(), 0);
                totals.get(count.getKey()).add(Tally.index(Sentiment.NEGATIVE, Status.OPEN), count.getValue(), 0);
                if (byTag) {
                    rows.get(count.getKey()).add(new Row(Arrays.asList(tag), tally));
                    cells++;
                }
            }
            if (bounds.length > 4 && cells > mostCells) {
                throw new TooMuchException("more than " + mostCells);
            }
        }
        List<Span> spans = new ArrayList<>();
        for (int span = 0; span < rows.size(); span++) {
            spans.add(new Span(rows.get(span), totals.get(span)));
        }
        return new SentimentSpans(spans, AsOf.of(Position.NONE));
    }

    @Override
    public Optional<Extent> extent(String project) {
        return items.isEmpty()
                ? Optional.empty()
                : Optional.of(new Extent(Instant.ofEpochMilli(oldest), Instant.ofEpochMilli(oldest)));
    }

    @Override
    public Questions reading(ReadOptions reading) {
        return this;
    }

    @Override
    public Questions atLeast(Position position) {
        return this;
    }

    @Override
    public void await(Position position, Duration atMost) {}

    @Override
    public Optional<CommandOutcome> outcome(int partition, long offset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Feedback> item(String project, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Feedback> items(String project, Collection<String> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> known(String project, Collection<String> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Feedback> at(FeedbackFilter filter, List<FeedbackCursor> places) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SearchPage search(FeedbackFilter filter, Order order, Optional<SearchCursor> after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AlikePage alike(
            FeedbackFilter filter, Meaning meaning, Optional<SearchHit> after, int limit, boolean counted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FacetTable facets(FeedbackFilter filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SentimentTable sentiment(FeedbackFilter filter, List<? extends Facet> groupBy) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> planOf(String project, String user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Account> account(String project, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Account> accounts(String project, String after, int limit) {
        throw new UnsupportedOperationException();
    }
}
