package dev.loop.client;

import java.net.http.HttpHeaders;

/** 404. */
public final class NotFoundException extends ApiException {
    private boolean afterUnanswered;

    NotFoundException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }

    /** Notes that an attempt before this one had no answer, and may have deleted what is not found now. */
    void afterUnanswered() {
        afterUnanswered = true;
    }

    boolean mayBeDone() {
        return afterUnanswered;
    }
}
