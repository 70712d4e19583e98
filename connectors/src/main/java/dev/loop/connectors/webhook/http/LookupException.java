package dev.loop.connectors.webhook.http;

/** A name has no address to dial; the cause says why. */
final class LookupException extends RuntimeException {

    private final String name;

    LookupException(String name, Throwable cause) {
        super(cause.getMessage(), cause, false, false);
        this.name = name;
    }

    String name() {
        return name;
    }
}
