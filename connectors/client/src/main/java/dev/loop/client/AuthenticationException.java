package dev.loop.client;

import java.net.http.HttpHeaders;

/** 401: the key is not known. */
public final class AuthenticationException extends ApiException {
    AuthenticationException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
