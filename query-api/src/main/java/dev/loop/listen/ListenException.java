package dev.loop.listen;

/** The receiver cannot listen or register; the message says why and what to do. */
public final class ListenException extends RuntimeException {
    public ListenException(String message) {
        super(message);
    }
}
