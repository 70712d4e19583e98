package dev.loop.topology.text;

import dev.loop.schemas.avro.Feedback;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A search for words in messages.
 *
 * <p>As text: words that must all be there, in any of their forms and any order; {@code "a phrase"}, exactly; {@code begin*}; {@code -without}; {@code
 * simlar~} for a word with a typo or two; {@code this | that}, also written {@code OR}; parentheses. {@code AND},
 * {@code NOT} and {@code +} are understood. Nothing else has a meaning: only letters and digits are searched for. The
 * number of words and the depth are bounded, and there are no wildcards within a word and no regular expressions, so
 * that no query costs more than reading the existing words once.
 *
 * <p>Two queries are equal if their texts are.
 */
public final class TextQuery {

    private final String text;
    private final Clause root;

    TextQuery(String text, Clause root) {
        this.text = text;
        this.root = root;
    }

    public static TextQuery parse(String text) throws TextQueryException {
        return new TextQueryReader(text).read();
    }

    public Clause root() {
        return root;
    }

    /**
     * Returns the words whose rarity counts in the ranking, in order, each with all that the index may have it as: the
     * word, and the marks of its forms.
     */
    public SortedMap<String, Set<String>> rankingWords() {
        SortedMap<String, Set<String>> words = new TreeMap<>();
        addRanking(root, words);
        return words;
    }

    private static void addRanking(Clause clause, SortedMap<String, Set<String>> words) {
        if (clause instanceof Clause.Phrase phrase) {
            phrase.words().forEach(word -> addRanking(word, Set.of(), words));
        } else if (clause instanceof Clause.Forms forms) {
            forms.words().forEach(word -> addRanking(word.written(), word.forms(), words));
        } else if (clause instanceof Clause.Prefix prefix) {
            addRanking(prefix.start(), Set.of(), words);
        } else if (clause instanceof Clause.Similar similar) {
            addRanking(similar.word(), Set.of(), words);
        } else {
            List<Clause> parts = clause instanceof Clause.All all ? all.wanted() : ((Clause.Any) clause).alternatives();
            parts.forEach(part -> addRanking(part, words));
        }
    }

    private static void addRanking(String word, Set<String> forms, SortedMap<String, Set<String>> words) {
        Set<String> all = words.computeIfAbsent(word, first -> new LinkedHashSet<>());
        all.add(word);
        all.addAll(forms);
    }

    /**
     * Returns the words that stand for all of their forms, in order and each once: those outside of quotation marks
     * that have other forms in one of the languages of items whose own is unknown.
     */
    public SortedSet<String> wordsWithForms() {
        SortedSet<String> words = new TreeSet<>();
        addWithForms(root, words);
        return words;
    }

    private static void addWithForms(Clause clause, SortedSet<String> words) {
        if (clause instanceof Clause.Forms forms) {
            forms.words().stream()
                    .map(Clause.Forms.Word::written)
                    .filter(word -> !Language.form(word, Language.ofCode(Optional.empty()))
                            .isEmpty())
                    .forEach(words::add);
        } else if (clause instanceof Clause.All all) {
            all.wanted().forEach(part -> addWithForms(part, words));
            all.unwanted().forEach(part -> addWithForms(part, words));
        } else if (clause instanceof Clause.Any any) {
            any.alternatives().forEach(part -> addWithForms(part, words));
        }
    }

    /** Returns whether an item matches, by reading its message without an index. */
    public boolean matches(Feedback item) {
        return matches(item.getMessage(), Language.of(item));
    }

    /** Returns whether a message matches. */
    public boolean matches(MessageWords message) {
        return TextMatch.matches(root, message.tokens());
    }

    /** Returns whether a message in one of these languages matches. */
    public boolean matches(String message, List<Language> languages) {
        return TextMatch.matches(root, MessageAnalyzer.tokens(message, languages));
    }

    /**
     * A part of a text, in UTF-16 units.
     *
     * @param end exclusive
     */
    public record Span(int start, int end) {}

    /** Returns the matching parts of an item's message, in order and without overlap; empty if it does not match. */
    public List<Span> spans(Feedback item) {
        return spans(item.getMessage(), Language.of(item));
    }

    List<Span> spans(String message, List<Language> languages) {
        List<Token> tokens = MessageAnalyzer.tokens(message, languages);
        boolean[] hit = TextMatch.hits(root, tokens);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < hit.length; i++) {
            if (!hit[i]) {
                continue;
            }
            Token token = tokens.get(i);
            int last = spans.size() - 1;
            // Adjacent words form one part, such as the characters of a Chinese word.
            if (last >= 0 && spans.get(last).end() >= token.start()) {
                spans.set(
                        last,
                        new Span(
                                spans.get(last).start(),
                                Math.max(spans.get(last).end(), token.end())));
            } else {
                spans.add(new Span(token.start(), token.end()));
            }
        }
        return spans;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextQuery query && query.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the text as it was given. */
    @Override
    public String toString() {
        return text;
    }
}
