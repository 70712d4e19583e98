package dev.loop.topology.text;

/**
 * One word of a text. Its position is its place in the list of all of them.
 *
 * @param word as it is searched for: folded by {@link MessageAnalyzer}
 * @param start of what was written, in UTF-16 units, inclusive
 * @param end exclusive
 */
record Token(String word, int start, int end) {}
