package dev.loop.schemas.item;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rule that gave an item its tag, as the item tells it in one line: {@code exports@0f3a91b2c4d5}, with {@code run_…}
 * where it was a replay, {@code undone} where the replay was taken back, and {@code was: …} where the item had another tag
 * before.
 *
 * @param rule the name of the rule
 * @param version the rule's version
 * @param run the id of the replay; empty where the rule tagged what came
 * @param before the tag whose place it took
 * @param undone whether the item has its tag before again
 */
public record TaggedBy(String rule, String version, Optional<String> run, Optional<String> before, boolean undone) {

    /** What an item tells whose tag a person gave or took away. No rule that tags what comes takes such an item. */
    public static final String PERSON = "person";

    private static final Pattern TEXT = Pattern.compile(
            "([a-z0-9_-]{1,60})@([0-9a-f]{12})(?: (run_[0-9a-z]{1,26}))?( undone)?(?: was: (.{1,200}))?",
            Pattern.DOTALL);

    /** Returns what a line tells; empty where no rule gave the tag. */
    public static Optional<TaggedBy> of(Optional<String> text) {
        return text.map(TEXT::matcher)
                .filter(Matcher::matches)
                .map(parts -> new TaggedBy(
                        parts.group(1),
                        parts.group(2),
                        Optional.ofNullable(parts.group(3)),
                        Optional.ofNullable(parts.group(5)),
                        parts.group(4) != null));
    }

    /** Returns what an item tells once the tag is taken back. */
    public TaggedBy takenBack() {
        return new TaggedBy(rule, version, run, Optional.empty(), true);
    }

    @Override
    public String toString() {
        return rule + "@" + version
                + run.map(id -> " " + id).orElse("")
                + (undone ? " undone" : "")
                + before.map(tag -> " was: " + tag).orElse("");
    }
}
