package dev.loop.topology.ledger;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.TaggedBy;
import dev.loop.topology.store.FeedbackStore;
import dev.loop.topology.tag.TagRuleDirectory;
import java.util.Optional;

/**
 * Gives items the tag of the rule that begins to take them: a new item by its words, a known one when a model tells more of
 * it or when it joins a theme. The rule's word is kept with the item, so that nobody asks the rules of then again. An item whose tag a person changed
 * is left to people.
 */
final class RuleTags {

    private final TagRuleDirectory rules;
    private final int mostSeries;

    /** @param mostSeries limit of combinations of project, tag, plan and source; a rule makes none beyond it */
    RuleTags(TagRuleDirectory rules, int mostSeries) {
        this.rules = rules;
        this.mostSeries = mostSeries;
    }

    Decision.Keep tagged(FeedbackCommand command, Decision.Keep keep, FeedbackStore store) {
        boolean isNew = keep.before() == null && command.getBody() instanceof Create;
        Feedback item = keep.after();
        if (!isNew && !(command.getBody() instanceof Judge || command.getBody() instanceof JoinTheme)
                || item.getTaggedBy().equals(Optional.of(TaggedBy.PERSON))) {
            return keep;
        }
        return rules.of(keep.before(), item)
                .filter(rule -> !item.getTag().equals(Optional.of(rule.getTag())))
                .map(rule -> tagged(item, rule))
                .filter(tagged -> !store.exceedsSeries(tagged, mostSeries))
                .map(tagged -> new Decision.Keep(keep.before(), tagged))
                .orElse(keep);
    }

    private static Feedback tagged(Feedback item, TagRule rule) {
        return Feedback.newBuilder(item)
                .setTag(rule.getTag())
                .setTaggedBy(new TaggedBy(rule.getName(), rule.getVersion(), Optional.empty(), item.getTag(), false)
                        .toString())
                .build();
    }

    /** Returns whether the replay of a rule would make a combination beyond the limit; it leaves such an item as it is. */
    boolean hasNoRoom(FeedbackCommand command, Decision.Keep keep, FeedbackStore store) {
        return command.getBody() instanceof Update update
                && update.getTaggedBy().isPresent()
                && store.exceedsSeries(keep.after(), mostSeries);
    }
}
