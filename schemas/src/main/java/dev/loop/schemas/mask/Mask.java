package dev.loop.schemas.mask;

/**
 * A place in a masked text where something was taken out. It tells the kind and never the value, nor a hash of it: the
 * hash of a card number is guessed in minutes.
 *
 * @param kind the word of a {@link MaskKind}, or the name of a pattern
 * @param from index of its first character in the masked text, in UTF-16 units as browsers count
 * @param to index after its last character
 */
public record Mask(String kind, int from, int to) {}
