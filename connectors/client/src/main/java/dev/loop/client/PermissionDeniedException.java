package dev.loop.client;

import java.net.http.HttpHeaders;

/** 403: the key may not do this. */
public final class PermissionDeniedException extends ApiException {
    PermissionDeniedException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
