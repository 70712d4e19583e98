package dev.loop.client;

import java.net.http.HttpHeaders;

/** 410. */
public final class GoneException extends ApiException {
    GoneException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
