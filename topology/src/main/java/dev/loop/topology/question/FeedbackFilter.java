package dev.loop.topology.question;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which items a question is about.
 *
 * @param sentiments empty means all
 * @param statuses empty means all
 * @param from inclusive, by {@code createdAt}
 * @param to exclusive, by {@code createdAt}
 * @param text a part of the message, in any case
 */
public record FeedbackFilter(
        String project,
        Match tag,
        Match plan,
        Match source,
        Match user,
        Set<Sentiment> sentiments,
        Set<Status> statuses,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> text) {

    public FeedbackFilter {
        sentiments = Set.copyOf(sentiments);
        statuses = Set.copyOf(statuses);
        text = text.map(t -> t.toLowerCase(Locale.ROOT)).filter(t -> !t.isEmpty());
    }

    /** All items of a project. */
    public static FeedbackFilter all(String project) {
        return new FeedbackFilter(
                project,
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Match.ANY,
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, said at {@code earliest} or later and before {@code end}. */
    public FeedbackFilter between(Instant earliest, Instant end) {
        return new FeedbackFilter(
                project, tag, plan, source, user, sentiments, statuses, Optional.of(earliest), Optional.of(end), text);
    }

    /** The same, with one of these sentiments. */
    public FeedbackFilter withSentiments(Set<Sentiment> wanted) {
        return new FeedbackFilter(project, tag, plan, source, user, wanted, statuses, from, to, text);
    }

    public Match match(Dimension dimension) {
        return switch (dimension) {
            case TAG -> tag;
            case PLAN -> plan;
            case SOURCE -> source;
        };
    }

    /** Whether cells know everything that is asked for; if not, only the items do. */
    public boolean answerableByCells() {
        return user.any() && text.isEmpty();
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
                && text.map(t -> item.getMessage().toLowerCase(Locale.ROOT).contains(t))
                        .orElse(true);
    }
}
