package dev.loop.api.peer;

/** A message of another instance is not one that this version reads. */
public final class UnreadableMessageException extends RuntimeException {
    public UnreadableMessageException(String message) {
        super(message);
    }
}
