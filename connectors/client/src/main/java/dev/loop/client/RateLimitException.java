package dev.loop.client;

import java.net.http.HttpHeaders;

/** 429. */
public final class RateLimitException extends ApiException {
    RateLimitException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
