package dev.loop.schemas.mask;

/**
 * What a rule found in the original text.
 *
 * @param replacement what takes its place
 */
record Finding(MaskKind kind, int from, int to, String replacement) {}
