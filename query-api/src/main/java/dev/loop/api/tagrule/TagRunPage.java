package dev.loop.api.tagrule;

import dev.loop.api.http.Freshness;
import dev.loop.connectors.log.Acknowledged;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.question.Questions;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.FeedbackPage;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.avro.TagRunState;
import dev.loop.topology.question.Position;
import dev.loop.topology.tag.ReadyRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One page of the items that a run looks at: each is changed if it has to be, the stores are waited for, and only then is
 * the progress kept. A program that dies in between does the page again, and finds what it had changed already.
 *
 * <p>A command names the revision that was read, so that a person's word in between stands. An item that changed in between
 * otherwise is read and tried again.
 */
final class TagRunPage {

    /** The items of a page: few enough that new items do not wait behind it. */
    static final int ITEMS = 250;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final int MOST_TRIES = 5;

    private final Questions questions;
    private final CommandLog log;
    private final Clock clock;
    private final TagRun run;
    private final boolean undoing;
    private final ReadyRule rule;

    TagRunPage(Questions questions, CommandLog log, Clock clock, ThemeLookup themes, TagRun run) {
        this.questions = questions;
        this.log = log;
        this.clock = clock;
        this.run = run;
        this.undoing = run.getState() == TagRunState.UNDOING;
        this.rule = new ReadyRule(run.getRule(), themes.in(run.getRule().getProject()));
    }

    /**
     * @param after the run with the progress of this page
     * @param commands sent
     */
    record Worked(TagRun after, int commands) {}

    Worked work() {
        FeedbackPage page =
                questions.list(undoing ? RuleScan.undoing(run.getRule()) : RuleScan.of(run.getRule()), place(), ITEMS);
        // A program that died in the middle of this page has changed some already.
        long changed = page.items().stream().filter(this::isChanged).count();
        List<Feedback> due = page.items().stream().filter(this::isDue).toList();
        int sent = 0;
        for (int attempt = 0; attempt < MOST_TRIES && !due.isEmpty(); attempt++) {
            List<Feedback> after = change(due);
            sent += due.size();
            changed += after.stream().filter(this::isChanged).count();
            Set<Feedback> refused = Set.copyOf(due);
            due = after.stream()
                    .filter(item -> isDue(item) && !refused.contains(item))
                    .toList();
        }
        return new Worked(progress(page, changed), sent);
    }

    private Optional<FeedbackCursor> place() {
        return run.getPlaceTime()
                .map(time -> new FeedbackCursor(
                        Instant.ofEpochMilli(time), run.getPlaceId().orElseThrow()));
    }

    private boolean isChanged(Feedback item) {
        return undoing ? TaggedItems.isBack(run, item) : TaggedItems.isOf(run, item);
    }

    private boolean isDue(Feedback item) {
        if (undoing) {
            return TaggedItems.isOf(run, item);
        }
        return !item.getTag().equals(Optional.of(run.getRule().getTag()))
                && rule.mayReplace(item.getTag())
                && rule.takes(item);
    }

    /** Sends a command for each item, and returns the items as they are once all of them are applied. */
    private List<Feedback> change(List<Feedback> items) {
        Instant now = clock.instant();
        List<CompletableFuture<Place>> sent = new ArrayList<>();
        for (Feedback item : items) {
            sent.add(log.append(undoing ? TaggedItems.untag(run, item, now) : TaggedItems.tag(run, item, now)));
        }
        Position position = Position.NONE;
        for (CompletableFuture<Place> one : sent) {
            position = position.and(Freshness.position(Acknowledged.get(one)));
        }
        questions.await(position, LONGEST_WAIT);
        return questions
                .atLeast(position)
                .items(
                        run.getRule().getProject(),
                        items.stream().map(Feedback::getId).toList());
    }

    private TagRun progress(FeedbackPage page, long changed) {
        TagRun.Builder after = TagRun.newBuilder(run)
                .setUpdatedAt(clock.instant())
                .setDone(run.getDone() + page.items().size());
        if (undoing) {
            after.setUndone(run.getUndone() + changed);
        } else {
            after.setChanged(run.getChanged() + changed);
        }
        if (page.next().isPresent()) {
            return after.setPlaceTime(page.next().get().createdAt().toEpochMilli())
                    .setPlaceId(page.next().get().id())
                    .build();
        }
        return TagRuns.ended(
                after.setState(undoing ? TagRunState.UNDONE : TagRunState.DONE).build());
    }
}
