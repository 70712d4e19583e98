package dev.loop.question;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Tally;
import dev.loop.topology.store.FeedbackView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ranks the items of all partitions by their meaning, or by meaning and words. A ranking is made anew for each page: it is
 * as short as a search is quick.
 */
final class MeaningQuestions {

    /**
     * A reciprocal rank is 1 / (this + rank), as in Cormack, Clarke and Büttcher (SIGIR 2009): two good ranks are then worth
     * more than a first and none.
     */
    private static final float BEFORE_THE_FIRST_RANK = 60;

    private final ScatterGather stores;
    private final SearchQuestions searches;

    MeaningQuestions(ScatterGather stores, SearchQuestions searches) {
        this.stores = stores;
        this.searches = searches;
    }

    Questions.AlikePage alike(
            FeedbackFilter filter, Questions.Meaning meaning, Optional<SearchHit> after, int limit, boolean counted) {
        Terms terms = stores.terms();
        Map<Integer, Told<FeedbackView.TextMoment>> moments = stores.askAll(new AskTextMoment(), terms);
        FeedbackFilter whatever = filter.withoutText();
        Map<Integer, Told<FeedbackView.Nearest>> found = stores.askEach(
                p -> new AskNearest(
                        whatever, meaning.vector(), Questions.MOST_ALIKE + 1, SearchQuestions.moment(moments, p)),
                moments.keySet(),
                terms);
        List<FeedbackView.Nearest> nearest = ScatterGather.values(found);
        AsOf asOf = stores.asOf(found, FeedbackView.Nearest::position);
        List<SearchHit> ranked = others(
                SearchQuestions.best(nearest.stream().map(FeedbackView.Nearest::places), Questions.MOST_ALIKE + 1),
                meaning);
        if (filter.text().isPresent()) {
            SearchQuestions.Ranking words = searches.rank(
                    filter, Questions.Order.RELEVANCE, Optional.empty(), Questions.MOST_ALIKE + 1, moments, terms);
            asOf = asOf.and(words.asOf());
            ranked = fused(ranked, others(words.places(), meaning));
        }
        Terms asFound = terms.after(asOf.position()).whole();
        List<SearchHit> left = ranked.stream()
                .filter(place -> after.map(last -> SearchHit.ORDER.compare(place, last) > 0)
                        .orElse(true))
                .toList();
        List<SearchHit> places = left.subList(0, Math.min(limit, left.size()));
        return new Questions.AlikePage(
                searches.items(whatever, places, asFound),
                left.size() > limit ? Optional.of(places.get(limit - 1)) : Optional.empty(),
                nearest.stream().mapToLong(FeedbackView.Nearest::unread).sum(),
                counted ? Optional.of(facets(searches.items(whatever, ranked, asFound))) : Optional.empty(),
                asOf);
    }

    private static List<SearchHit> others(List<SearchHit> places, Questions.Meaning meaning) {
        return places.stream()
                .filter(place -> !meaning.without().equals(Optional.of(place.id())))
                .limit(Questions.MOST_ALIKE)
                .toList();
    }

    /** Returns the places of both lists, ranked by the sum of their reciprocal ranks. */
    static List<SearchHit> fused(List<SearchHit> one, List<SearchHit> other) {
        Map<String, SearchHit> all = new HashMap<>();
        for (List<SearchHit> places : List.of(one, other)) {
            for (int rank = 1; rank <= places.size(); rank++) {
                SearchHit place = places.get(rank - 1);
                all.merge(
                        place.id(),
                        new SearchHit(1 / (BEFORE_THE_FIRST_RANK + rank), place.createdAt(), place.id()),
                        (before, now) -> new SearchHit(before.score() + now.score(), now.createdAt(), now.id()));
            }
        }
        List<SearchHit> fused = new ArrayList<>(all.values());
        fused.sort(SearchHit.ORDER);
        return fused.size() <= Questions.MOST_ALIKE ? fused : List.copyOf(fused.subList(0, Questions.MOST_ALIKE));
    }

    private static Facets facets(List<Feedback> items) {
        Facets facets = Facets.empty();
        for (Feedback item : items) {
            for (Dimension dimension : Dimension.values()) {
                String name = dimension.of(item);
                facets.add(dimension, name == null ? "" : name, 1);
            }
            facets.outcomes().add(Tally.index(item.getSentiment(), item.getStatus()), 1, 0);
        }
        return facets;
    }
}
