package dev.loop.client;

/** The thread was interrupted while it waited for an answer, and still is. The outcome of a write is unknown. */
public final class CallInterruptedException extends LoopException {
    CallInterruptedException() {
        super("The thread was interrupted while it waited for an answer.");
        Thread.currentThread().interrupt();
    }
}
