package dev.loop.api.http;

import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import dev.loop.schemas.text.Zones;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Interval;
import dev.loop.topology.question.Match;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the query of a request. An unknown parameter is refused and not ignored: the answer to {@code ?tga=exports}
 * would be about everything. All errors are found before {@link #done} throws.
 */
public final class Parameters {

    /** The parameters that every read understands. */
    private static final List<String> COMMON = List.of("format", "position");

    /** A name that stands for {@code metadata.} and any key among the names of a call. */
    public static final String ANY_METADATA = Facet.METADATA + "KEY";

    private static final int LONGEST = 1_000;
    private static final int MOST_VALUES = 200;
    private static final int MOST_METADATA = 8;
    private static final int DATE_LENGTH = "2026-06-19".length();

    private final Map<String, List<String>> given;
    private final FieldErrors errors = new FieldErrors();

    private Parameters(Map<String, List<String>> given) {
        this.given = given;
    }

    public static Parameters of(Context ctx, List<String> known) {
        var parameters = new Parameters(named(ctx.queryParamMap()));
        List<String> all = Stream.concat(known.stream(), COMMON.stream()).toList();
        for (String name : parameters.given.keySet()) {
            if (!all.contains(name) && !(all.contains(ANY_METADATA) && isMetadata(name))) {
                parameters.errors.add(
                        name,
                        "is not a parameter of this call",
                        Nearest.to(name, all)
                                        .map(n -> "did you mean " + TextRules.quote(n) + "? ")
                                        .orElse("") + "Known are " + String.join(", ", all));
            }
        }
        return parameters;
    }

    /** Returns the parameters with a name; an empty one, between two {@code &} or behind the last, means nothing. */
    private static Map<String, List<String>> named(Map<String, List<String>> given) {
        if (!given.getOrDefault("", List.of("")).stream().allMatch(String::isEmpty)) {
            throw Problem.INVALID_PARAMETER.because("The query has a value without a name: write name=value.");
        }
        if (!given.containsKey("")) {
            return given;
        }
        var named = new LinkedHashMap<>(given);
        named.remove("");
        return named;
    }

    private static boolean isMetadata(String name) {
        return name.startsWith(Facet.METADATA) && name.length() > Facet.METADATA.length();
    }

    /** Throws all errors at once, if there are any. Call this when all parameters have been read. */
    public void done() {
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_PARAMETER, errors.toList());
        }
    }

    public void refuse(String name, String problem, String remedy) {
        errors.add(name, problem, remedy);
    }

    public boolean has(String name) {
        return given.containsKey(name);
    }

    /** Returns the value of a parameter that may be given once. */
    public Optional<String> text(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            errors.add(name, "is given " + values.size() + " times", "give it once");
            return Optional.empty();
        }
        return values.stream().findFirst().filter(v -> sane(name, v));
    }

    public int number(String name, int least, int most, int otherwise) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The next check reports it, as a number out of range.
        }
        errors.add(name, "is " + TextRules.quote(value.get()), "use a whole number from " + least + " to " + most);
        return otherwise;
    }

    /** Returns {@code true} or {@code false}. */
    public Optional<Boolean> yesOrNo(String name) {
        return text(name).flatMap(value -> {
            if (value.equals("true") || value.equals("false")) {
                return Optional.of(value.equals("true"));
            }
            notOneOf(name, value, List.of("true", "false"));
            return Optional.empty();
        });
    }

    /** Returns a time in RFC 3339, or the beginning of a date in UTC. */
    public Optional<Instant> time(String name) {
        return time(name, ZoneOffset.UTC);
    }

    /** Returns a time in RFC 3339, or the beginning of a date in the zone. */
    public Optional<Instant> time(String name, ZoneId zone) {
        return text(name).flatMap(value -> {
            // An unescaped + of a zone arrives as a space.
            OptionalLong millis = Rfc3339.parse(value.replace(' ', '+'));
            if (millis.isPresent()) {
                return Optional.of(Instant.ofEpochMilli(millis.getAsLong()));
            }
            try {
                // Java also reads years of nine digits, whose milliseconds overflow a long.
                if (value.length() == DATE_LENGTH) {
                    return Optional.of(
                            Interval.startOfDay(LocalDate.parse(value), zone).toInstant());
                }
            } catch (DateTimeParseException notADate) {
                // The next check reports it.
            }
            errors.add(
                    name,
                    "is " + TextRules.quote(value) + ", which is not a time",
                    "use RFC 3339 as in 2026-06-19T14:00:00Z, or a date as in 2026-06-19 for its beginning");
            return Optional.empty();
        });
    }

    /** Returns the {@code timezone} of days, weeks and months; UTC if it is absent. */
    public ZoneId zone() {
        Optional<String> name = text("timezone");
        if (name.isEmpty()) {
            return ZoneOffset.UTC;
        }
        // An unescaped + of an offset arrives as a space.
        Optional<ZoneId> zone = Zones.of(name.get().replace(' ', '+'));
        if (zone.isEmpty()) {
            refuse(
                    "timezone",
                    "is " + TextRules.quote(name.get()) + ", which is not a zone that this server knows",
                    "use a name of the IANA database as in Europe/Berlin, or an offset as in +02:00"
                            + Zones.nearest(name.get())
                                    .map(n -> "; did you mean " + n + "?")
                                    .orElse(""));
        }
        return zone.map(ZoneId::normalized).orElse(ZoneOffset.UTC);
    }

    /** Returns {@code true} or {@code false}; false if the parameter is absent. */
    public boolean flag(String name) {
        Optional<String> value = text(name);
        if (value.isPresent() && !value.get().equals("true") && !value.get().equals("false")) {
            notOneOf(name, value.get(), List.of("true", "false"));
        }
        return value.filter("true"::equals).isPresent();
    }

    /** Returns values of a closed set; repeated or separated by commas. Empty if the parameter is absent. */
    public <T> Set<T> words(String name, Function<String, Optional<T>> meaning, List<String> all) {
        var found = new LinkedHashSet<T>();
        for (String word : values(name)) {
            meaning.apply(word).ifPresentOrElse(found::add, () -> notOneOf(name, word, all));
        }
        return found;
    }

    /**
     * Reads as {@link #words}; {@code !word} stands for all others. Empty if the parameter is absent, or excludes
     * nothing.
     */
    public <T> Set<T> wordsOrAllBut(String name, Function<String, Optional<T>> meaning, List<String> all) {
        List<String> words = values(name);
        long negated = words.stream().filter(word -> word.startsWith("!")).count();
        if (negated == 0) {
            return words(name, meaning, all);
        }
        if (negated < words.size()) {
            bothWays(name);
            return Set.of();
        }
        var left = new LinkedHashSet<T>();
        all.forEach(word -> meaning.apply(word).ifPresent(left::add));
        for (String word : words) {
            meaning.apply(word.substring(1)).ifPresentOrElse(left::remove, () -> notOneOf(name, word, all));
        }
        if (left.isEmpty()) {
            errors.add(name, "excludes all there are", "leave one of " + String.join(", ", all));
        }
        return left;
    }

    private void bothWays(String name) {
        errors.add(name, "both names values and excludes some", "do either; what is named excludes all others");
    }

    public void notOneOf(String name, String word, List<String> all) {
        errors.add(
                name,
                "is " + TextRules.quote(word),
                "use one of " + String.join(", ", all)
                        + Nearest.to(word, all)
                                .map(n -> "; did you mean " + n + "?")
                                .orElse(""));
    }

    /**
     * Returns a condition on a name. The parameter is repeated for any of several values; {@code name=} for none given,
     * {@code !value} for all others. A backslash before a leading exclamation mark or backslash takes it as it is; a
     * comma is a part of the value, as tags may have one.
     */
    public Match match(String name) {
        if (!given.containsKey(name)) {
            return Match.ANY;
        }
        List<String> found =
                given.get(name).stream().filter(value -> sane(name, value)).toList();
        if (tooMany(name, found)) {
            return Match.ANY;
        }
        var values = new ArrayList<String>();
        Boolean negated = null;
        for (String value : found) {
            boolean not = value.startsWith("!");
            if (negated != null && negated != not) {
                bothWays(name);
                return Match.ANY;
            }
            negated = not;
            values.add(unescape(not ? value.substring(1) : value).strip());
        }
        return Boolean.TRUE.equals(negated) ? Match.noneOf(values) : Match.oneOf(values);
    }

    /** Returns the conditions of {@code metadata.KEY}, one for each named key. */
    public Map<String, Match> metadata() {
        List<String> names =
                given.keySet().stream().filter(Parameters::isMetadata).toList();
        if (names.size() > MOST_METADATA) {
            errors.add(
                    names.get(MOST_METADATA),
                    "is one of " + names.size() + " keys of metadata",
                    "filter by at most " + MOST_METADATA + " at once");
            return Map.of();
        }
        return names.stream().collect(Collectors.toMap(name -> name.substring(Facet.METADATA.length()), this::match));
    }

    /** Returns values that are repeated or split at commas; a comma with a backslash before it is part of the value. */
    public List<String> values(String name) {
        List<String> values = given.getOrDefault(name, List.of()).stream()
                .filter(v -> sane(name, v))
                .flatMap(v -> Arrays.stream(v.split("(?<!\\\\),", -1)))
                .map(v -> v.replace("\\,", ","))
                .toList();
        return tooMany(name, values) ? List.of() : values;
    }

    private boolean tooMany(String name, List<String> values) {
        if (values.size() > MOST_VALUES) {
            errors.add(name, "has " + values.size() + " values", "give at most " + MOST_VALUES);
            return true;
        }
        return false;
    }

    private static String unescape(String value) {
        return value.startsWith("\\!") || value.startsWith("\\\\") ? value.substring(1) : value;
    }

    private boolean sane(String name, String value) {
        if (value.length() > LONGEST * 10) {
            errors.add(name, "has " + value.length() + " characters", "shorten it to at most " + LONGEST * 10);
            return false;
        }
        if (value.indexOf('\uFFFD') >= 0 || value.indexOf(0) >= 0) {
            errors.add(name, "is not text in UTF-8", "percent-encode it as UTF-8, without NUL");
            return false;
        }
        return true;
    }
}
