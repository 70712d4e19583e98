package dev.loop.connectors.importer;

import java.text.Normalizer;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of months and days of the week, by the CLDR that Java has, whether in full or short, with a full stop or
 * without. A name that means two months in two languages counts as none until a locale is given.
 */
final class MonthNames {

    /** The locales that are tried if none is given. */
    static final List<Locale> COMMON = List.of(
            Locale.ENGLISH,
            Locale.UK,
            Locale.FRENCH,
            Locale.GERMAN,
            Locale.ITALIAN,
            Locale.forLanguageTag("es"),
            Locale.forLanguageTag("pt"),
            Locale.forLanguageTag("nl"),
            Locale.forLanguageTag("da"),
            Locale.forLanguageTag("sv"),
            Locale.forLanguageTag("nb"),
            Locale.forLanguageTag("fi"),
            Locale.forLanguageTag("pl"),
            Locale.forLanguageTag("cs"),
            Locale.forLanguageTag("ru"),
            Locale.forLanguageTag("uk"),
            Locale.forLanguageTag("tr"),
            Locale.forLanguageTag("el"));

    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*\\.?");

    private final Map<String, Month> months = new HashMap<>();
    private final Map<String, DayOfWeek> days = new HashMap<>();

    MonthNames(Optional<Locale> locale) {
        Set<String> twofold = new HashSet<>();
        for (Locale each : locale.map(List::of).orElse(COMMON)) {
            for (TextStyle style :
                    List.of(TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT, TextStyle.SHORT_STANDALONE)) {
                for (Month month : Month.values()) {
                    add(months, twofold, month.getDisplayName(style, each), month);
                }
                for (DayOfWeek day : DayOfWeek.values()) {
                    add(days, twofold, day.getDisplayName(style, each), day);
                }
            }
        }
        months.keySet().removeAll(twofold);
        days.keySet().removeAll(twofold);
    }

    private static <T> void add(Map<String, T> names, Set<String> twofold, String name, T meaning) {
        String bare = bare(name);
        T before = names.putIfAbsent(bare, meaning);
        // A number is no name: some languages have none that is short.
        if (before != null && before != meaning || bare.isEmpty() || Character.isDigit(bare.charAt(0))) {
            twofold.add(bare);
        }
    }

    private static String bare(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace(".", "")
                .strip();
    }

    /** Returns the text with names in English, short or in full as a pattern has them. */
    String inEnglish(String text, boolean fullMonth, boolean fullDay) {
        return WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll(word -> Matcher.quoteReplacement(inEnglishOne(word.group(), fullMonth, fullDay)));
    }

    private String inEnglishOne(String word, boolean fullMonth, boolean fullDay) {
        Month month = months.get(bare(word));
        if (month != null) {
            return month.getDisplayName(fullMonth ? TextStyle.FULL : TextStyle.SHORT, Locale.ENGLISH);
        }
        DayOfWeek day = days.get(bare(word));
        return day == null ? word : day.getDisplayName(fullDay ? TextStyle.FULL : TextStyle.SHORT, Locale.ENGLISH);
    }
}
