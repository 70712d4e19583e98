package dev.loop.api.tagrule;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.avro.TagRunState;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tag rules of all projects, and their runs. The next read on the same instance sees a rule or a run that was put.
 * Writes fail as those of {@link ControlTable} do.
 */
public final class TagRuleBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final Comparator<TagRun> NEWEST_FIRST =
            Comparator.comparing(TagRun::getStartedAt).reversed().thenComparing(TagRun::getId);

    private final ControlTable<TagRule> rules;
    private final ControlTable<TagRun> runs;

    public TagRuleBook(ControlTable<TagRule> rules, ControlTable<TagRun> runs) {
        this.rules = rules;
        this.runs = runs;
    }

    Optional<TagRule> find(String project, String name) {
        return rules.get(project + "/" + name);
    }

    /** Returns the rules of a project in the order in which they are asked: by name. */
    List<TagRule> all(String project) {
        return all().stream().filter(rule -> rule.getProject().equals(project)).toList();
    }

    List<TagRule> all() {
        return rules.all().values().stream()
                .sorted(Comparator.comparing(TagRule::getName))
                .toList();
    }

    void put(TagRule rule) {
        rules.put(rule.getProject() + "/" + rule.getName(), rule, LONGEST_WRITE);
    }

    /**
     * Puts a rule that follows from the current one; leaves it where {@code how} says nothing.
     *
     * @return whether a rule was put
     */
    boolean change(TagRule rule, Function<TagRule, Optional<TagRule>> how) {
        return rules.change(rule.getProject() + "/" + rule.getName(), there -> there.flatMap(how), LONGEST_WRITE);
    }

    void remove(String project, String name) {
        rules.remove(project + "/" + name, LONGEST_WRITE);
    }

    /** Returns the runs of a rule, the newest first; also of one that was deleted. */
    List<TagRun> runs(String project, String name) {
        return runs.all().values().stream()
                .filter(run -> run.getRule().getProject().equals(project)
                        && run.getRule().getName().equals(name))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Returns the runs of all projects that have something left to do, in the order of their beginnings. */
    List<TagRun> active() {
        return runs.all().values().stream()
                .filter(TagRuleBook::isActive)
                .sorted(NEWEST_FIRST.reversed())
                .toList();
    }

    static boolean isActive(TagRun run) {
        return run.getState() == TagRunState.RUNNING || run.getState() == TagRunState.UNDOING;
    }

    Optional<TagRun> run(String project, String name, String id) {
        return runs.get(project + "/" + name + "/" + id);
    }

    void put(TagRun run) {
        runs.put(key(run), run, LONGEST_WRITE);
    }

    /**
     * Puts a run that follows from the current one, which nobody changes in between.
     *
     * @return whether it was put
     */
    boolean changeRun(TagRun run, Function<TagRun, Optional<TagRun>> how) {
        return runs.change(key(run), there -> there.flatMap(how), LONGEST_WRITE);
    }

    void remove(TagRun run) {
        runs.remove(key(run), LONGEST_WRITE);
    }

    private static String key(TagRun run) {
        return run.getRule().getProject() + "/" + run.getRule().getName() + "/" + run.getId();
    }
}
