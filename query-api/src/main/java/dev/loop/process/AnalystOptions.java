package dev.loop.process;

import dev.loop.connectors.llm.LlmSettings;
import java.util.List;
import java.util.Optional;

/**
 * The options of the analyst.
 *
 * @param languages that messages may be in, two letters each; the first is that of messages too short to tell
 * @param llm a language model that judges in the encoder's place
 * @param encoder whether there is one; without it, a language model judges alone
 */
public record AnalystOptions(List<String> languages, Optional<LlmSettings> llm, boolean encoder) {

    public static final AnalystOptions USUAL = new AnalystOptions(List.of("en", "de", "es", "fr", "it", "nl", "pt"));

    public AnalystOptions {
        languages = List.copyOf(languages);
    }

    /** Makes the options of an analyst with an encoder alone. */
    public AnalystOptions(List<String> languages) {
        this(languages, Optional.empty(), true);
    }

    public AnalystOptions with(LlmSettings model, boolean besideAnEncoder) {
        return new AnalystOptions(languages, Optional.of(model), besideAnEncoder);
    }
}
