package dev.loop.schemas.intake.analyser;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the terms of one message after another and adds up their values. Not thread-safe. */
final class Scoring {

    /** The reach of a word that changes the value of another, in words before it. */
    private static final int REACH = 3;

    private static final float[] FADING = {1f, 0.95f, 0.9f};
    private static final float NEGATION = -0.74f;
    private static final float CAPITALS = 0.733f;
    private static final float BEFORE_BUT = 0.5f;
    private static final float AFTER_BUT = 1.5f;
    private static final float EXCLAMATION = 0.292f;
    private static final int MOST_EXCLAMATIONS = 4;
    private static final float QUESTION = 0.18f;
    private static final float MANY_QUESTIONS = 0.96f;
    private static final int MOST_QUESTIONS = 3;

    /** Brings a sum between -1 and 1. */
    private static final float ALPHA = 15;

    private static final String[] BECAUSE = {
        "own word", "negated", "intensified", "weakened", "capitals", "before but", "after but"
    };
    private static final int OWN = 1;
    private static final int NEGATED = 2;
    private static final int INTENSIFIED = 4;
    private static final int WEAKENED = 8;
    private static final int IN_CAPITALS = 16;
    private static final int IS_BEFORE_BUT = 32;
    private static final int IS_AFTER_BUT = 64;

    private Lexicon lexicon;
    private final Tokens tokens;

    private int terms;
    private int[] first = new int[64];
    private int[] last = new int[64];
    private float[] value = new float[64];
    private int[] why = new int[64];

    /** The token before which nothing changes a value any more: the end of a phrase. */
    private int floor;

    private boolean mixedCapitals;

    Scoring(Lexicon lexicon) {
        this.lexicon = lexicon;
        this.tokens = new Tokens(lexicon);
    }

    Tokens tokens() {
        return tokens;
    }

    int terms() {
        return terms;
    }

    double score(String message, Lexicon lexicon) {
        this.lexicon = lexicon;
        tokens.read(message, lexicon);
        mixedCapitals = tokens.capitals > 0 && tokens.capitals < tokens.count;
        terms = 0;
        floor = 0;
        int but = -1;
        for (int token = 0; token < tokens.count; ) {
            Word word = tokens.words[token];
            if (word == null) {
                token++;
                continue;
            }
            Word.Phrase phrase = phrase(token, word);
            if (phrase != null) {
                int end = token + phrase.rest().length;
                if (!Float.isNaN(phrase.value())) {
                    term(token, end, phrase.value(), phrase.own());
                    floor = end + 1;
                }
                token = end + 1;
                continue;
            }
            if (word == lexicon.but) {
                but = token;
            } else if (word == lexicon.no ? standsAlone(token) : word.hasValue() && word.boost == 0) {
                term(token, token, word.value, word.own);
            }
            token++;
        }
        if (but >= 0) {
            weigh(but);
        }
        return normalised(sum());
    }

    /**
     * Returns the score of what does not depend on the language: emoticons, emoji, and the project's own words. Forgets the
     * other terms.
     */
    double scoreOfSigns() {
        int kept = 0;
        for (int i = 0; i < terms; i++) {
            if ((why[i] & OWN) != 0 || !Character.isLetterOrDigit(tokens.lower[tokens.from[first[i]]])) {
                first[kept] = first[i];
                last[kept] = last[i];
                value[kept] = value[i];
                why[kept] = why[i];
                kept++;
            }
        }
        terms = kept;
        return normalised(sum());
    }

    RuleTerm term(int i) {
        int from = tokens.from[first[i]];
        int to = tokens.to[last[i]];
        List<String> because = new ArrayList<>(2);
        for (int bit = 0; bit < BECAUSE.length; bit++) {
            if ((why[i] & 1 << bit) != 0) {
                because.add(BECAUSE[bit]);
            }
        }
        return new RuleTerm(
                from,
                to,
                new String(tokens.lower, from, to - from),
                Math.round(value[i] * 1000) / 1000.0,
                List.copyOf(because));
    }

    /** Returns the longest phrase that begins with a token and ends in its clause. */
    private Word.@Nullable Phrase phrase(int token, Word word) {
        for (Word.Phrase phrase : word.phrases) {
            Word[] rest = phrase.rest();
            int end = token + rest.length;
            if (end < tokens.count && tokens.clause[end] == tokens.clause[token]) {
                int i = 0;
                while (i < rest.length && Word.same(tokens.words[token + 1 + i], rest[i])) {
                    i++;
                }
                if (i == rest.length) {
                    return phrase;
                }
            }
        }
        return null;
    }

    /** Returns whether a <i>no</i> is an answer and not the negation of what follows. */
    private boolean standsAlone(int no) {
        for (int i = no + 1; i <= no + 2 && i < tokens.count && tokens.clause[i] == tokens.clause[no]; i++) {
            Word word = tokens.words[i];
            if (word != null && (word.hasValue() && word != lexicon.no || phrase(i, word) != null)) {
                return false;
            }
        }
        return true;
    }

    private void term(int from, int to, float base, boolean own) {
        float changed = base;
        int reasons = own ? OWN : 0;
        if (mixedCapitals && base != 0 && tokens.isCapital(from)) {
            changed += Math.signum(base) * CAPITALS;
            reasons |= IN_CAPITALS;
        }
        for (int distance = 1; distance <= REACH; distance++) {
            int before = from - distance;
            if (before < floor || tokens.clause[before] != tokens.clause[from]) {
                break;
            }
            Word word = tokens.words[before];
            if (word == null) {
                continue;
            }
            if (word.boost != 0) {
                float boost = Math.signum(changed) * word.boost * FADING[distance - 1];
                if (mixedCapitals && tokens.isCapital(before)) {
                    boost += Math.signum(changed) * CAPITALS * FADING[distance - 1];
                }
                changed += boost;
                reasons |= word.boost > 0 ? INTENSIFIED : WEAKENED;
            } else if (isNegation(word, before, distance)) {
                changed *= NEGATION;
                reasons |= NEGATED;
            }
        }
        add(from, to, changed, reasons);
    }

    private boolean isNegation(Word word, int token, int distance) {
        if (word == lexicon.no) {
            return distance <= 2;
        }
        if (word == lexicon.least) {
            return distance == 1 && (token == 0 || tokens.words[token - 1] != lexicon.at);
        }
        return word.negates;
    }

    private void add(int from, int to, float changed, int reasons) {
        if (terms == first.length) {
            int size = terms * 2;
            first = Arrays.copyOf(first, size);
            last = Arrays.copyOf(last, size);
            value = Arrays.copyOf(value, size);
            why = Arrays.copyOf(why, size);
        }
        first[terms] = from;
        last[terms] = to;
        value[terms] = changed;
        why[terms] = reasons;
        terms++;
    }

    private void weigh(int but) {
        for (int i = 0; i < terms; i++) {
            boolean before = first[i] < but;
            value[i] *= before ? BEFORE_BUT : AFTER_BUT;
            why[i] |= before ? IS_BEFORE_BUT : IS_AFTER_BUT;
        }
    }

    private double sum() {
        double sum = 0;
        for (int i = 0; i < terms; i++) {
            sum += value[i];
        }
        double emphasis = Math.min(tokens.exclamations, MOST_EXCLAMATIONS) * EXCLAMATION;
        if (tokens.questions > 1) {
            emphasis += tokens.questions <= MOST_QUESTIONS ? tokens.questions * QUESTION : MANY_QUESTIONS;
        }
        return sum + Math.signum(sum) * emphasis;
    }

    private static double normalised(double sum) {
        return sum / Math.sqrt(sum * sum + ALPHA);
    }
}
