package dev.loop.process;

/** Loop cannot start, for a reason that whoever starts it can do something about: the message says what, and what to do. */
public final class StartException extends RuntimeException {

    public StartException(String messageWithRemedy) {
        super(messageWithRemedy);
    }

    public StartException(String messageWithRemedy, Throwable cause) {
        super(messageWithRemedy, cause);
    }
}
