package dev.loop.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The wait that a server asks for, in seconds or as a date (RFC 9110, 10.2.3). A date is compared with the server's own
 * clock, the header {@code Date}, so that a wrong clock here makes no difference.
 */
final class RetryAfter {

    private RetryAfter() {}

    static Optional<Duration> of(HttpHeaders headers, Supplier<Instant> now) {
        Optional<String> text = headers.firstValue("retry-after").map(String::strip);
        if (text.filter(value -> value.matches("\\d{1,9}(\\.\\d{1,9})?")).isPresent()) {
            return text.map(value -> Duration.ofMillis((long) (Double.parseDouble(value) * 1000)));
        }
        return text.flatMap(RetryAfter::time).map(at -> {
            Instant sent = headers.firstValue("date").flatMap(RetryAfter::time).orElseGet(now);
            return at.isAfter(sent) ? Duration.between(sent, at) : Duration.ZERO;
        });
    }

    private static Optional<Instant> time(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
