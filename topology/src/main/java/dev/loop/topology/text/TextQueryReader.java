package dev.loop.topology.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a {@link TextQuery}, by recursive descent:
 *
 * <pre>
 * any  = all { ("|" | "OR") all }
 * all  = { ["+" | "-" | "NOT" | "AND"] part }
 * part = "(" any ")" | quote words quote | word ["*" | "~" | "~1" | "~2"]
 * </pre>
 */
final class TextQueryReader {

    private static final int LONGEST = 1_000;
    private static final int MOST_WORDS = 64;
    private static final int DEEPEST = 8;
    private static final int SHORTEST_PREFIX = 2;
    private static final int SHORTEST_SIMILAR = 3;
    private static final int LONGEST_SIMILAR = 40;

    /**
     * Words up to this length allow one edit, longer ones two, as has been usual since Elasticsearch's {@code AUTO}.
     */
    private static final int LENGTH_OF_ONE_EDIT = 5;

    private static final String QUOTES = "\"\u201C\u201D\u201E\u00AB\u00BB";
    private static final Pattern SIMILAR = Pattern.compile("(.*)~(\\d*)", Pattern.DOTALL);

    private final String text;
    private int at;
    private int words;
    private int depth;

    TextQueryReader(String text) {
        this.text = text;
    }

    TextQuery read() throws TextQueryException {
        if (text.length() > LONGEST) {
            throw new TextQueryException("is longer than " + LONGEST + " characters", "search for less");
        }
        Clause root = any();
        if (at < text.length()) {
            throw new TextQueryException(
                    "closes a parenthesis that was not opened",
                    "open it, or leave it out: parentheses are not searched for");
        }
        if (root == null) {
            throw new TextQueryException("has no word to search for", "give at least one letter or digit");
        }
        return new TextQuery(text, root);
    }

    /** Returns null for a text that consists of signs only. */
    private @Nullable Clause any() throws TextQueryException {
        List<Clause> alternatives = new ArrayList<>();
        boolean expected = false;
        while (true) {
            skipSpace();
            int from = at;
            Clause one = all();
            boolean more = at < text.length() && (text.charAt(at) == '|' || keyword("OR"));
            if ((more || expected) && at == from) {
                throw nothingBeside("|");
            }
            if (one != null) {
                alternatives.add(one);
            }
            if (!more) {
                break;
            }
            at += text.charAt(at) == '|' ? 1 : 2;
            expected = true;
        }
        if (alternatives.isEmpty()) {
            return null;
        }
        return alternatives.size() == 1 ? alternatives.get(0) : new Clause.Any(alternatives);
    }

    private @Nullable Clause all() throws TextQueryException {
        List<Clause> wanted = new ArrayList<>();
        List<Clause> unwanted = new ArrayList<>();
        while (true) {
            skipSpace();
            if (at == text.length() || text.charAt(at) == ')' || text.charAt(at) == '|' || keyword("OR")) {
                break;
            }
            boolean not = false;
            if (keyword("AND")) {
                at += 3;
                continue;
            }
            if (keyword("NOT")) {
                at += 3;
                not = true;
                skipSpace();
                if (at == text.length() || ")|".indexOf(text.charAt(at)) >= 0) {
                    throw nothingBeside("NOT");
                }
            }
            char sign = text.charAt(at);
            if (sign == '+' || sign == '-') {
                at++;
                not ^= sign == '-';
                if (at == text.length()
                        || Character.isWhitespace(text.charAt(at))
                        || ")|".indexOf(text.charAt(at)) >= 0) {
                    continue;
                }
            }
            Clause part = part();
            if (part != null) {
                (not ? unwanted : wanted).add(part);
            }
        }
        if (wanted.isEmpty() && unwanted.isEmpty()) {
            return null;
        }
        return unwanted.isEmpty() && wanted.size() == 1 ? wanted.get(0) : new Clause.All(wanted, unwanted);
    }

    private @Nullable Clause part() throws TextQueryException {
        char first = text.charAt(at);
        if (first == '(') {
            return parenthesis();
        }
        if (QUOTES.indexOf(first) >= 0) {
            return quoted();
        }
        int from = at;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && ("()|" + QUOTES).indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return word(text.substring(from, at));
    }

    private @Nullable Clause parenthesis() throws TextQueryException {
        if (++depth > DEEPEST) {
            throw new TextQueryException(
                    "has parentheses " + depth + " deep", "nest them at most " + DEEPEST + " deep");
        }
        at++;
        Clause inner = any();
        if (at == text.length()) {
            throw new TextQueryException(
                    "has a parenthesis that is not closed",
                    "close it, or leave it out: parentheses are not searched for");
        }
        at++;
        depth--;
        return inner;
    }

    private @Nullable Clause quoted() throws TextQueryException {
        int from = ++at;
        while (at < text.length() && QUOTES.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == text.length()) {
            throw new TextQueryException(
                    "has a quotation mark that is not closed",
                    "close it, or leave it out: quotation marks are not searched for");
        }
        Clause phrase = phrase(text.substring(from, at++));
        if (at < text.length() && "*~".indexOf(text.charAt(at)) >= 0) {
            throw new TextQueryException(
                    "has a " + text.charAt(at) + " after a phrase",
                    "put it after a single word without quotation marks");
        }
        return phrase;
    }

    private @Nullable Clause word(String word) throws TextQueryException {
        int star = word.indexOf('*');
        if (star >= 0) {
            return prefix(word, star);
        }
        Matcher similar = SIMILAR.matcher(word);
        if (similar.matches()) {
            return similar(similar.group(1), similar.group(2));
        }
        return forms(word);
    }

    private @Nullable Clause forms(String written) throws TextQueryException {
        List<Clause.Forms.Word> words = new ArrayList<>();
        for (Token token : tokens(written)) {
            words.add(new Clause.Forms.Word(token.word(), Language.forms(token.word())));
        }
        if (words.stream().anyMatch(word -> !word.forms().isEmpty())) {
            return new Clause.Forms(words);
        }
        return words.isEmpty()
                ? null
                : new Clause.Phrase(
                        words.stream().map(Clause.Forms.Word::written).toList());
    }

    private @Nullable Clause prefix(String word, int star) throws TextQueryException {
        if (star < word.length() - 1) {
            throw new TextQueryException(
                    "has a star within a word", "put it at the end, as in expo* for all words that begin so");
        }
        // The star belongs to what stands behind an elided article.
        String beginning = Elision.stripped(word.substring(0, star));
        List<Token> tokens = tokens(beginning);
        if (!tokens.isEmpty() && beginning.codePoints().noneMatch(TextQueryReader::endsRun)) {
            // Characters of a script without spaces are found whatever follows them.
            return new Clause.Phrase(tokens.stream().map(Token::word).toList());
        }
        if (tokens.size() == 1
                && tokens.get(0).word().codePointCount(0, tokens.get(0).word().length()) >= SHORTEST_PREFIX) {
            return new Clause.Prefix(tokens.get(0).word());
        }
        throw tokens.size() > 1
                ? new TextQueryException(
                        "has a star after more than one word", "put a space between them; the star belongs to the last")
                : new TextQueryException(
                        "has a star after fewer than " + SHORTEST_PREFIX + " letters",
                        "give more of the word's beginning");
    }

    /** Returns whether words of this character's script are separated in writing. */
    private static boolean endsRun(int character) {
        Character.UnicodeScript script = Character.UnicodeScript.of(character);
        return switch (script) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> false;
            default -> Character.getType(character) != Character.NON_SPACING_MARK && character != '\u30FC';
        };
    }

    private @Nullable Clause similar(String word, String edits) throws TextQueryException {
        List<Token> tokens = tokens(Elision.stripped(word));
        if (tokens.isEmpty()) {
            return null;
        }
        if (tokens.size() > 1) {
            throw new TextQueryException(
                    "has a ~ after more than one word", "put a space between them; the ~ belongs to the last");
        }
        String folded = tokens.get(0).word();
        int length = folded.codePointCount(0, folded.length());
        if (length < SHORTEST_SIMILAR || length > LONGEST_SIMILAR) {
            throw new TextQueryException(
                    "has a ~ after a word of " + length + " letters",
                    "use it with words of " + SHORTEST_SIMILAR + " to " + LONGEST_SIMILAR + " letters");
        }
        if (!edits.isEmpty() && !edits.equals("1") && !edits.equals("2")) {
            throw new TextQueryException("asks for ~" + edits, "use ~, ~1 or ~2: words one or two letters off");
        }
        int most = edits.isEmpty() ? (length > LENGTH_OF_ONE_EDIT ? 2 : 1) : Integer.parseInt(edits);
        return new Clause.Similar(folded, most);
    }

    private @Nullable Clause phrase(String words) throws TextQueryException {
        List<Token> tokens = tokens(words);
        return tokens.isEmpty()
                ? null
                : new Clause.Phrase(tokens.stream().map(Token::word).toList());
    }

    private List<Token> tokens(String part) throws TextQueryException {
        List<Token> tokens = MessageAnalyzer.tokens(part, List.of());
        words += tokens.size();
        if (words > MOST_WORDS) {
            throw new TextQueryException("has more than " + MOST_WORDS + " words", "search for fewer");
        }
        return tokens;
    }

    /** Returns whether this word stands here by itself. */
    private boolean keyword(String word) {
        int end = at + word.length();
        return text.startsWith(word, at)
                && (end == text.length() || Character.isWhitespace(text.charAt(end)) || text.charAt(end) == '(')
                && (at == 0 || Character.isWhitespace(text.charAt(at - 1)) || ")(".indexOf(text.charAt(at - 1)) >= 0);
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static TextQueryException nothingBeside(String sign) {
        return new TextQueryException(
                "has a " + sign + " with nothing beside it", "say what is meant, or leave it out");
    }
}
