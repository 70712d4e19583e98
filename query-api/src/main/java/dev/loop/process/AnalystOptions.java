package dev.loop.process;

import java.util.List;

/**
 * The options of the analyst.
 *
 * @param languages that messages may be in, two letters each; the first is that of messages too short to tell
 */
public record AnalystOptions(List<String> languages) {

    public static final AnalystOptions USUAL = new AnalystOptions(List.of("en", "de", "es", "fr", "it", "nl", "pt"));

    public AnalystOptions {
        languages = List.copyOf(languages);
    }
}
