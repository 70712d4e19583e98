package dev.loop.process;

/** Loop cannot start, for a reason that the operator can remove: the message gives the reason and the remedy. */
public final class StartException extends RuntimeException {

    public StartException(String messageWithRemedy) {
        super(messageWithRemedy);
    }

    public StartException(String messageWithRemedy, Throwable cause) {
        super(messageWithRemedy, cause);
    }
}
