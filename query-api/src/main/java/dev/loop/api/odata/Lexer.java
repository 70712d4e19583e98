package dev.loop.api.odata;

import dev.loop.api.odata.QueryToken.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cuts a query option into {@link QueryToken}s. */
final class Lexer {

    /** A zone whose plus sign was not escaped and arrived as a space. */
    private static final Pattern ZONE_AFTER_SPACE = Pattern.compile(" (\\d\\d:\\d\\d)(?![\\d:])");

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");

    private final String option;
    private final String text;
    private final List<QueryToken> tokens = new ArrayList<>();
    private int at;

    private Lexer(String option, String text) {
        this.option = option;
        this.text = text;
    }

    /** @param option name of the option, for error messages */
    static List<QueryToken> cut(String option, String text) {
        return new Lexer(option, text).all();
    }

    private List<QueryToken> all() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '\'') {
                string();
            } else if (isDigit(c) || c == '-' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
                numberOrTime();
            } else if (isWord(c)) {
                word();
            } else {
                add(mark(c), at + 1, null);
            }
        }
        tokens.add(new QueryToken(Kind.END, "", null, text.length()));
        return tokens;
    }

    private Kind mark(char c) {
        return switch (c) {
            case '(' -> Kind.OPEN;
            case ')' -> Kind.CLOSE;
            case ',' -> Kind.COMMA;
            case '/' -> Kind.SLASH;
            case ':' -> Kind.COLON;
            default ->
                throw QueryErrors.invalid(
                        option,
                        at,
                        "is " + QueryErrors.quote(String.valueOf(c)),
                        "texts are in single quotes: Tag eq 'exports'");
        };
    }

    private void add(Kind kind, int end, @Nullable Object value) {
        tokens.add(new QueryToken(kind, text.substring(at, end), value, at));
        at = end;
    }

    private void string() {
        var value = new StringBuilder();
        int i = at + 1;
        while (true) {
            int quote = text.indexOf('\'', i);
            if (quote < 0) {
                throw QueryErrors.invalid(
                        option, at, "begins a text that does not end", "close it with ', and write '' for one inside");
            }
            value.append(text, i, quote);
            if (quote + 1 == text.length() || text.charAt(quote + 1) != '\'') {
                add(Kind.STRING, quote + 1, value.toString());
                return;
            }
            value.append('\'');
            i = quote + 2;
        }
    }

    private void word() {
        int end = at + 1;
        while (end < text.length()
                && (isWord(text.charAt(end)) || isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        add(Kind.WORD, end, null);
    }

    private void numberOrTime() {
        int end = at + 1;
        while (end < text.length()
                && (isWord(text.charAt(end)) || isDigit(text.charAt(end)) || ".:+-".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        String said = text.substring(at, end);
        try {
            if (DATE.matcher(said).matches()) {
                add(Kind.DATE, end, LocalDate.parse(said));
            } else if (TIME.matcher(said).matches()) {
                time(said, end);
            } else if (said.matches("-?\\d+")) {
                add(Kind.NUMBER, end, Long.valueOf(said));
            } else {
                add(Kind.NUMBER, end, finite(said));
            }
        } catch (NumberFormatException | DateTimeException notOne) {
            throw QueryErrors.invalid(
                    option,
                    at,
                    "is " + QueryErrors.quote(said) + ", which is not a number, date or time",
                    "write 12, 1.5 (at most 1.8E308), 2026-06-19 or 2026-06-19T14:00:00Z; texts are in single quotes");
        }
    }

    private static Double finite(String said) {
        double number = Double.parseDouble(said);
        if (Double.isFinite(number)) {
            return number;
        }
        throw new NumberFormatException("beyond a double");
    }

    private void time(String said, int end) {
        Matcher zone = ZONE_AFTER_SPACE.matcher(text).region(end, text.length());
        if (zone.lookingAt()) {
            add(Kind.TIME, zone.end(), instant(said + "+" + zone.group(1)));
        } else {
            add(Kind.TIME, end, instant(said));
        }
    }

    private static Instant instant(String said) {
        return OffsetDateTime.parse(said).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return Character.isLetter(c) || c == '_' || c == '$' || c == '@';
    }
}
