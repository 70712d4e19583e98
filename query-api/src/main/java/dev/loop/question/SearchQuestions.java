package dev.loop.question;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.store.FeedbackView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the text indexes of all partitions, and puts what they found together. */
final class SearchQuestions {

    private final ScatterGather stores;

    SearchQuestions(ScatterGather stores) {
        this.stores = stores;
    }

    List<Feedback> at(FeedbackFilter filter, List<Questions.FeedbackCursor> places) {
        return items(
                filter,
                places.stream()
                        .map(place -> new SearchHit(0, place.createdAt().toEpochMilli(), place.id()))
                        .toList(),
                stores.terms());
    }

    /**
     * Searches in three steps: how common the words are everywhere, then the best places of each partition by that,
     * then the items at the best places of all. Each partition can be asked by itself, wherever it is.
     */
    Questions.SearchPage search(
            FeedbackFilter filter, Questions.Order order, Optional<Questions.SearchCursor> after, int limit) {
        Terms terms = stores.terms();
        Map<Integer, Told<FeedbackView.TextMoment>> moments = stores.askAll(new AskTextMoment(), terms);
        Ranking ranking = rank(filter, order, after, limit + 1, moments, terms);
        List<SearchHit> places = ranking.places();
        boolean more = places.size() > limit;
        if (more) {
            places = places.subList(0, limit);
        }
        // Another copy might be asked now, and must know the items as well.
        Terms asFound = terms.after(ranking.asOf().position()).whole();
        return new Questions.SearchPage(
                items(filter, places, asFound),
                more
                        ? Optional.of(new Questions.SearchCursor(places.get(limit - 1), ranking.statistics()))
                        : Optional.empty(),
                ranking.asOf());
    }

    /** The best places of all partitions. */
    record Ranking(List<SearchHit> places, Optional<TextStatistics> statistics, AsOf asOf) {}

    Ranking rank(
            FeedbackFilter filter,
            Questions.Order order,
            Optional<Questions.SearchCursor> after,
            int most,
            Map<Integer, Told<FeedbackView.TextMoment>> moments,
            Terms terms) {
        Optional<TextStatistics> statistics = order == Questions.Order.NEWEST
                ? Optional.empty()
                : after.flatMap(Questions.SearchCursor::statistics)
                        .or(() -> ScatterGather.values(stores.askEach(
                                        p -> new AskStatistics(filter, moment(moments, p)), moments.keySet(), terms))
                                .stream()
                                .reduce(TextStatistics::and));
        Optional<SearchHit> from = after.map(Questions.SearchCursor::hit);
        Map<Integer, Told<FeedbackView.Found>> found = stores.askEach(
                p -> new AskSearch(filter, statistics, from, most, moment(moments, p)), moments.keySet(), terms);
        return new Ranking(
                best(ScatterGather.values(found).stream().map(FeedbackView.Found::places), most),
                statistics,
                stores.asOf(found, FeedbackView.Found::position));
    }

    /** Returns the best of what each partition found best. */
    static List<SearchHit> best(Stream<List<SearchHit>> found, int most) {
        return found.flatMap(List::stream).sorted(SearchHit.ORDER).limit(most).toList();
    }

    static FeedbackView.TextMoment moment(Map<Integer, Told<FeedbackView.TextMoment>> moments, int partition) {
        return Objects.requireNonNull(moments.get(partition)).value();
    }

    List<Feedback> items(FeedbackFilter filter, List<SearchHit> places, Terms terms) {
        Map<Integer, List<SearchHit>> homes = places.stream()
                .collect(Collectors.groupingBy(place -> stores.partitions().of(place.id())));
        Map<String, Feedback> items = new HashMap<>();
        ScatterGather.values(stores.askEach(
                        partition -> new AskFound(filter, homes.getOrDefault(partition, List.of())),
                        homes.keySet(),
                        terms))
                .forEach(found -> found.forEach(item -> items.put(item.getId(), item)));
        return places.stream()
                .map(place -> items.get(place.id()))
                .filter(Objects::nonNull)
                .toList();
    }

    Questions.FacetTable facets(FeedbackFilter filter) {
        try (Allowance allowance = stores.allowance()) {
            Terms terms = stores.terms(allowance);
            Map<Integer, Told<FeedbackView.TextMoment>> moments = stores.askAll(new AskTextMoment(), terms);
            Map<Integer, Told<FeedbackView.FacetCounts>> counted =
                    stores.askEach(p -> new AskFacets(filter, moment(moments, p)), moments.keySet(), terms);
            Facets facets = Facets.empty();
            ScatterGather.values(counted).forEach(one -> facets.add(one.facets()));
            return new Questions.FacetTable(facets, stores.asOf(counted, FeedbackView.FacetCounts::position));
        }
    }
}
