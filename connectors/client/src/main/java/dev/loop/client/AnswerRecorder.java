package dev.loop.client;

import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the last answer of a client, and the newest position of its writes. */
final class AnswerRecorder {

    private final NewestPosition positions = new NewestPosition();
    private @Nullable HttpResponse<?> last;

    synchronized void note(HttpResponse<?> response, Optional<String> position) {
        last = response;
        position.ifPresent(positions::add);
    }

    synchronized <T> Answer<T> with(T data) {
        if (last == null) {
            throw new LoopException("Nothing was asked: make a call with the client that is given.");
        }
        return new Answer<>(data, last.statusCode(), last.headers(), positions.get());
    }
}
