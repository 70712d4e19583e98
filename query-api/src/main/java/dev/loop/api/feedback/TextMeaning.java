package dev.loop.api.feedback;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the meaning of a text that somebody searches for. */
@FunctionalInterface
public interface TextMeaning {

    /** An instance without an encoder. */
    TextMeaning NONE = text -> {
        throw Problem.NOT_SUPPORTED.because(
                "This instance has no encoder, which reads the text of similar. Start it with"
                        + " --analyst, or with analyst among its --roles. Without an encoder, like=ID finds what is like an item,"
                        + " and q finds words.");
    };

    /**
     * Returns the vector of a text; empty if the encoder knows no word of it.
     *
     * @throws ProblemException if there is no encoder, or none that answers now
     */
    Optional<ByteBuffer> of(String text);
}
