package dev.loop.topology.text;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a message must say.
 *
 * <p>As text: words that must all be there, in any order; {@code "a phrase"}; {@code begin*}; {@code -without}; {@code
 * simlar~} for a word with a typo or two; {@code this | that}, also written {@code OR}; parentheses. {@code AND}, {@code
 * NOT} and {@code +} are understood. Nothing else has a meaning: what is not a letter or a digit is not searched for. The
 * number of words and the depth are bounded, and there are no wildcards within a word and no regular expressions, so that
 * no query costs more than reading the words that there are once.
 *
 * <p>Equal by its text.
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

    /** The words whose rarity counts where items are ranked, in order and each once. */
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

    /** Whether a message says so: by reading it, without an index. */
    public boolean matches(String message) {
        return TextMatch.matches(root, MessageAnalyzer.tokens(message));
    }

    /**
     * A part of a text, in UTF-16 units.
     *
     * @param end exclusive
     */
    public record Span(int start, int end) {}

    /** What in a message is what was searched for, in order and apart; empty where the message does not match. */
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
            // What touches is one: the characters of a Chinese word.
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

    /** As it was given. */
    @Override
    public String toString() {
        return text;
    }
}
