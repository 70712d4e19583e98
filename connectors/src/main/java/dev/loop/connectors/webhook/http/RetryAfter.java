package dev.loop.connectors.webhook.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jetty.http.HttpDateTime;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After}: seconds, or a date in any of the three forms of HTTP (RFC 9110, 10.2.3 and 5.6.7). */
public final class RetryAfter {

    /**
     * The value for more seconds than Java can hold. The receiver asked for a long wait, and the caller has a limit of
     * its own.
     */
    private static final Duration LONGEST = Duration.ofSeconds(999_999_999);

    /** Parses the header: zero for a date that has passed; empty for a value that is neither. */
    public static Optional<Duration> parse(@Nullable String value, Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (text.matches("0*\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        if (text.matches("\\d+")) {
            return Optional.of(LONGEST);
        }
        try {
            Duration wait = Duration.between(now, HttpDateTime.parse(text).toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (IllegalArgumentException | DateTimeException neither) {
            return Optional.empty();
        }
    }

    private RetryAfter() {}
}
