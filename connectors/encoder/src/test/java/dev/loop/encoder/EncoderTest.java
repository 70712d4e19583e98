package dev.loop.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class EncoderTest {

    private static final int WIDTH = MiniLm.WIDTH;

    @Test
    void shouldPlaceTextsNear_thatSayTheSame() throws Exception {
        float[] mean = mean(encoded("The export hangs and never finishes").get(0));

        assertThat(cosine(
                        mean,
                        mean(encoded("The export never finishes and hangs").get(0))))
                .isGreaterThan(0.9);
        assertThat(cosine(mean, mean(encoded("Love the new dashboard, thanks").get(0))))
                .isLessThan(0.4);
    }

    @Test
    void shouldGiveTheSameVectors_whateverWasReadBefore() throws Exception {
        List<Answer> answers = encoded("works great", "does not work at all, and nobody answers", "works great");

        assertThat(answers.get(2).parts.get(0)).isEqualTo(answers.get(0).parts.get(0));
    }

    @Test
    void shouldReadALongTextInParts_alikeInLength() throws Exception {
        Answer answer = encoded("word ".repeat(2 * MiniLm.MOST_PIECES + 4)).get(0);

        assertThat(answer.pieces).containsExactly(85, 85, 86);
        assertThat(answer.parts).extracting(part -> part.length).containsExactly(87 * WIDTH, 87 * WIDTH, 88 * WIDTH);
    }

    @Test
    void shouldAnswer_whenThereIsNothingToRead() throws Exception {
        Answer answer = encoded("").get(0);

        assertThat(answer.pieces).containsExactly(0);
        assertThat(answer.parts.get(0)).hasSize(2 * WIDTH);
    }

    @Test
    void shouldTellTheLanguage_amongThoseAskedFor() throws Exception {
        Languages languages = new Languages(List.of("en", "de", "fr", "es"));

        assertThat(languages.of("The export hangs and never finishes")).isEqualTo("en");
        assertThat(languages.of("Der Export hängt und wird nie fertig")).isEqualTo("de");
        assertThat(languages.of("L'export ne se termine jamais")).isEqualTo("fr");
        assertThat(languages.of("Nie fertig")).as("too short to tell").isEqualTo("en");
        assertThat(new Languages(List.of("zh", "en")).of("导出很慢，而且从来没有完成过，请修复这个问题"))
                .isEqualTo("zh");
    }

    @Test
    void shouldRefuseALanguage_thatItDoesNotKnow() {
        assertThatThrownBy(() -> new Languages(List.of("en", "xx"))).hasMessage("The language xx is not known");
    }

    private record Answer(String language, List<Integer> pieces, List<float[]> parts) {}

    private static List<Answer> encoded(String... texts) throws Exception {
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        try (DataOutputStream ask = new DataOutputStream(asked)) {
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                ask.writeInt(bytes.length);
                ask.write(bytes);
            }
        }
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try (MiniLm model = MiniLm.load();
                InputStream tokenizer = MiniLm.resource("all-minilm-l6-v2-q-tokenizer.json")) {
            new Encoder(WordPiece.read(tokenizer), model, new Languages(List.of("en")))
                    .serve(new ByteArrayInputStream(asked.toByteArray()), told);
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(told.toByteArray()));
        assertThat(in.readInt()).isEqualTo(Encoder.READY);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            byte[] answer = in.readNBytes(in.readInt());
            CRC32 sum = new CRC32();
            sum.update(answer);
            assertThat(in.readInt()).isEqualTo((int) sum.getValue());
            answers.add(read(new DataInputStream(new ByteArrayInputStream(answer))));
        }
        assertThat(in.read()).isEqualTo(-1);
        return answers;
    }

    private static Answer read(DataInputStream in) throws IOException {
        Answer answer = new Answer(in.readUTF(), new ArrayList<>(), new ArrayList<>());
        int parts = in.readInt();
        for (int part = 0; part < parts; part++) {
            int pieces = in.readInt();
            in.skipNBytes(pieces * 9L);
            float[] vectors = new float[(pieces + 2) * WIDTH];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = in.readFloat();
            }
            answer.pieces.add(pieces);
            answer.parts.add(vectors);
        }
        return answer;
    }

    private static float[] mean(Answer answer) {
        float[] vectors = answer.parts.get(0);
        float[] mean = new float[WIDTH];
        for (int i = 0; i < vectors.length; i++) {
            mean[i % WIDTH] += vectors[i];
        }
        return mean;
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double ones = 0;
        double others = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
            ones += one[i] * one[i];
            others += other[i] * other[i];
        }
        return product / Math.sqrt(ones * others);
    }
}
