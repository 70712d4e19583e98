package dev.loop.client;

import java.net.http.HttpHeaders;

/** 409. */
public class ConflictException extends ApiException {
    ConflictException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
