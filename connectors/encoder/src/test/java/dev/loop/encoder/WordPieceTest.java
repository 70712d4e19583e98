package dev.loop.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WordPieceTest {

    private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9A-F]{4})");

    private static WordPiece words;

    @BeforeAll
    static void readVocabulary() throws IOException {
        try (InputStream tokenizer = MiniLm.resource("all-minilm-l6-v2-q-tokenizer.json")) {
            words = WordPiece.read(tokenizer);
        }
    }

    /** The numbers are those of the library {@code tokenizers} 0.23.3, with the same tokenizer.json. */
    @Test
    void shouldCutAsTheModelsOwnLibraryDoes() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        int compared = 0;
        try (BufferedReader known = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(WordPieceTest.class.getResourceAsStream("known-pieces.txt")),
                StandardCharsets.UTF_8))) {
            for (String text = known.readLine(); text != null; text = known.readLine()) {
                softly.assertThat(numbers(unescaped(text))).as(text).isEqualTo(known.readLine());
                compared++;
            }
        }
        softly.assertThat(compared).isGreaterThan(40);
        softly.assertAll();
    }

    @Test
    void shouldTellWhereEachPieceIs_inUnitsOfTheTextAsItCame() {
        String text = "😀 Ça  CRASHES\u0301!";

        List<Piece> pieces = words.cut(text);

        assertThat(pieces)
                .extracting(piece -> text.substring(piece.from(), piece.to()))
                .containsExactly("😀", "Ça", "CRASHES", "!");
    }

    @Test
    void shouldSayWhichPiecesGoOnWithAWord() {
        assertThat(words.cut("overbooked flights"))
                .extracting(Piece::continues)
                .containsExactly(false, true, true, false);
    }

    @Test
    void shouldTakeNoOrderFromAText_whereItNamesAMark() {
        assertThat(words.cut("[SEP] [CLS]")).extracting(Piece::id).doesNotContain(WordPiece.START, WordPiece.END);
    }

    private static String numbers(String text) {
        return words.cut(text).stream()
                .map(piece -> Integer.toString(piece.id()))
                .collect(Collectors.joining(" "));
    }

    private static String unescaped(String text) throws IOException {
        StringBuilder plain = new StringBuilder();
        StringReader in = new StringReader(UNICODE.matcher(text)
                .replaceAll(match -> Character.toString((char) Integer.parseInt(match.group(1), 16))
                        .replace("\\", "\\\\")));
        for (int unit = in.read(); unit >= 0; unit = in.read()) {
            if (unit != '\\') {
                plain.append((char) unit);
                continue;
            }
            int escaped = in.read();
            plain.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        default -> (char) escaped;
                    });
        }
        return plain.toString();
    }
}
