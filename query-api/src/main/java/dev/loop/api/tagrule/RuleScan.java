package dev.loop.api.tagrule;

import dev.loop.schemas.avro.TagReplaces;
import dev.loop.schemas.avro.TagRule;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of a project's items that a rule has to look at. Cells count it without reading an item. */
final class RuleScan {

    /** Returns a filter of the items that a rule may change, and of those that it has changed. */
    static FeedbackFilter of(TagRule rule) {
        return new FeedbackFilter(
                rule.getProject(),
                tags(rule),
                match(rule.getPlans()),
                match(rule.getSources()),
                Match.ANY,
                Map.of(),
                new HashSet<>(rule.getSentiments()),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns a filter of the items that a rule has changed, and of those whose change was taken back. */
    static FeedbackFilter undoing(TagRule rule) {
        return FeedbackFilter.all(rule.getProject()).withTags(tags(rule));
    }

    private static Match tags(TagRule rule) {
        if (rule.getReplaces() == TagReplaces.ANY) {
            return Match.ANY;
        }
        List<String> tags =
                new ArrayList<>(rule.getReplaces() == TagReplaces.LISTED ? rule.getReplaced() : List.of(""));
        tags.add(rule.getTag());
        return Match.oneOf(tags);
    }

    private static Match match(List<String> values) {
        return values.isEmpty() ? Match.ANY : Match.oneOf(values);
    }

    private RuleScan() {}
}
