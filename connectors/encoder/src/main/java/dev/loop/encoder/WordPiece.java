package dev.loop.encoder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into the pieces of BERT's uncased vocabulary. Control characters go, letters are lower case and lose their
 * accents, a punctuation mark or a Chinese character is a word of its own, and each word is cut into the longest pieces
 * from its start.
 *
 * <p>The library that the model was trained with also takes {@code [SEP]} in a text for the mark that ends a text. Here
 * it is three pieces: what people write gives no orders.
 */
final class WordPiece {

    static final int START = 101;
    static final int END = 102;
    static final int UNKNOWN = 100;

    /** A word of more characters is one unknown piece. */
    private static final int LONGEST_WORD = 100;

    private static final String CONTINUES = "##";

    private final Map<String, Integer> vocabulary;

    WordPiece(Map<String, Integer> vocabulary) {
        this.vocabulary = Map.copyOf(vocabulary);
    }

    /** Reads the vocabulary from a {@code tokenizer.json}. */
    static WordPiece read(InputStream tokenizer) throws IOException {
        Map<String, Integer> vocabulary = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(tokenizer)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals("vocab")) {
                    json.nextToken();
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String piece = json.currentName();
                        vocabulary.put(piece, json.nextIntValue(-1));
                    }
                }
            }
        }
        if (vocabulary.isEmpty()) {
            throw new IOException("The tokenizer has no vocabulary");
        }
        return new WordPiece(vocabulary);
    }

    /** Returns the pieces without the marks of start and end. */
    List<Piece> cut(String text) {
        List<Piece> pieces = new ArrayList<>();
        Word word = new Word();
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            int next = at + Character.charCount(point);
            if (!isRemoved(point)) {
                if (isSpace(point)) {
                    word.end(pieces);
                } else if (isChinese(point)) {
                    word.end(pieces);
                    word.add(point, at, next);
                    word.end(pieces);
                } else {
                    addPlain(point, at, next, word, pieces);
                }
            }
            at = next;
        }
        word.end(pieces);
        return pieces;
    }

    /** Adds a character in lower case and without accents. */
    private static void addPlain(int point, int from, int to, Word word, List<Piece> pieces) {
        if (point < 0x80) {
            addLower(Character.toLowerCase(point), from, to, word, pieces);
            return;
        }
        Normalizer.normalize(Character.toString(point), Normalizer.Form.NFD)
                .codePoints()
                .filter(part -> Character.getType(part) != Character.NON_SPACING_MARK)
                .flatMap(part ->
                        Character.toString(part).toLowerCase(Locale.ROOT).codePoints())
                .forEach(part -> addLower(part, from, to, word, pieces));
    }

    private static void addLower(int point, int from, int to, Word word, List<Piece> pieces) {
        if (isPunctuation(point)) {
            word.end(pieces);
            word.add(point, from, to);
            word.end(pieces);
        } else {
            word.add(point, from, to);
        }
    }

    private static boolean isRemoved(int point) {
        if (point == '\t' || point == '\n' || point == '\r') {
            return false;
        }
        return point == 0xFFFD
                || switch (Character.getType(point)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.UNASSIGNED,
                            Character.PRIVATE_USE,
                            Character.SURROGATE -> true;
                    default -> false;
                };
    }

    private static boolean isSpace(int point) {
        return point == '\t' || point == '\n' || point == '\r' || Character.isSpaceChar(point);
    }

    private static boolean isPunctuation(int point) {
        return point < 0x80
                ? point > ' ' && !Character.isLetterOrDigit(point)
                : switch (Character.getType(point)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    private static boolean isChinese(int point) {
        return point >= 0x4E00 && point <= 0x9FFF
                || point >= 0x3400 && point <= 0x4DBF
                || point >= 0x20000 && point <= 0x2A6DF
                || point >= 0x2A700 && point <= 0x2CEAF
                || point >= 0xF900 && point <= 0xFAFF
                || point >= 0x2F800 && point <= 0x2FA1F;
    }

    /** The word that is being read: its characters, each with the place that it comes from. */
    private final class Word {

        private final StringBuilder letters = new StringBuilder();
        private final List<int[]> places = new ArrayList<>();

        void add(int point, int from, int to) {
            letters.appendCodePoint(point);
            for (int unit = 0; unit < Character.charCount(point); unit++) {
                places.add(new int[] {from, to});
            }
        }

        void end(List<Piece> pieces) {
            if (letters.isEmpty()) {
                return;
            }
            List<Piece> cut = letters.codePointCount(0, letters.length()) > LONGEST_WORD ? null : longestPieces();
            if (cut == null) {
                pieces.add(piece(UNKNOWN, 0, letters.length()));
            } else {
                pieces.addAll(cut);
            }
            letters.setLength(0);
            places.clear();
        }

        /** Returns null where no piece fits at some place: then the whole word is unknown. */
        private @Nullable List<Piece> longestPieces() {
            List<Piece> cut = new ArrayList<>();
            int from = 0;
            while (from < letters.length()) {
                int to = letters.length();
                Integer id = null;
                while (to > from && id == null) {
                    String piece = letters.substring(from, to);
                    id = vocabulary.get(from == 0 ? piece : CONTINUES + piece);
                    if (id == null) {
                        to--;
                    }
                }
                if (id == null) {
                    return null;
                }
                cut.add(piece(id, from, to));
                from = to;
            }
            return cut;
        }

        private Piece piece(int id, int from, int to) {
            return new Piece(id, places.get(from)[0], places.get(to - 1)[1], from > 0);
        }
    }
}
