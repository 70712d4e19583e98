package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.topology.text.TextQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Selects the items that a question is about.
 *
 * @param metadata the wanted value of each key; an empty value equals an absent one
 * @param sentiments empty means all
 * @param statuses empty means all
 * @param from inclusive, by {@code createdAt}
 * @param to exclusive, by {@code createdAt}
 * @param text what the message must say
 * @param judged what must be judged of the message
 */
public record FeedbackFilter(
        String project,
        Match tag,
        Match plan,
        Match source,
        Match user,
        Map<String, Match> metadata,
        Set<Sentiment> sentiments,
        Set<Status> statuses,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<TextQuery> text,
        JudgedMatch judged) {

    /** Makes a filter that takes items however they were judged. */
    public FeedbackFilter(
            String project,
            Match tag,
            Match plan,
            Match source,
            Match user,
            Map<String, Match> metadata,
            Set<Sentiment> sentiments,
            Set<Status> statuses,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<TextQuery> text) {
        this(project, tag, plan, source, user, metadata, sentiments, statuses, from, to, text, JudgedMatch.ANY);
    }

    public FeedbackFilter {
        metadata = Map.copyOf(metadata);
        sentiments = Set.copyOf(sentiments);
        statuses = Set.copyOf(statuses);
    }

    /** Returns a filter that takes all items of a project. */
    public static FeedbackFilter all(String project) {
        return new FeedbackFilter(
                project,
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Map.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns this filter for items said at {@code earliest} or later and before {@code end}. */
    public FeedbackFilter between(Instant earliest, Instant end) {
        return within(Optional.of(earliest), Optional.of(end));
    }

    /** Returns this filter without bounds of time. */
    public FeedbackFilter atAnyTime() {
        return within(Optional.empty(), Optional.empty());
    }

    private FeedbackFilter within(Optional<Instant> earliest, Optional<Instant> end) {
        return new FeedbackFilter(
                project, tag, plan, source, user, metadata, sentiments, statuses, earliest, end, text, judged);
    }

    /** Returns this filter for these sentiments. */
    public FeedbackFilter withSentiments(Set<Sentiment> wanted) {
        return new FeedbackFilter(project, tag, plan, source, user, metadata, wanted, statuses, from, to, text, judged);
    }

    /** Returns this filter for tags that match. */
    public FeedbackFilter withTags(Match wanted) {
        return new FeedbackFilter(
                project, wanted, plan, source, user, metadata, sentiments, statuses, from, to, text, judged);
    }

    /** Returns this filter for items that were not backfilled. */
    public FeedbackFilter withoutBackfill() {
        Map<String, Match> all = new HashMap<>(metadata);
        all.put(BatchMarks.BACKFILL, Match.noneOf(List.of(BatchMarks.YES)));
        return new FeedbackFilter(project, tag, plan, source, user, all, sentiments, statuses, from, to, text, judged);
    }

    /** Returns this filter for items whatever they say. */
    public FeedbackFilter withoutText() {
        return new FeedbackFilter(
                project, tag, plan, source, user, metadata, sentiments, statuses, from, to, Optional.empty(), judged);
    }

    /** Returns this filter for items of which this is judged. */
    public FeedbackFilter withJudged(JudgedMatch wanted) {
        return new FeedbackFilter(
                project, tag, plan, source, user, metadata, sentiments, statuses, from, to, text, wanted);
    }

    /** Returns this filter for all that was said in the project, or by the sources that it names, by anybody. */
    public FeedbackFilter withAllSaid() {
        return new FeedbackFilter(
                project, Match.ANY, Match.ANY, source, Match.ANY, metadata, Set.of(), Set.of(), from, to, text);
    }

    public Match match(Dimension dimension) {
        return switch (dimension) {
            case TAG -> tag;
            case PLAN -> plan;
            case SOURCE -> source;
        };
    }

    public boolean accepts(Sentiment sentiment) {
        return sentiments.isEmpty() || sentiments.contains(sentiment);
    }

    public boolean accepts(Status status) {
        return statuses.isEmpty() || statuses.contains(status);
    }

    public boolean accepts(Feedback item) {
        long at = item.getCreatedAt().toEpochMilli();
        return item.getProject().equals(project)
                && from.map(f -> at >= f.toEpochMilli()).orElse(true)
                && to.map(t -> at < t.toEpochMilli()).orElse(true)
                && accepts(item.getSentiment())
                && accepts(item.getStatus())
                && tag.accepts(item.getTag().orElse(null))
                && plan.accepts(item.getPlan().orElse(null))
                && source.accepts(item.getSource().orElse(null))
                && user.accepts(item.getUserId())
                && acceptsMetadata(item)
                && judged.accepts(item)
                && text.map(t -> t.matches(item)).orElse(true);
    }

    private boolean acceptsMetadata(Feedback item) {
        for (Map.Entry<String, Match> wanted : metadata.entrySet()) {
            if (!wanted.getValue().accepts(item.getMetadata().get(wanted.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
