package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.intake.analyser.RuleVerdict;
import dev.loop.schemas.intake.analyser.SentimentRules;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The rules of sentiment of each project: the shipped ones, with its own words above them if it has any. Words are made
 * ready once for as long as they stay. Safe for many threads.
 */
public final class ProjectRules {

    /** Those that Loop comes with, for every project. */
    public static final ProjectRules SHIPPED = new ProjectRules(project -> Optional.empty());

    private record Ready(SentimentWords words, SentimentRules rules) {}

    private final Function<String, Optional<SentimentWords>> words;
    private final Map<String, Ready> ready = new ConcurrentHashMap<>();

    /** @param words finds those of a project; empty where it has none of its own, or there is no such project */
    public ProjectRules(Function<String, Optional<SentimentWords>> words) {
        this.words = words;
    }

    public SentimentRules of(String project) {
        Optional<SentimentWords> own = words.apply(project);
        if (own.isEmpty() || own.get().getWords().isEmpty()) {
            return SentimentRules.SHIPPED;
        }
        SentimentWords now = own.get();
        Ready known = ready.get(project);
        if (known == null || known.words() != now && !known.words().getVersion().equals(now.getVersion())) {
            known = new Ready(now, SentimentRules.with(now));
            ready.put(project, known);
        }
        return known.rules();
    }

    /**
     * Returns the verdict of a version of a project's rules with its terms; empty for a version that is in force no more,
     * whose words nobody can tell.
     */
    public Optional<RuleVerdict> explain(String project, String message, String version) {
        if (version.equals(SentimentRules.VERSION)) {
            return Optional.of(SentimentRules.SHIPPED.explain(message));
        }
        SentimentRules now = of(project);
        return version.equals(now.version()) ? Optional.of(now.explain(message)) : Optional.empty();
    }

    /** Returns an item in the making with a sentiment: that of the rules, where nobody said one or judged before. */
    public Create judged(String project, Create create) {
        if (create.getSentiment().isPresent()) {
            return create;
        }
        SentimentRules rules = of(project);
        RuleVerdict verdict = rules.judge(create.getMessage());
        return Create.newBuilder(create)
                .setSentiment(verdict.sentiment())
                .setJudgedBy(JudgedBy.RULES)
                .setJudgedVersion(rules.version())
                .setUnsure(verdict.unsure())
                .build();
    }
}
