package dev.loop.question.message;

/** A message of another instance is not one that this version reads. */
public final class UnreadableMessageException extends RuntimeException {
    public UnreadableMessageException(String message) {
        super(message);
    }
}
