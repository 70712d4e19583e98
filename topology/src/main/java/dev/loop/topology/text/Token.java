package dev.loop.topology.text;

/**
 * One word of a text. Its position is its place in the list of all words.
 *
 * @param word the folded word, as {@link MessageAnalyzer} makes it
 * @param form the mark of its forms; empty if it has no others
 * @param start start of the written word, in UTF-16 units, inclusive
 * @param end exclusive
 */
record Token(String word, String form, int start, int end) {

    Token with(String mark) {
        return new Token(word, mark, start, end);
    }
}
