package dev.loop.api.tagrule;

import dev.loop.question.Questions;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps rules true to what they name: a rule follows its theme into the one that it was merged into, and forgets the
 * meaning of an item that was erased, of which nothing may be left.
 */
final class RuleUpkeep {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final TagRuleBook book;
    private final Questions questions;
    private final ThemeLookup themes;
    private final Clock clock;
    private Instant next = Instant.MIN;

    RuleUpkeep(TagRuleBook book, Questions questions, ThemeLookup themes, Clock clock) {
        this.book = book;
        this.questions = questions;
        this.themes = themes;
        this.clock = clock;
    }

    void look() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        for (TagRule rule : book.all()) {
            TagRule kept = kept(rule);
            if (!kept.equals(rule)) {
                book.change(rule, there -> there.equals(rule) ? Optional.of(kept) : Optional.empty());
            }
        }
        for (TagRun run : book.active()) {
            TagRule kept = kept(run.getRule());
            if (!kept.equals(run.getRule())) {
                TagRun after = TagRun.newBuilder(run).setRule(kept).build();
                book.changeRun(run, there -> there.equals(run) ? Optional.of(after) : Optional.empty());
            }
        }
    }

    ThemeLookup themes() {
        return themes;
    }

    private TagRule kept(TagRule rule) {
        TagRule.Builder kept = TagRule.newBuilder(rule);
        rule.getTheme().flatMap(theme -> themes.of(rule.getProject(), theme)).ifPresent(kept::setTheme);
        if (rule.getLikeVector().isPresent()
                && rule.getLikeItem().isPresent()
                && questions.item(rule.getProject(), rule.getLikeItem().get()).isEmpty()) {
            kept.setLikeVector(null);
        }
        TagRule after = kept.build();
        return after.equals(rule) ? rule : RuleVersion.stamped(after);
    }
}
