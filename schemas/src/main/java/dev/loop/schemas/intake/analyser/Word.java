package dev.loop.schemas.intake.analyser;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A word that the rules know, an emoticon or an emoji. One instance for each in a lexicon. */
final class Word {

    /**
     * A phrase without its first word, which holds it.
     *
     * @param own whether it is a project's
     */
    record Phrase(Word[] rest, float value, boolean own) {}

    final char[] text;

    /** The word that a project's lexicon puts this one in the place of; itself where there is none. */
    private final Word origin;

    /** From -4 to 4; NaN where the word alone says nothing. */
    float value = Float.NaN;

    /** What it adds to the value of a word behind it; negative where it weakens. */
    float boost;

    boolean negates;
    boolean english;
    boolean foreign;

    /** Whether its value is a project's. */
    boolean own;

    /** The longest first. */
    final List<Phrase> phrases;

    Word(char[] text) {
        this.text = text;
        this.origin = this;
        this.phrases = new ArrayList<>(0);
    }

    /** Creates a word that stands in the place of another, as which it begins. */
    Word(Word other) {
        this.text = other.text;
        this.origin = other.origin;
        this.value = other.value;
        this.boost = other.boost;
        this.negates = other.negates;
        this.english = other.english;
        this.foreign = other.foreign;
        this.phrases = new ArrayList<>(other.phrases);
    }

    /** Returns whether two words are one, each in its lexicon. */
    static boolean same(@Nullable Word one, Word other) {
        return one != null && one.origin == other.origin;
    }

    boolean hasValue() {
        return !Float.isNaN(value);
    }
}
