package dev.loop.client;

import java.net.http.HttpHeaders;

/** 5xx. */
public final class ServerException extends ApiException {
    ServerException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
