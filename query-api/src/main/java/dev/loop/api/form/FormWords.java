package dev.loop.api.form;

import dev.loop.schemas.avro.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The words of a survey page in one language: {@code words.tsv} has a column for each. A form replaces those that
 * {@link #OWN} names with its own.
 */
final class FormWords {

    /** The words that a form may have of its own. */
    static final List<String> OWN =
            List.of("comment", "send", "thanks", "low", "high", "positive", "neutral", "negative");

    private static final String ENGLISH = "en";
    private static final Set<String> RIGHT_TO_LEFT =
            Set.of("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi");
    private static final Map<String, Map<String, String>> BY_LANGUAGE = read();

    static List<String> languages() {
        return BY_LANGUAGE.keySet().stream().sorted().toList();
    }

    /** Returns whether there are words in a language, whatever the region and script of its tag. */
    static boolean has(String tag) {
        return BY_LANGUAGE.containsKey(primary(tag));
    }

    static boolean isRightToLeft(String tag) {
        return RIGHT_TO_LEFT.contains(primary(tag));
    }

    private static String primary(String tag) {
        return Locale.forLanguageTag(tag).getLanguage();
    }

    /** Returns a word in a language, and in English where the language has none. */
    static String of(String tag, String name) {
        Map<String, String> words = BY_LANGUAGE.get(has(tag) ? primary(tag) : ENGLISH);
        return Objects.requireNonNull(Objects.requireNonNull(words, tag).get(name), name);
    }

    /** Returns the form's own word, or else that of its language. */
    static String of(Form form, String name) {
        String own = form.getTexts().get(name);
        return own == null ? of(form.getLanguage(), withKind(form, name)) : own;
    }

    /** Returns the words that a kind of form shows, apart from those that tell of a mistake. */
    static List<String> shown(AnswerScale scale, boolean comment) {
        List<String> shown = new ArrayList<>(List.of("send", "thanks"));
        if (comment && scale != AnswerScale.TEXT) {
            shown.add("comment");
        }
        if (scale.hasEnds()) {
            shown.addAll(List.of("low", "high"));
        }
        if (scale == AnswerScale.SENTIMENT) {
            shown.addAll(scale.answers());
        }
        return shown;
    }

    /** The ends of a scale are said differently for stars than for a recommendation. */
    private static String withKind(Form form, String name) {
        boolean end = name.equals("low") || name.equals("high");
        return end ? AnswerScale.of(form.getKind()).word() + "." + name : name;
    }

    private static Map<String, Map<String, String>> read() {
        try (InputStream in = Objects.requireNonNull(FormWords.class.getResourceAsStream("words.tsv"), "words.tsv")) {
            var languages = new HashMap<String, Map<String, String>>();
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] names = lines.get(0).split("\t");
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split("\t");
                for (int i = 1; i < names.length; i++) {
                    languages
                            .computeIfAbsent(names[i], first -> new HashMap<>())
                            .put(cells[0], cells[i]);
                }
            }
            return Map.copyOf(languages);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private FormWords() {}
}
