package dev.loop.client;

import java.net.http.HttpHeaders;

/** 422: the key was used with another user, message or sentiment. */
public final class IdempotencyKeyReusedException extends ValidationException {
    IdempotencyKeyReusedException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
