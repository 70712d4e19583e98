package dev.loop.schemas.intake.analyser;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The words of a message, in one pass and in linear time: split at punctuation, {@code ’} as {@code '}, without handles
 * and links. Reused from message to message; not thread-safe.
 */
final class Tokens {

    /** Arrays that a long message made larger are let go. */
    private static final int KEPT = 4_096;

    private static final int LONGEST_ENTITY = 8;

    private Lexicon lexicon;

    char[] lower = new char[512];
    int count;
    int[] from = new int[128];
    int[] to = new int[128];
    /** Negation does not pass from one clause to another. */
    int[] clause = new int[128];

    @Nullable
    Word[] words = new Word[128];

    int english;
    int foreign;
    int known;
    int written;
    int latinLetters;
    int otherLetters;
    int capitals;
    int exclamations;
    int questions;

    private int clauses;
    private String text = "";
    private int length;

    Tokens(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    void read(String message, Lexicon lexicon) {
        this.lexicon = lexicon;
        reset(message);
        int i = 0;
        while (i < length) {
            char c = lower[i];
            if (isWord(c)) {
                i = link(i);
                if (i < length && isWord(lower[i])) {
                    i = word(i);
                }
            } else if (c == '@' && i + 1 < length && isWord(lower[i + 1]) && (i == 0 || !isWord(lower[i - 1]))) {
                i = handle(i + 1);
            } else if (c == '&') {
                i = entity(i);
            } else if (Character.isHighSurrogate(c) && i + 1 < length) {
                i = symbol(i, 2);
            } else if (c >= '\u2190') {
                i = symbol(i, 1);
            } else {
                i = punctuation(i, c);
            }
        }
    }

    private void reset(String message) {
        text = message;
        length = message.length();
        if (lower.length < length || lower.length > KEPT && length <= KEPT) {
            lower = new char[Math.max(512, length)];
        }
        if (from.length > KEPT && length <= KEPT) {
            resize(128);
        }
        for (int i = 0; i < length; i++) {
            char c = message.charAt(i);
            lower[i] = c < 128 ? (char) (c >= 'A' && c <= 'Z' ? c + 32 : c) : folded(c);
        }
        count = 0;
        clauses = 0;
        english = 0;
        foreign = 0;
        known = 0;
        written = 0;
        latinLetters = 0;
        otherLetters = 0;
        capitals = 0;
        exclamations = 0;
        questions = 0;
    }

    private static char folded(char c) {
        return c == '\u2019' || c == '\u2018' || c == '\u02bc' ? '\'' : Character.toLowerCase(c);
    }

    private static boolean isWord(char c) {
        return c < 128 ? c >= 'a' && c <= 'z' || c >= '0' && c <= '9' : Character.isLetterOrDigit(c);
    }

    private int word(int start) {
        int end = start;
        while (end < length
                && (isWord(lower[end]) || lower[end] == '\'' && end + 1 < length && isWord(lower[end + 1]))) {
            letter(lower[end]);
            end++;
        }
        Word word = lexicon.find(lower, start, end);
        add(start, end, word);
        written++;
        if (word != null) {
            known += word.hasValue() || word.boost != 0 || word.negates ? 1 : 0;
            english += word.english ? 1 : 0;
            foreign += word.foreign && !word.english ? 1 : 0;
        }
        capitals += isCapital(count - 1) ? 1 : 0;
        return end;
    }

    private void letter(char c) {
        if (c >= 'a' && c <= 'z') {
            latinLetters++;
        } else if (c >= 128 && Character.isLetter(c)) {
            if (Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN) {
                latinLetters++;
            } else {
                otherLetters++;
            }
        }
    }

    /** Returns whether a word of two letters or more is in capitals. */
    boolean isCapital(int token) {
        int letters = 0;
        for (int i = from[token]; i < to[token]; i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= 128 && Character.isLowerCase(c)) {
                return false;
            }
            letters += Character.isLetter(c) ? 1 : 0;
        }
        return letters > 1;
    }

    /** Returns the end of a link that begins here, or this place. */
    private int link(int start) {
        boolean link = starts(start, "http://") || starts(start, "https://") || starts(start, "www.");
        int end = start;
        while (link && end < length && !Character.isWhitespace(lower[end])) {
            end++;
        }
        return end;
    }

    private boolean starts(int at, String what) {
        if (at + what.length() > length) {
            return false;
        }
        for (int i = 0; i < what.length(); i++) {
            if (lower[at + i] != what.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int handle(int start) {
        int end = start;
        while (end < length && (isWord(lower[end]) || lower[end] == '_')) {
            end++;
        }
        return end;
    }

    /** Passes over {@code &amp;}, which would end a clause by its semicolon. */
    private int entity(int start) {
        for (int i = start + 1; i < length && i - start <= LONGEST_ENTITY; i++) {
            if (lower[i] == ';' && i > start + 1) {
                return i + 1;
            }
            if (!isWord(lower[i]) && lower[i] != '#') {
                break;
            }
        }
        return emoticon(start);
    }

    private int symbol(int at, int characters) {
        int point = text.codePointAt(at);
        if (Character.isLetter(point)) {
            otherLetters++;
        } else {
            Word emoji = lexicon.find(lower, at, at + characters);
            if (emoji != null) {
                add(at, at + characters, emoji);
            }
        }
        return at + characters;
    }

    private int punctuation(int at, char c) {
        if (c == ' ') {
            return at + 1;
        }
        int end = emoticon(at);
        if (end > at + 1) {
            return end;
        }
        exclamations += c == '!' ? 1 : 0;
        questions += c == '?' ? 1 : 0;
        boolean spacedDash = c == '-'
                && at > 0
                && Character.isWhitespace(lower[at - 1])
                && at + 1 < length
                && Character.isWhitespace(lower[at + 1]);
        if (spacedDash || ".,;:!?()[]\n\"\u2013\u2014\u2026".indexOf(c) >= 0) {
            clauses++;
        }
        return at + 1;
    }

    /** Adds the longest emoticon that begins here; returns its end, or the next place if there is none. */
    private int emoticon(int at) {
        char first = lower[at];
        boolean free = at == 0 || !isPunctuation(lower[at - 1]) && !isWord(lower[at - 1]);
        boolean eyes = first == ':' || first == ';' || first == '=' || first == '<';
        if (Character.isWhitespace(first) || !free && !(eyes && isWord(lower[at - 1]))) {
            return at + 1;
        }
        for (int end = Math.min(length, at + Lexicon.LONGEST_EMOTICON); end > at + 1; end--) {
            if (end < length && isWord(lower[end]) && isWord(lower[end - 1])) {
                continue;
            }
            Word word = lexicon.find(lower, at, end);
            if (word != null && word.hasValue()) {
                add(at, end, word);
                return end;
            }
        }
        return at + 1;
    }

    private static boolean isPunctuation(char c) {
        return c > ' ' && c < 128 && !isWord(c);
    }

    private void add(int start, int end, @Nullable Word word) {
        if (count == from.length) {
            resize(count * 2);
        }
        from[count] = start;
        to[count] = end;
        clause[count] = clauses;
        words[count] = word;
        count++;
    }

    private void resize(int size) {
        from = Arrays.copyOf(from, size);
        to = Arrays.copyOf(to, size);
        clause = Arrays.copyOf(clause, size);
        words = Arrays.copyOf(words, size);
    }
}
