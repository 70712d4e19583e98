package dev.loop.api.http;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as text: {@code 30s}, {@code 15m}, {@code 36h}, {@code 7d}, {@code 4w}. */
public final class TimeSpans {

    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,8})([smhdw])");

    /** Parses a span; empty if the text is none. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Duration unit = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
        return Optional.of(unit.multipliedBy(Long.parseLong(matcher.group(1))));
    }

    /** Formats a span in the largest unit that leaves no remainder, down to seconds. */
    public static String format(Duration length) {
        long seconds = length.toSeconds();
        if (seconds > 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds > 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private TimeSpans() {}
}
