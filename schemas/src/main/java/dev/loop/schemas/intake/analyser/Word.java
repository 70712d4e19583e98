package dev.loop.schemas.intake.analyser;

import java.util.ArrayList;
import java.util.List;

/** A word that the rules know, an emoticon or an emoji. One instance for each, so that words are compared by identity. */
final class Word {

    /** A phrase without its first word, which holds it. */
    record Phrase(Word[] rest, float value) {}

    final char[] text;

    /** From -4 to 4; NaN where the word alone says nothing. */
    float value = Float.NaN;

    /** What it adds to the value of a word behind it; negative where it weakens. */
    float boost;

    boolean negates;
    boolean english;
    boolean foreign;

    /** The longest first. */
    final List<Phrase> phrases = new ArrayList<>(0);

    Word(char[] text) {
        this.text = text;
    }

    boolean hasValue() {
        return !Float.isNaN(value);
    }
}
