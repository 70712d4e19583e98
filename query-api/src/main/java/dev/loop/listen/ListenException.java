package dev.loop.listen;

/** It cannot be listened or registered; the message says why and what to do. */
public final class ListenException extends RuntimeException {
    public ListenException(String message) {
        super(message);
    }
}
