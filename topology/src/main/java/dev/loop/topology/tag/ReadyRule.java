package dev.loop.topology.tag;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.TagReplaces;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.Match;
import dev.loop.topology.text.MessageWords;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tag rule whose query is read. It takes an item that meets all of its conditions; whether its tag may take the place of
 * the item's own is another question, which {@link #mayReplace} answers.
 *
 * <p>Its answers depend on nothing but the rule and the item. A rule of a newer program, with something that this one
 * cannot read, takes nothing.
 */
public final class ReadyRule {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyRule.class);

    private final TagRule rule;
    private final boolean readable;
    private final Optional<TextQuery> query;
    private final Optional<byte[]> vector;
    private final boolean meaning;
    private final double atLeast;
    private final Match sources;
    private final Match plans;
    private final Match languages;
    private final Set<Sentiment> sentiments;
    private final Match replaced;
    private final UnaryOperator<String> themes;

    /** Makes one for items that are in the themes that they tell, as where they have just joined one. */
    public ReadyRule(TagRule rule) {
        this(rule, UnaryOperator.identity());
    }

    /** @param themes the theme that has the items of a theme now; an item keeps the id of one that was merged since */
    public ReadyRule(TagRule rule, UnaryOperator<String> themes) {
        this.rule = rule;
        this.themes = themes;
        this.vector = rule.getLikeVector().map(MeaningVector::array);
        this.meaning = rule.getLikeText().isPresent() || rule.getLikeItem().isPresent();
        this.atLeast = rule.getAtLeast().orElse(1.0);
        this.sources = match(rule.getSources());
        this.plans = match(rule.getPlans());
        this.languages = match(rule.getLanguages());
        this.sentiments = Set.copyOf(rule.getSentiments());
        this.replaced = switch (rule.getReplaces()) {
            case ANY -> Match.ANY;
            case LISTED -> Match.oneOf(rule.getReplaced());
            case UNTAGGED, UNKNOWN -> Match.oneOf(List.of(""));
        };
        Optional<TextQuery> read = Optional.empty();
        boolean known = rule.getReplaces() != TagReplaces.UNKNOWN && !sentiments.contains(Sentiment.UNKNOWN);
        try {
            read = rule.getQuery().isPresent()
                    ? Optional.of(TextQuery.parse(rule.getQuery().get()))
                    : Optional.empty();
        } catch (TextQueryException unreadable) {
            LOG.warn(
                    "The rule {} of {} takes nothing: its query {}",
                    rule.getName(),
                    rule.getProject(),
                    unreadable.getMessage());
            known = false;
        }
        this.query = read;
        this.readable = known;
    }

    private static Match match(List<String> values) {
        return values.isEmpty() ? Match.ANY : Match.oneOf(values);
    }

    public TagRule rule() {
        return rule;
    }

    /** Returns whether the rule may give its tag to an item with this one. */
    public boolean mayReplace(Optional<String> tag) {
        return replaced.accepts(tag.orElse(null));
    }

    /** Returns whether an item meets all conditions. */
    public boolean takes(Feedback item) {
        return takes(item, new MessageWords(item));
    }

    boolean takes(Feedback item, MessageWords message) {
        return readable && meets(item) && says(message);
    }

    /** Returns whether an item meets all conditions, and did not before its latest change. */
    boolean takesNow(Feedback before, Feedback item, MessageWords message) {
        return readable && meets(item) && !meets(before) && says(message);
    }

    private boolean says(MessageWords message) {
        return query.map(words -> words.matches(message)).orElse(true);
    }

    /** Returns whether an item meets the conditions that are not about its words, the cheap ones first. */
    private boolean meets(Feedback item) {
        return (sentiments.isEmpty() || sentiments.contains(item.getSentiment()))
                && sources.accepts(item.getSource().orElse(null))
                && plans.accepts(item.getPlan().orElse(null))
                && languages.accepts(item.getLanguage().orElse(null))
                && isInTheme(item)
                && (!meaning || means(item));
    }

    private boolean isInTheme(Feedback item) {
        return rule.getTheme()
                .map(wanted -> item.getTheme()
                        .filter(own -> themes.apply(own).equals(wanted))
                        .isPresent())
                .orElse(true);
    }

    private boolean means(Feedback item) {
        return vector.isPresent()
                && item.getVector()
                        .map(own -> MeaningVector.cosine(vector.get(), MeaningVector.array(own)) >= atLeast)
                        .orElse(false);
    }
}
