package dev.loop.client;

/** No whole answer came in time. */
public final class ApiTimeoutException extends ApiConnectionException {
    ApiTimeoutException(String message) {
        super(message, null);
    }
}
