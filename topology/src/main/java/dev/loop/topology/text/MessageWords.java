package dev.loop.topology.text;

import dev.loop.schemas.avro.Feedback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The message of an item that several queries are tried on: the first one splits it into words. Not thread-safe. */
public final class MessageWords {

    private final Feedback item;
    private @Nullable List<Token> tokens;

    public MessageWords(Feedback item) {
        this.item = item;
    }

    List<Token> tokens() {
        List<Token> known = tokens;
        if (known == null) {
            known = MessageAnalyzer.tokens(item.getMessage(), Language.of(item));
            tokens = known;
        }
        return known;
    }
}
