package dev.loop.topology.theme;

import dev.loop.topology.text.Elision;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.util.ElisionFilter;

/**
 * The words of a message that tell what it is about, and pairs of such words that stand side by side. Handles, links,
 * numbers, stop words of the language and words that only praise or blame are left out.
 */
final class ContentWords {

    private static final int SHORTEST = 2;
    private static final int LONGEST = 40;

    /** Each alternative ends at the first sign that belongs to none, so that the search is linear. */
    private static final Pattern HANDLE_OR_LINK = Pattern.compile("(?<![\\w@])@\\w++|\\b(?:https?://|www\\.)\\S++");

    /** Lucene's lists of stop words, by language. */
    private static final Map<String, String> LISTS = Map.ofEntries(
            Map.entry("da", "danish"),
            Map.entry("de", "german"),
            Map.entry("en", "english"),
            Map.entry("es", "spanish"),
            Map.entry("fi", "finnish"),
            Map.entry("fr", "french"),
            Map.entry("it", "italian"),
            Map.entry("nb", "norwegian"),
            Map.entry("nl", "dutch"),
            Map.entry("nn", "norwegian"),
            Map.entry("no", "norwegian"),
            Map.entry("pt", "portuguese"),
            Map.entry("ru", "russian"),
            Map.entry("sv", "swedish"));

    private static final Map<String, Analyzer> ANALYZERS = new ConcurrentHashMap<>();

    /** Returns whether a message says anything in particular. */
    static boolean any(String message, String language) {
        return !terms(message, language).isEmpty();
    }

    /** Returns the words and pairs of a message, each once. A pair is two words with a space between. */
    static Set<String> terms(String message, String language) {
        String text = HANDLE_OR_LINK.matcher(message.replace('\u2019', '\'')).replaceAll(" ");
        List<String> words = new ArrayList<>();
        Set<String> terms = new LinkedHashSet<>();
        Analyzer analyzer = ANALYZERS.computeIfAbsent(LISTS.getOrDefault(language, "english"), Splitting::new);
        try (TokenStream tokens = analyzer.tokenStream("message", text)) {
            CharTermAttribute token = tokens.addAttribute(CharTermAttribute.class);
            PositionIncrementAttribute step = tokens.addAttribute(PositionIncrementAttribute.class);
            tokens.reset();
            String before = "";
            while (tokens.incrementToken()) {
                String word = token.toString();
                boolean takes = word.length() >= SHORTEST && word.length() <= LONGEST && hasLetter(word);
                if (takes) {
                    words.add(word);
                    if (!before.isEmpty() && step.getPositionIncrement() == 1) {
                        terms.add(before + " " + word);
                    }
                }
                before = takes ? word : "";
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        terms.addAll(words);
        return terms;
    }

    private static boolean hasLetter(String word) {
        return word.codePoints().anyMatch(Character::isLetter);
    }

    private static CharArraySet stopWords(String list) {
        var words = new CharArraySet(400, false);
        for (String name : new LinkedHashSet<>(List.of("english", list))) {
            try (InputStream in =
                    Objects.requireNonNull(SnowballFilter.class.getResourceAsStream(name + "_stop.txt"))) {
                words.addAll(WordlistLoader.getSnowballWordSet(new InputStreamReader(in, StandardCharsets.UTF_8)));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        try (InputStream in = Objects.requireNonNull(ContentWords.class.getResourceAsStream("empty-talk.txt"))) {
            words.addAll(WordlistLoader.getSnowballWordSet(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return words;
    }

    /** The analyzer of a language; Lucene keeps a chain for each thread. */
    private static final class Splitting extends Analyzer {

        private final CharArraySet stopWords;

        private Splitting(String list) {
            this.stopWords = stopWords(list);
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            var tokenizer = new StandardTokenizer();
            return new TokenStreamComponents(
                    tokenizer,
                    new StopFilter(
                            new CJKBigramFilter(new ElisionFilter(new LowerCaseFilter(tokenizer), Elision.ARTICLES)),
                            stopWords));
        }
    }

    private ContentWords() {}
}
