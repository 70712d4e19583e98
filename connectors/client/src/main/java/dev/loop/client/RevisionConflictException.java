package dev.loop.client;

import java.net.http.HttpHeaders;

/** 412: the item has changed since the revision that the call is for. */
public final class RevisionConflictException extends ApiException {
    RevisionConflictException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
