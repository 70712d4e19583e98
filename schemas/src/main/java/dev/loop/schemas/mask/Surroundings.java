package dev.loop.schemas.mask;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What stands around a number in a text. It is asked from front to back, so that a text is read once. */
final class Surroundings {

    private static final int WORD_BEFORE = 40;
    private static final int WORD_AFTER = 20;

    private final String text;
    private final boolean meaningless;
    private int read;
    private boolean inLink;
    private final Map<MaskKind, NavigableMap<Integer, Integer>> wordEnds = new EnumMap<>(MaskKind.class);

    /** @param meaningless whether the characters around a number are bytes of a format, and tell nothing of it */
    Surroundings(String text, boolean meaningless) {
        this.text = text;
        this.meaningless = meaningless;
    }

    boolean isMeaningless() {
        return meaningless;
    }

    /** Returns whether the piece between white spaces that holds an index is a link up to there. */
    boolean isInLink(int index) {
        for (; read < index; read++) {
            char unit = text.charAt(read);
            if (Character.isWhitespace(unit) || unit == '<' || unit == '"') {
                inLink = false;
            } else if (unit == ':' && text.startsWith("://", read) || unit == 'w' && text.startsWith("www.", read)) {
                inLink = true;
            }
        }
        return inLink;
    }

    /**
     * Returns whether one of the words stands shortly before or shortly after a number. The text is searched for the
     * words of a kind once, since a hostile one holds a number at each place.
     */
    boolean hasWordNear(MaskKind kind, List<String> words, int from, int to) {
        NavigableMap<Integer, Integer> ends = wordEnds.computeIfAbsent(kind, of -> places(words));
        return ends.subMap(from - WORD_BEFORE, from).values().stream().anyMatch(end -> end <= from)
                || ends.subMap(to, to + WORD_AFTER).values().stream().anyMatch(end -> end <= to + WORD_AFTER);
    }

    /** Returns the ends of the words by where they start. A word starts after what is no letter. */
    private NavigableMap<Integer, Integer> places(List<String> words) {
        var ends = new TreeMap<Integer, Integer>();
        boolean afterLetter = false;
        for (int start = 0; start < text.length(); start++) {
            boolean letter = Characters.isLetterOfSpacedScript(text.charAt(start));
            if (!letter || !afterLetter) {
                for (String word : words) {
                    if (text.regionMatches(true, start, word, 0, word.length())) {
                        ends.merge(start, start + word.length(), Math::min);
                    }
                }
            }
            afterLetter = letter;
        }
        return ends;
    }

    /** Returns the character before an index, or a space at the start of the text. */
    int before(int index) {
        return index == 0 ? ' ' : text.codePointBefore(index);
    }

    /** Returns the character at an index, or a space at the end of the text. */
    int at(int index) {
        return index >= text.length() ? ' ' : text.codePointAt(index);
    }
}
