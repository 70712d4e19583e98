package dev.loop.connectors.analyst;

import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a message says, without the handles and links in it: they name whom it is sent to, and would draw all messages to
 * one company together. A model that does not read them is righter, too.
 */
final class Meanings {

    /** A handle or a link; each alternative ends at the first sign that belongs to none, so that the search is linear. */
    private static final Pattern ADDRESS = Pattern.compile("(?<![\\w@])@\\w++|\\b(?:https?://|www\\.)\\S++");

    /** Returns a message with spaces in the place of handles and links: all else stays where it is. */
    static String words(String message) {
        return ADDRESS.matcher(message).replaceAll(address -> " ".repeat(address.end() - address.start()));
    }

    /** Returns the vector of a text that was read, if the encoder knows any piece of it. */
    static Optional<ByteBuffer> vector(EncodedText text) {
        return text.readable() ? Optional.of(MeaningVector.bytes(text.vector())) : Optional.empty();
    }

    private Meanings() {}
}
