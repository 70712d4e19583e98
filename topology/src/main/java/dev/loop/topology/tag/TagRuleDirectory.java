package dev.loop.topology.tag;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.TagRule;
import dev.loop.topology.text.MessageWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules that tag what comes, by project, in the order of their names: the first that takes an item and may replace its
 * tag is the one that counts. One thread writes, any thread reads.
 */
public final class TagRuleDirectory {

    private static final Comparator<ReadyRule> BY_NAME =
            Comparator.comparing(ready -> ready.rule().getName());

    /** Lists are never changed, only replaced. A project without such rules has none. */
    private final Map<String, List<ReadyRule>> rules = new ConcurrentHashMap<>();

    /**
     * Returns the rule that gives an item its tag.
     *
     * @param before the item before its latest change; null for a new one. A rule gives its tag when it begins to take an
     *     item, and does not insist on it later
     */
    public Optional<TagRule> of(@Nullable Feedback before, Feedback item) {
        List<ReadyRule> own = rules.getOrDefault(item.getProject(), List.of());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        MessageWords message = new MessageWords(item);
        for (ReadyRule ready : own) {
            if (ready.mayReplace(item.getTag())
                    && (before == null ? ready.takes(item, message) : ready.takesNow(before, item, message))) {
                return Optional.of(ready.rule());
            }
        }
        return Optional.empty();
    }

    /** @param rule null where it was removed */
    synchronized void put(String project, String name, @Nullable TagRule rule) {
        List<ReadyRule> now = new ArrayList<>(rules.getOrDefault(project, List.of()));
        now.removeIf(ready -> ready.rule().getName().equals(name));
        if (rule != null && rule.getOn()) {
            now.add(new ReadyRule(rule));
            now.sort(BY_NAME);
        }
        if (now.isEmpty()) {
            rules.remove(project);
        } else {
            rules.put(project, List.copyOf(now));
        }
    }
}
