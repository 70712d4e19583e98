package dev.loop.topology.text;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A search for words in messages.
 *
 * <p>As text: words that must all be there, in any order; {@code "a phrase"}; {@code begin*}; {@code -without}; {@code
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

    /** Returns the words whose rarity counts in the ranking, in order and each once. */
    public SortedSet<String> rankingWords() {
        SortedSet<String> words = new TreeSet<>();
        addRanking(root, words);
        return words;
    }

    private static void addRanking(Clause clause, SortedSet<String> words) {
        if (clause instanceof Clause.Phrase phrase) {
            words.addAll(phrase.words());
        } else if (clause instanceof Clause.Prefix prefix) {
            words.add(prefix.start());
        } else if (clause instanceof Clause.Similar similar) {
            words.add(similar.word());
        } else {
            List<Clause> parts = clause instanceof Clause.All all ? all.wanted() : ((Clause.Any) clause).alternatives();
            parts.forEach(part -> addRanking(part, words));
        }
    }

    /** Returns whether a message matches, by reading it without an index. */
    public boolean matches(String message) {
        return TextMatch.matches(root, MessageAnalyzer.tokens(message));
    }

    /**
     * A part of a text, in UTF-16 units.
     *
     * @param end exclusive
     */
    public record Span(int start, int end) {}

    /** Returns the matching parts of a message, in order and without overlap; empty if it does not match. */
    public List<Span> spans(String message) {
        List<Token> tokens = MessageAnalyzer.tokens(message);
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
