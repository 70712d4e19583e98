package dev.loop.topology.text;

import dev.loop.schemas.avro.Feedback;
import java.lang.Character.UnicodeScript;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.el.GreekStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.no.NorwegianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;

/**
 * The languages whose words are found in all their forms, each with a stemmer that tells which words are forms of one.
 *
 * <p>Stemmers get folded words ({@link FoldingFilter}), since people leave accents out. The choice among the stemmers of a
 * language follows from that: the light ones do better without accents in French, Spanish and Portuguese. The index
 * depends on this class: change {@link MessageAnalyzer#VERSION} with its behaviour.
 */
public enum Language {
    /** The last words are those that the stemmer takes for others, as {@code important} for imports. */
    ENGLISH(
            List.of("en"),
            UnicodeScript.LATIN,
            snowball("English"),
            "english",
            "importance",
            "important",
            "importantly",
            "international",
            "organ",
            "organs",
            "organic",
            "past",
            "several",
            "universal",
            "universe",
            "university",
            "universities",
            "useful",
            "useless"),
    GERMAN(List.of("de"), UnicodeScript.LATIN, snowball("German"), "german"),
    FRENCH(List.of("fr"), UnicodeScript.LATIN, FrenchLightStemFilter::new, "french"),
    SPANISH(List.of("es"), UnicodeScript.LATIN, SpanishLightStemFilter::new, "spanish"),
    ITALIAN(List.of("it"), UnicodeScript.LATIN, snowball("Italian"), "italian"),
    PORTUGUESE(List.of("pt"), UnicodeScript.LATIN, PortugueseLightStemFilter::new, "portuguese") {
        /** The stemmer knows the plural of {@code -ão} by its accent. */
        @Override
        String prepared(String word) {
            return word.endsWith("oes") ? word.substring(0, word.length() - 3) + "ao" : word;
        }
    },
    DUTCH(List.of("nl"), UnicodeScript.LATIN, snowball("Dutch"), "dutch"),
    SWEDISH(List.of("sv"), UnicodeScript.LATIN, snowball("Swedish"), "swedish"),
    DANISH(List.of("da"), UnicodeScript.LATIN, snowball("Danish"), "danish"),
    NORWEGIAN(List.of("no", "nb", "nn"), UnicodeScript.LATIN, NorwegianLightStemFilter::new, "norwegian"),
    FINNISH(List.of("fi"), UnicodeScript.LATIN, snowball("Finnish"), "finnish"),
    RUSSIAN(List.of("ru"), UnicodeScript.CYRILLIC, snowball("Russian"), "russian"),
    GREEK(List.of("el"), UnicodeScript.GREEK, GreekStemFilter::new, "");

    /** Comes before all marks of forms, and after no word. */
    public static final String FIRST_MARK = String.valueOf(Stems.MARK);

    private static final int MARK_LENGTH = 3;
    private static final List<Language> ALL = List.of(values());

    /** The languages of an item whose own is unknown: the project's, and one for each of the other scripts. */
    private static final List<Language> USUAL = List.of(ENGLISH, RUSSIAN, GREEK);

    private final List<String> codes;
    private final Stems stems;

    /**
     * @param codes ISO 639 codes; the first also marks the forms in the index
     * @param stopWords the name of Lucene's list; empty for none
     * @param alone further words without other forms
     */
    Language(
            List<String> codes,
            UnicodeScript script,
            UnaryOperator<TokenStream> stemmer,
            String stopWords,
            String... alone) {
        this.codes = codes;
        this.stems = new Stems(codes.get(0), script, stemmer, this::prepared, stopWords, Set.of(alone));
    }

    private static UnaryOperator<TokenStream> snowball(String name) {
        return words -> new SnowballFilter(words, name);
    }

    /** Returns a word as the stemmer expects it. */
    String prepared(String word) {
        return word;
    }

    /** Returns the languages by which an item's words have forms. */
    public static List<Language> of(Feedback item) {
        return ofCode(item.getLanguage());
    }

    /** Returns the languages of an item by the ISO 639 code of its own; none if that is not among these. */
    public static List<Language> ofCode(Optional<String> code) {
        return code.map(known -> ALL.stream()
                        .filter(language -> language.codes.contains(known))
                        .toList())
                .orElse(USUAL);
    }

    /**
     * Returns what the index has for all forms of a word, by the first of the languages that can read it; empty if the
     * word has no other forms. No word of a message is the same as such a mark.
     */
    static String form(String word, List<Language> languages) {
        for (Language language : languages) {
            String form = language.stems.of(word);
            if (!form.isEmpty()) {
                return form;
            }
        }
        return "";
    }

    /** Returns whether it is a mark of forms, and no word. */
    public static boolean isForm(String term) {
        return term.length() > MARK_LENGTH && term.charAt(0) == Stems.MARK;
    }

    /** Returns the beginning that all marks of the same language have. */
    public static String markOf(String form) {
        return form.substring(0, MARK_LENGTH);
    }

    /** Returns the marks of a word's forms in all languages, since the language of a search is not known. */
    static Set<String> forms(String word) {
        Set<String> forms = new LinkedHashSet<>();
        for (Language language : ALL) {
            String form = language.stems.of(word);
            if (!form.isEmpty()) {
                forms.add(form);
            }
        }
        return forms;
    }
}
