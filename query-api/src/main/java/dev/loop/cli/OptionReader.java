package dev.loop.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * Reads option values and collects all problems, so that they can be reported at once. A problem names the option, or
 * the environment variable if the value came from there.
 */
final class OptionReader {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)(I?B)?");
    private static final Map<String, Integer> SIZE_SHIFTS = Map.of("", 0, "K", 10, "M", 20, "G", 30, "T", 40);

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> TIME_UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private final ParseResult parsed;
    private final List<String> problems = new ArrayList<>();

    OptionReader(ParseResult parsed) {
        this.parsed = parsed;
    }

    boolean given(String option) {
        return text(option).isPresent();
    }

    /** Returns whether the option is on the command line, where others can see it. */
    boolean onCommandLine(String option) {
        return parsed.hasMatchedOption(option);
    }

    Optional<String> text(String option) {
        @Nullable Object value = parsed.commandSpec().findOption(option).getValue();
        return Optional.ofNullable(value).map(Object::toString).filter(text -> !text.isBlank());
    }

    OptionalLong number(String option, long least, long most) {
        Optional<String> text = text(option);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text.get().strip());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // The problem below reports it, as for a number out of range.
        }
        problem(option, "must be a whole number from " + least + " to " + most + ", not \"" + text.get() + "\"");
        return OptionalLong.empty();
    }

    /** Returns times separated by commas, such as {@code 0s,500ms,5m,2h,5d}; empty if absent or if one is invalid. */
    List<Duration> times(String option) {
        List<Duration> times = new ArrayList<>();
        for (String part : text(option).map(text -> text.split(",")).orElse(new String[0])) {
            Matcher matcher = TIME.matcher(part.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                problem(option, "must be times such as 0s, 500ms, 5m, 2h or 5d, not \"" + part.strip() + "\"");
                return List.of();
            }
            ChronoUnit unit = TIME_UNITS.get(matcher.group(2));
            times.add(Duration.of(Long.parseLong(matcher.group(1)), unit));
        }
        return times;
    }

    /** Returns a number of bytes, such as {@code 256MiB}, {@code 1g} or {@code 1048576}; units are powers of 1024. */
    OptionalLong size(String option) {
        Optional<String> text = text(option);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher matcher = SIZE.matcher(text.get().strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            problem(option, "must be a size such as 256MiB or 1GiB, not \"" + text.get() + "\"");
            return OptionalLong.empty();
        }
        int shift = SIZE_SHIFTS.getOrDefault(matcher.group(2), 0);
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE >> shift) {
            problem(option, "is more than any disk holds: \"" + text.get() + "\"");
            return OptionalLong.empty();
        }
        return OptionalLong.of(count << shift);
    }

    /** Adds a problem that concerns no option, as a sentence. */
    void problem(String sentence) {
        problems.add(sentence);
    }

    void problem(String option, String what) {
        problems.add(nameOf(option) + " " + what + ".");
    }

    /** @throws ConfigurationException if there was any problem */
    void finish() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private String nameOf(String option) {
        return parsed.hasMatchedOption(option) || !given(option)
                ? option
                : EnvironmentDefaults.variable(
                                parsed.commandSpec().findOption(option).longestName()) + " (" + option + ")";
    }
}
