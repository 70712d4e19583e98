package dev.loop.connectors.analyst;

import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The vector of what a message is about. Handles and links are left out: they name whom it is sent to, and would draw
 * all messages to one company together.
 */
final class Meanings {

    /** A handle or a link; each alternative ends at the first sign that belongs to none, so that the search is linear. */
    private static final Pattern ADDRESS = Pattern.compile("(?<![\\w@])@\\w++|\\b(?:https?://|www\\.)\\S++");

    /**
     * Returns the vector, if the encoder knows any piece of what is left.
     *
     * @param text the whole message as the encoder reads it
     */
    static Optional<ByteBuffer> of(String message, EncodedText text, TextEncoder encoder) {
        String words = ADDRESS.matcher(message).replaceAll(" ").strip();
        if (words.isEmpty() || !text.readable()) {
            return Optional.empty();
        }
        EncodedText said = words.equals(message.strip()) ? text : encoder.encode(words);
        return said.readable() ? Optional.of(MeaningVector.bytes(said.vector())) : Optional.empty();
    }

    private Meanings() {}
}
