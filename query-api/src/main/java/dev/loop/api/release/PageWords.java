package dev.loop.api.release;

import dev.loop.schemas.text.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes figures, times and lists for people; the exact figure stays beside each for machines. */
final class PageWords {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final List<Double> NICE = List.of(1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0);

    /** A figure as JSON has it, and rounded. */
    record Shown(String exact, String words) {}

    static Shown whole(long number) {
        return new Shown(Long.toString(number), String.format(Locale.ENGLISH, "%,d", number));
    }

    static Shown percent(double share) {
        return new Shown(Double.toString(share), String.format(Locale.ENGLISH, "%.1f\u202F%%", share * 100));
    }

    static @Nullable Shown percent(@Nullable Double share) {
        return share == null ? null : percent(share.doubleValue());
    }

    static String percents(double low, double high) {
        return String.format(Locale.ENGLISH, "%.1f–%.1f\u202F%%", low * 100, high * 100);
    }

    /** Returns a figure with its sign. */
    static @Nullable Shown signed(OptionalDouble figure) {
        if (figure.isEmpty()) {
            return null;
        }
        String words = String.format(Locale.ENGLISH, "%+.2f", figure.getAsDouble());
        return new Shown(Double.toString(figure.getAsDouble()), words.replace('-', '−'));
    }

    static @Nullable Shown chance(OptionalDouble figure) {
        if (figure.isEmpty()) {
            return null;
        }
        double chance = figure.getAsDouble();
        return new Shown(
                Double.toString(chance), chance < 0.001 ? "< 0.001" : String.format(Locale.ENGLISH, "%.3f", chance));
    }

    static @Nullable Shown seconds(@Nullable Double seconds) {
        if (seconds == null) {
            return null;
        }
        String words = seconds < 5_400
                ? String.format(Locale.ENGLISH, "%.0f min", seconds / 60)
                : seconds < 129_600
                        ? String.format(Locale.ENGLISH, "%.1f h", seconds / 3_600)
                        : String.format(Locale.ENGLISH, "%.1f days", seconds / 86_400);
        return new Shown(Double.toString(seconds), words);
    }

    static Shown time(Instant at) {
        return new Shown(Rfc3339.format(at.toEpochMilli()), TIME.format(at));
    }

    /** Returns a length such as {@code 7 days} or {@code 36 hours}. */
    static String length(Duration length) {
        long seconds = length.toSeconds();
        return seconds % 86_400 == 0
                ? count(seconds / 86_400, "day")
                : seconds % 3_600 == 0
                        ? count(seconds / 3_600, "hour")
                        : seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    static String count(long number, String what) {
        return String.format(Locale.ENGLISH, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    /** Returns a list such as {@code a, b and c}. */
    static String list(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }

    /** Returns the smallest round share that is not less than the greatest of some. */
    static double scale(double greatest) {
        if (greatest <= 0) {
            return 0.1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(greatest)));
        for (double step : NICE) {
            // The tolerance keeps rounding from choosing the next one.
            if (step * power >= greatest - 1e-12) {
                return Math.min(1, step * power);
            }
        }
        return 1;
    }

    private PageWords() {}
}
