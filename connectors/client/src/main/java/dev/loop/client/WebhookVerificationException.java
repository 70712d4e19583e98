package dev.loop.client;

/** A webhook that is not to be trusted. */
public final class WebhookVerificationException extends LoopException {

    /** Which check it failed. */
    public enum Reason {
        /** A header of the signature is not there. */
        MISSING_HEADER,
        /** The request is old, or a clock is wrong. */
        TIMESTAMP,
        /** No secret made any of its signatures over this body. */
        SIGNATURE
    }

    private final Reason reason;

    WebhookVerificationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
