package dev.loop.topology.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The stems of one language's words, each marked with the language. Messages repeat few words, so that most stems are
 * remembered; a stemmer takes microseconds for one, which is more than the rest of indexing it.
 *
 * <p>Thread-safe.
 */
final class Stems {

    /** Begins a mark. No message has it in a word: the tokenizer leaves control characters out. */
    static final char MARK = '\u0001';

    private static final int SHORTEST = 3;
    private static final int LONGEST = 40;
    private static final int MOST_REMEMBERED = 20_000;

    private final String code;
    private final UnicodeScript script;
    private final UnaryOperator<TokenStream> stemmer;
    private final UnaryOperator<String> prepared;
    private final String stopWords;
    private final Set<String> alone;
    private final Map<String, String> remembered = new ConcurrentHashMap<>();

    // Guarded by this.
    private final OneWord input = new OneWord();
    private @Nullable TokenStream output;
    private Set<String> stopList = Set.of();

    /** @param alone folded words without other forms, besides stop words */
    Stems(
            String code,
            UnicodeScript script,
            UnaryOperator<TokenStream> stemmer,
            UnaryOperator<String> prepared,
            String stopWords,
            Set<String> alone) {
        this.code = code;
        this.script = script;
        this.stemmer = stemmer;
        this.prepared = prepared;
        this.stopWords = stopWords;
        this.alone = alone;
    }

    /** Returns the marked stem of a folded word; empty for a stop word and what is no word of the language's script. */
    String of(String word) {
        if (!isReadable(word)) {
            return "";
        }
        String known = remembered.get(word);
        if (known != null) {
            return known;
        }
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        String stem = stem(word);
        remembered.put(word, stem);
        return stem;
    }

    private boolean isReadable(String word) {
        if (word.length() < SHORTEST || word.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean readable = c < 0x80
                    ? script == UnicodeScript.LATIN && (c >= 'a' && c <= 'z' || c == '\'')
                    : script != UnicodeScript.LATIN && UnicodeScript.of(c) == script;
            if (!readable) {
                return false;
            }
        }
        return true;
    }

    private synchronized String stem(String word) {
        if (output == null) {
            output = stemmer.apply(input);
            stopList = stopWords.isEmpty() ? Set.of() : stopList(stopWords);
        }
        if (stopList.contains(word) || alone.contains(word)) {
            return "";
        }
        input.word = prepared.apply(word);
        try {
            output.incrementToken();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return MARK + code + output.getAttribute(CharTermAttribute.class);
    }

    private static Set<String> stopList(String name) {
        String file = name + "_stop.txt";
        try (InputStream list = Objects.requireNonNull(SnowballFilter.class.getResourceAsStream(file), file)) {
            return WordlistLoader.getSnowballWordSet(new InputStreamReader(list, StandardCharsets.UTF_8)).stream()
                    .map(word -> FoldingFilter.folded(new String((char[]) word)))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The stream of the word that is to be stemmed. */
    private static final class OneWord extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private String word = "";

        @Override
        public boolean incrementToken() {
            clearAttributes();
            term.append(word);
            return true;
        }
    }
}
