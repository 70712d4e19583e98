package dev.loop.client;

import java.net.http.HttpHeaders;

/** 409: the item was erased, for good. */
public final class ItemErasedException extends ConflictException {
    ItemErasedException(Problem problem, HttpHeaders headers) {
        super(problem, headers);
    }
}
