package dev.loop.connectors.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:48:37Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0                              | 0
                    17                             | 17
                    ' 17 '                         | 17
                    00000000000000000017           | 17
                    999999999                      | 999999999
                    99999999999                    | 999999999
                    99999999999999999999999999     | 999999999
                    Sun, 06 Nov 1994 08:49:37 GMT  | 60
                    Sunday, 06-Nov-94 08:49:37 GMT | 60
                    Sun Nov  6 08:49:37 1994       | 60
                    Sun, 06 Nov 1994 08:47:37 GMT  | 0
                    """)
    void shouldTellSeconds_whenTheyAreSecondsOrADate(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "soon", "-5", "1.5", "1e3", "5, 10", "2024-01-01T00:00:00Z", "Sun, 99 Nov 1994"})
    void shouldTellNothing_whenItIsNeither(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    @Test
    void shouldTellNothing_whenThereIsNone() {
        assertThat(RetryAfter.parse(null, NOW)).isEmpty();
    }
}
