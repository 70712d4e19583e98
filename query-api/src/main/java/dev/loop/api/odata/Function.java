package dev.loop.api.odata;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The supported canonical functions (OData 4.0 part 2, 5.1.1.4). Times are in UTC. */
enum Function {
    CONTAINS(
            ValueType.BOOLEAN, values -> text(values[0]).contains(text(values[1])), ValueType.STRING, ValueType.STRING),
    STARTSWITH(
            ValueType.BOOLEAN,
            values -> text(values[0]).startsWith(text(values[1])),
            ValueType.STRING,
            ValueType.STRING),
    ENDSWITH(
            ValueType.BOOLEAN, values -> text(values[0]).endsWith(text(values[1])), ValueType.STRING, ValueType.STRING),
    TOLOWER(ValueType.STRING, values -> text(values[0]).toLowerCase(Locale.ROOT), ValueType.STRING),
    TOUPPER(ValueType.STRING, values -> text(values[0]).toUpperCase(Locale.ROOT), ValueType.STRING),
    TRIM(ValueType.STRING, values -> text(values[0]).strip(), ValueType.STRING),
    LENGTH(ValueType.INT64, values -> (long) text(values[0]).length(), ValueType.STRING),
    YEAR(ValueType.INT64, values -> (long) day(values[0]).getYear(), ValueType.TIME),
    MONTH(ValueType.INT64, values -> (long) day(values[0]).getMonthValue(), ValueType.TIME),
    DAY(ValueType.INT64, values -> (long) day(values[0]).getDayOfMonth(), ValueType.TIME),
    HOUR(ValueType.INT64, values -> (long) time(values[0]).getHour(), ValueType.TIME),
    MINUTE(ValueType.INT64, values -> (long) time(values[0]).getMinute(), ValueType.TIME),
    DATE(ValueType.DATE, values -> day(values[0]), ValueType.TIME);

    /** The unsupported functions of OData. */
    static final List<String> NOT_HERE = List.of(
            "indexof",
            "substring",
            "concat",
            "second",
            "fractionalseconds",
            "totaloffsetminutes",
            "totalseconds",
            "time",
            "now",
            "mindatetime",
            "maxdatetime",
            "round",
            "floor",
            "ceiling",
            "cast",
            "isof",
            "matchesPattern",
            "geo.distance",
            "geo.intersects",
            "geo.length",
            "substringof",
            "hassubset",
            "hassubsequence",
            "case");

    private interface Meaning {
        Object of(Object[] values);
    }

    private final ValueType result;
    private final Meaning meaning;
    private final List<ValueType> parameters;

    Function(ValueType result, Meaning meaning, ValueType... parameters) {
        this.result = result;
        this.meaning = meaning;
        this.parameters = List.of(parameters);
    }

    /** @param values values of the parameters' types, none of them null */
    Object of(Object[] values) {
        return meaning.of(values);
    }

    ValueType result() {
        return result;
    }

    /** Returns the types of the parameters; a date will do for a time. */
    List<ValueType> parameters() {
        return parameters;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Function> ofWord(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Function::word).toList();
    }

    private static String text(Object value) {
        return (String) value;
    }

    private static OffsetDateTime time(Object value) {
        return value instanceof LocalDate date
                ? date.atStartOfDay().atOffset(ZoneOffset.UTC)
                : ((Instant) value).atOffset(ZoneOffset.UTC);
    }

    private static LocalDate day(Object value) {
        return time(value).toLocalDate();
    }
}
