package dev.loop.client;

import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What a call returns, and the answer that it came in.
 *
 * @param position of a write: a read that is given it shows the write
 */
public record Answer<T>(T data, int status, HttpHeaders headers, Optional<String> position) {

    public Optional<String> requestId() {
        return headers.firstValue("x-request-id");
    }

    /** Whether the server knew it already: from an earlier call, or from an attempt of this one that had no answer. */
    public boolean replayed() {
        return headers.firstValue("idempotent-replayed").filter("true"::equals).isPresent();
    }
}
