package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.loop.api.ApiFixture.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedBodiesTest {

    private static final ApiFixture api = new ApiFixture();

    @AfterAll
    static void stop() {
        api.close();
    }

    private static byte[] packed(String encoding, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (encoding.equals("zstd")) {
            return Zstd.compress(bytes);
        }
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static Answer send(String path, String encoding, byte[] body) {
        return api.send("POST", path, ApiFixture.SECRET, body, "Content-Encoding", encoding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void shouldTakeOneAndMany_whenTheyAreCompressed(String encoding) {
        Answer one = send("/v1/feedback", encoding, packed(encoding, ApiFixture.item("u", "neutral", "")));
        assertThat(one.status()).as(one.body()).isEqualTo(201);
        String lines = IntStream.range(0, 2_000)
                .mapToObj(i -> ApiFixture.item("u" + i, "neutral", ""))
                .collect(Collectors.joining("\n"));
        Answer many = send("/v1/feedback/batch", encoding, packed(encoding, lines));
        assertThat(many.status()).as(many.body()).isEqualTo(202);
        assertThat(many.json().findValue("created").asInt()).isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void shouldSayTooLarge_whenMoreComesOutThanMayBe(String encoding) {
        String blank = " ".repeat(40 << 20);
        assertThat(send("/v1/feedback", encoding, packed(encoding, blank)).status())
                .isEqualTo(413);
        assertThat(send("/v1/feedback/batch", encoding, packed(encoding, blank + ApiFixture.item("u", "neutral", "")))
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void shouldSayNotCompressed_whenItIsNotOrBreaksOff(String encoding) {
        byte[] whole = packed(encoding, ApiFixture.item("u", "neutral", ""));
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        for (byte[] body : new byte[][] {half, "{}".getBytes(StandardCharsets.UTF_8)}) {
            Answer answer = send("/v1/feedback", encoding, body);
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        }
        assertThat(send("/v1/feedback", encoding, half).body()).contains("is not " + encoding);
        assertThat(send("/v1/feedback/batch", encoding, half).status()).isEqualTo(400);
    }

    @Test
    void shouldNameWhatIsRead_whenTheEncodingIsAnother() {
        Answer answer = send("/v1/feedback", "br", new byte[] {1, 2, 3});
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip, zstd");
    }
}
