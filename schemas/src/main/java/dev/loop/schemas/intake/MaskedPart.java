package dev.loop.schemas.intake;

/**
 * A place in a field of an item where something was taken out.
 *
 * @param field {@code message}, {@code tag}, {@code metadata.KEY}
 * @param from index in the masked text, in UTF-16 units
 */
record MaskedPart(String field, String kind, int from, int to) {}
