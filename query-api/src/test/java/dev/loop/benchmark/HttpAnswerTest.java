package dev.loop.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {

    private static final String TOLD = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nLoop-Position: 1:7\r\n\r\nhello";
    private static final String CHUNKED =
            "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n0\r\n\r\n56789\r\n0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {TOLD, CHUNKED})
    void shouldKnowTheEnd_whenItComesByteByByte(String text) {
        HttpAnswer answer = new HttpAnswer();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(i > 0 && answer.complete()).as("after %d bytes", i).isFalse();
            answer.add(ByteBuffer.wrap(new byte[] {bytes[i]}));
        }
        assertThat(answer.complete()).isTrue();
        assertThat(answer.status()).isBetween(201, 202);
    }

    @ParameterizedTest
    @ValueSource(strings = TOLD)
    void shouldTellParts_whenComplete(String text) {
        HttpAnswer answer = new HttpAnswer();
        answer.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        assertThat(answer.complete()).isTrue();

        HttpAnswer copy = answer.copy();
        answer.clear();

        assertThat(copy.text()).isEqualTo("hello");
        assertThat(copy.header("loop-position")).contains("1:7");
        assertThat(copy.header("position")).isEmpty();
        assertThat(copy.headers()).contains(Map.entry("Loop-Position", "1:7"));
    }
}
