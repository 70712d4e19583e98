package dev.loop.client;

import java.net.http.HttpHeaders;

/** 400 and 422: the fields under {@link #errors} are wrong. */
public class ValidationException extends ApiException {
    ValidationException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
