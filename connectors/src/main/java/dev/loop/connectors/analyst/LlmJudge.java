package dev.loop.connectors.analyst;

import dev.loop.connectors.llm.LanguageModel;
import dev.loop.connectors.llm.LlmAnswer;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.MaskingRules;
import dev.loop.schemas.intake.ProjectMasks;
import dev.loop.schemas.mask.MaskKind;
import dev.loop.schemas.mask.Masking;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A language model in the place of a project's model. Of an item, its message leaves this machine and nothing else: without
 * handles, links and the author's id, and with every kind of number and address masked, whatever the project
 * keeps.
 */
public final class LlmJudge implements AutoCloseable {

    static {
        TrustedRecords.install();
    }

    private static final String AUTHOR = "[user]";

    /** A masked card keeps its last digits for those who read the item here. */
    private static final Pattern CARD = Pattern.compile("\\[card …\\d+]");

    private final LanguageModel model;
    private final ProjectMasks masks;

    /** @param rules those of a project; its region and its own patterns count here as well */
    public LlmJudge(LanguageModel model, Function<String, Optional<MaskingRules>> rules) {
        this.model = model;
        this.masks = new ProjectMasks(
                new Masking(EnumSet.allOf(MaskKind.class)),
                project -> rules.apply(project)
                        .map(own -> MaskingRules.newBuilder(own)
                                .setKinds(MaskKind.WORDS)
                                .build()));
    }

    CompletableFuture<LlmAnswer> ask(Feedback item) {
        return model.ask(item.getProject(), outgoing(item));
    }

    boolean ready() {
        return model.ready();
    }

    String version() {
        return model.version();
    }

    /** Returns what is sent of an item. */
    String outgoing(Feedback item) {
        String masked = CARD.matcher(
                        masks.masking(item.getProject()).mask(item.getMessage()).text())
                .replaceAll("[card]");
        String user = item.getUserId().strip();
        // One letter says nothing of anybody, and is in every text.
        String unnamed = user.length() < 2
                ? masked
                : Pattern.compile(
                                "(?<![\\p{L}\\p{N}])" + Pattern.quote(user) + "(?![\\p{L}\\p{N}])",
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(masked)
                        .replaceAll(Matcher.quoteReplacement(AUTHOR));
        return Meanings.words(unnamed);
    }

    @Override
    public void close() {
        model.close();
    }
}
