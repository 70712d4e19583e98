package dev.loop.benchmark;

import dev.loop.api.key.DefaultProject;
import dev.loop.benchmark.ComparedQuestion.AroundRelease;
import dev.loop.benchmark.ComparedQuestion.OfPlan;
import dev.loop.benchmark.ComparedQuestion.OfWords;
import dev.loop.question.Questions;
import dev.loop.question.Questions.Order;
import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.Tally;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks Loop itself, within the process. */
final class LoopAnswerer implements Answerer {

    private final Questions questions;

    LoopAnswerer(Questions questions) {
        this.questions = questions;
    }

    @Override
    public String name() {
        return "Loop in the process";
    }

    @Override
    public Map<List<String>, List<Long>> answer(ComparedQuestion question) throws TextQueryException {
        if (question instanceof OfPlan of) {
            return ofPlan(of);
        }
        if (question instanceof AroundRelease around) {
            return around(around);
        }
        return ofWords((OfWords) question);
    }

    private Map<List<String>, List<Long>> ofPlan(OfPlan of) {
        FeedbackFilter filter = filter(Match.oneOf(Set.of(of.plan())), Optional.empty())
                .between(Instant.ofEpochMilli(of.from()), Instant.ofEpochMilli(of.to()));
        Map<List<String>, List<Long>> answer = new HashMap<>();
        for (Row row : questions.sentiment(filter, List.of(Dimension.TAG)).rows()) {
            Tally tally = row.tally();
            answer.put(named(row), List.of(tally.positive(), tally.neutral(), tally.negative(), tally.open()));
        }
        return answer;
    }

    private Map<List<String>, List<Long>> around(AroundRelease around) {
        SentimentSpans windows = questions.spans(
                filter(Match.ANY, Optional.empty()),
                List.of(Dimension.TAG, Dimension.PLAN, Dimension.SOURCE),
                new long[] {around.from(), around.at(), around.to()});
        Map<List<String>, List<Long>> answer = new HashMap<>();
        for (Row row : windows.spans().get(0).rows()) {
            answer.put(named(row), List.of(row.tally().total(), row.tally().negative(), 0L, 0L));
        }
        for (Row row : windows.spans().get(1).rows()) {
            answer.merge(
                    named(row),
                    List.of(0L, 0L, row.tally().total(), row.tally().negative()),
                    (before, after) -> List.of(before.get(0), before.get(1), after.get(2), after.get(3)));
        }
        return answer;
    }

    private Map<List<String>, List<Long>> ofWords(OfWords of) throws TextQueryException {
        FeedbackFilter filter = filter(Match.ANY, Optional.of(TextQuery.parse(of.query())));
        List<Long> figures = new ArrayList<>();
        figures.add(questions.sentiment(filter, List.of()).total().total());
        questions
                .search(filter, Order.NEWEST, Optional.empty(), ComparedQuestion.SHOWN)
                .items()
                .forEach(item -> figures.add(item.getCreatedAt().toEpochMilli()));
        return Map.of(List.of(), figures);
    }

    private static List<String> named(Row row) {
        return row.group().stream().map(value -> value == null ? "" : value).toList();
    }

    private static FeedbackFilter filter(Match plan, Optional<TextQuery> text) {
        return new FeedbackFilter(
                DefaultProject.ID,
                Match.ANY,
                plan,
                Match.ANY,
                Match.ANY,
                Map.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                text);
    }
}
