package dev.loop.e2e;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The largest item that the rules allow, as it is sent: an emoji is one character, which the program writes as two escapes
 * of six bytes. A control character is one escape.
 */
final class LargestItem {

    private static final String EMOJI = "🎉";

    private LargestItem() {}

    /** @param tag its first characters; the longest tag has 100 */
    static String json(String tag) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 0; i < 32; i++) {
            metadata.put(EMOJI.repeat(31) + Character.toString(0x1F300 + i), EMOJI.repeat(1_024));
        }
        return LoopClient.item(
                EMOJI.repeat(20_000),
                "negative",
                Map.of(
                        "user", Map.of("id", EMOJI.repeat(200)),
                        "tag", tag(tag),
                        "plan", EMOJI.repeat(100),
                        "source", EMOJI.repeat(100),
                        "externalId", tag(tag) + EMOJI.repeat(155),
                        "metadata", metadata));
    }

    private static String tag(String beginning) {
        return beginning + EMOJI.repeat(100 - beginning.length());
    }
}
