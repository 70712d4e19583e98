package dev.loop.schemas.mask;

/**
 * What a rule found in the original text.
 *
 * @param kind the word of a {@link MaskKind}, or the name of a pattern
 * @param replacement what takes its place
 */
record Finding(String kind, int from, int to, String replacement) {

    Finding(MaskKind kind, int from, int to, String replacement) {
        this(kind.word(), from, to, replacement);
    }
}
