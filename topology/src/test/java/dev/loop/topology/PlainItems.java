package dev.loop.topology;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.PersonWord;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.ItemPart;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.Tally;
import dev.loop.topology.text.TextQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The oracle: the rules said once more in the plainest way, over items in a map, with every answer by looking at all. */
final class PlainItems {

    /** The meaning of each searched text. */
    final Map<String, Predicate<List<String>>> meanings = new HashMap<>();

    final Map<String, Feedback> items = new TreeMap<>();
    final Set<String> erased = new HashSet<>();

    CommandOutcome apply(FeedbackCommand command, long offset) {
        Feedback before = items.get(command.getId());
        if (command.getBody() instanceof Create create) {
            if (before != null || erased.contains(command.getId())) {
                return CommandOutcome.UNCHANGED;
            }
            items.put(command.getId(), created(command, create, offset));
            return CommandOutcome.APPLIED;
        }
        if (before == null || !before.getProject().equals(command.getProject())) {
            return CommandOutcome.NOT_FOUND;
        }
        long revision = before.getRevision();
        if (command.getBody() instanceof Erase erase) {
            if (erase.getIfRevision().isPresent() && erase.getIfRevision().get() != revision) {
                return CommandOutcome.CONFLICT;
            }
            items.remove(command.getId());
            erased.add(command.getId());
            return CommandOutcome.APPLIED;
        }
        Update update = (Update) command.getBody();
        if (update.getIfRevision().isPresent() && update.getIfRevision().get() != revision) {
            return CommandOutcome.CONFLICT;
        }
        Feedback.Builder after = updated(before, command, update);
        if (after.build().equals(before)) {
            return CommandOutcome.UNCHANGED;
        }
        items.put(
                command.getId(),
                after.setRevision(revision + 1)
                        .setUpdatedAt(command.getAt())
                        .setCommandOffset(offset)
                        .build());
        return CommandOutcome.APPLIED;
    }

    private static Feedback created(FeedbackCommand command, Create create, long offset) {
        Instant resolvedAt = null;
        if (create.getStatus() == Status.RESOLVED) {
            resolvedAt = create.getResolvedAt().orElse(null);
            if (resolvedAt == null) {
                resolvedAt = command.getAt().isBefore(create.getCreatedAt()) ? create.getCreatedAt() : command.getAt();
            }
        }
        return Feedback.newBuilder()
                .setId(command.getId())
                .setProject(command.getProject())
                .setUserId(create.getUserId())
                .setMessage(create.getMessage())
                .setSentiment(create.getSentiment().orElseThrow())
                .setSource(create.getSource().orElse(null))
                .setTag(create.getTag().orElse(null))
                .setPlan(create.getPlan().orElse(null))
                .setStatus(create.getStatus())
                .setCreatedAt(create.getCreatedAt())
                .setReceivedAt(command.getAt())
                .setUpdatedAt(command.getAt())
                .setResolvedAt(resolvedAt)
                .setExternalId(create.getExternalId().orElse(null))
                .setMetadata(create.getMetadata())
                .setConsent(create.getConsent().orElse(null))
                .setRevision(1)
                .setCommandOffset(offset)
                .build();
    }

    private static Feedback.Builder updated(Feedback before, FeedbackCommand command, Update update) {
        Feedback.Builder after = Feedback.newBuilder(before);
        update.getSentiment().ifPresent(said -> {
            if (before.getPersonWord().isEmpty() || said != before.getSentiment()) {
                after.setPersonWord(ItemPart.PERSON_WORD.bytes(new PersonWord(command.getAt(), null)));
            }
            after.setSentiment(said);
        });
        update.getTag().ifPresent(tag -> {
            after.setTag(tag.isEmpty() ? null : tag);
            if (!tag.equals(before.getTag().orElse("")) || before.getTaggedBy().isPresent()) {
                after.setTaggedBy("person");
            }
        });
        update.getPlan().ifPresent(plan -> after.setPlan(plan.isEmpty() ? null : plan));
        if (update.getStatus().isPresent() && update.getStatus().get() != before.getStatus()) {
            boolean resolved = update.getStatus().get() == Status.RESOLVED;
            after.setStatus(update.getStatus().get());
            Instant at = command.getAt().isBefore(before.getCreatedAt()) ? before.getCreatedAt() : command.getAt();
            after.setResolvedAt(resolved ? at : null);
        }
        return after;
    }

    /** Returns the items that a filter takes, newest first. */
    List<Feedback> list(FeedbackFilter filter) {
        List<Feedback> found = new ArrayList<>();
        for (Feedback item : items.values()) {
            if (takes(filter, item)) {
                found.add(item);
            }
        }
        found.sort(Comparator.comparing(Feedback::getCreatedAt).reversed().thenComparing(Feedback::getId));
        return found;
    }

    /** Counts in the order of {@link Tally} and, last, the milliseconds to resolution. */
    Map<List<@Nullable String>, List<Long>> count(
            FeedbackFilter filter, List<? extends Facet> groupBy, long from, long to) {
        Map<List<@Nullable String>, List<Long>> groups = new HashMap<>();
        for (Feedback item : items.values()) {
            long at = item.getCreatedAt().toEpochMilli();
            if (at < from || at >= to || !takes(filter, item)) {
                continue;
            }
            List<@Nullable String> group = new ArrayList<>();
            for (Facet facet : groupBy) {
                group.add(value(facet, item).orElse(null));
            }
            List<Long> tally =
                    groups.computeIfAbsent(group, key -> new ArrayList<>(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L)));
            int sentiment = switch (item.getSentiment()) {
                case POSITIVE -> 0;
                case NEUTRAL -> 1;
                case NEGATIVE -> 2;
                case UNKNOWN -> throw new AssertionError(item);
            };
            boolean resolved = item.getStatus() == Status.RESOLVED;
            int index = sentiment + (resolved ? 3 : 0);
            tally.set(index, tally.get(index) + 1);
            if (resolved) {
                tally.set(6, tally.get(6) + item.getResolvedAt().orElseThrow().toEpochMilli() - at);
            }
        }
        return groups;
    }

    private static Optional<String> value(Facet facet, Feedback item) {
        if (facet instanceof Facet.Metadata metadata) {
            return metadata(item, metadata.key());
        }
        if (facet instanceof Facet.User) {
            return Optional.of(item.getUserId());
        }
        return switch ((Dimension) facet) {
            case TAG -> item.getTag();
            case PLAN -> item.getPlan();
            case SOURCE -> item.getSource();
        };
    }

    private static Optional<String> metadata(Feedback item, String key) {
        return Optional.ofNullable(item.getMetadata().get(key)).filter(value -> !value.isEmpty());
    }

    private boolean takes(FeedbackFilter filter, Feedback item) {
        if (!item.getProject().equals(filter.project())) {
            return false;
        }
        if (!filter.sentiments().isEmpty() && !filter.sentiments().contains(item.getSentiment())) {
            return false;
        }
        if (!filter.statuses().isEmpty() && !filter.statuses().contains(item.getStatus())) {
            return false;
        }
        if (filter.from().isPresent()
                && item.getCreatedAt().isBefore(filter.from().get())) {
            return false;
        }
        if (filter.to().isPresent() && !item.getCreatedAt().isBefore(filter.to().get())) {
            return false;
        }
        Predicate<List<String>> text =
                meanings.getOrDefault(filter.text().map(TextQuery::toString).orElse(""), said -> true);
        return text.test(PlainText.words(item.getMessage()))
                && takes(filter.tag(), item.getTag())
                && takes(filter.plan(), item.getPlan())
                && takes(filter.source(), item.getSource())
                && takes(filter.user(), Optional.of(item.getUserId()))
                && filter.metadata().entrySet().stream()
                        .allMatch(wanted -> takes(wanted.getValue(), metadata(item, wanted.getKey())));
    }

    private static boolean takes(Match match, Optional<String> value) {
        boolean among = false;
        for (String wanted : match.values()) {
            among |= wanted.isEmpty() ? value.isEmpty() : Objects.equals(wanted, value.orElse(null));
        }
        return match.negated() ? !among : among;
    }
}
