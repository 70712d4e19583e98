package dev.loop.encoder;

/**
 * One of the pieces that a text is cut into: a word, or a part of one.
 *
 * @param id its number in the model's vocabulary
 * @param from where it begins in the text, in UTF-16 units
 * @param to where it ends
 * @param continues whether it goes on with the word of the piece before
 */
record Piece(int id, int from, int to, boolean continues) {}
