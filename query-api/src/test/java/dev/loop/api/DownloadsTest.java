package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.table.Downloads;
import dev.loop.e2e.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that do not read, or hardly: each holds a place for a while, and none for ever. */
class DownloadsTest {

    private static final int MOST = 2;
    private static final Duration WAITING = Duration.ofSeconds(2);
    private static final long BYTES = 512 << 10;

    /** More than the buffers of both ends take. */
    private static final int ITEMS = 4_000;

    private static final int MESSAGE = 5_000;

    /** The bytes that a client's socket takes without being read. */
    private static final int SMALL = 16 << 10;

    private ApiFixture api;
    private final List<Socket> readers = new ArrayList<>();

    @BeforeEach
    void start() {
        api = new ApiFixture(
                ApiSettings.of("127.0.0.1", 0, draft -> draft.downloads = new Downloads.Limits(MOST, WAITING, BYTES)));
        var random = new Random(5);
        String body = IntStream.range(0, ITEMS)
                .mapToObj(i -> "{\"user\":{\"id\":\"u" + i + "\"},\"sentiment\":\"neutral\",\"message\":\""
                        + message(random) + "\"}")
                .collect(Collectors.joining("\n"));
        assertThat(api.post("/v1/feedback/batch", body, "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(202);
    }

    /** Nothing that compresses well. */
    private static String message(Random random) {
        byte[] bytes = new byte[MESSAGE / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket reader : readers) {
            reader.close();
        }
        api.close();
    }

    /** Asks for all items, and reads nothing. */
    private Socket ask(String format, int buffer) throws IOException {
        var socket = new Socket();
        readers.add(socket);
        socket.setReceiveBufferSize(buffer);
        socket.connect(new InetSocketAddress("127.0.0.1", api.server.uri().getPort()));
        socket.getOutputStream()
                .write(("GET /v1/feedback?format=" + format + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                                + ApiFixture.SECRET + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson", "parquet"})
    void shouldTurnAwayForAWhile_whenAsManyAreSentAsMayBe(String format) throws IOException {
        for (int i = 0; i < MOST; i++) {
            Socket reader = ask(format, SMALL);
            // The answer has begun.
            assertThat(reader.getInputStream().read()).isEqualTo('H');
        }

        Answer refused = api.get("/v1/feedback?format=" + format);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refused.json().get("detail").asText()).contains("limit=");
        assertThat(api.get("/v1/feedback?limit=10&format=" + format).status())
                .as("what is no long list needs no place")
                .isEqualTo(200);

        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(
                                api.get("/v1/feedback?format=" + format).status())
                        .as("those who do not read lose their places")
                        .isEqualTo(200));
    }

    @Test
    void shouldBreakOff_whenAReaderTakesAByteNowAndThen() throws Exception {
        Socket reader = ask("ndjson", SMALL);
        InputStream in = reader.getInputStream();
        long begin = System.nanoTime();
        long read = 0;
        while (System.nanoTime() - begin < WAITING.multipliedBy(3).toNanos()) {
            if (in.read() < 0) {
                break;
            }
            read++;
            Pace.SLOW_PEER.restMillis(5);
        }
        // The bytes under way are still there; then the answer ends, before the end of the list.
        try {
            read += in.readAllBytes().length;
        } catch (IOException reset) {
            // Broken off as well.
        }
        assertThat(read).isLessThan((long) ITEMS * MESSAGE);
    }

    @Test
    void shouldSendItAll_whenAReaderIsSlowButReads() throws Exception {
        InputStream in = ask("ndjson", 16 * SMALL).getInputStream();
        long read = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WAITING.multipliedBy(3).toNanos()) {
            // Four times the least.
            read += in.readNBytes((int) BYTES / 10).length;
            Pace.SLOW_PEER.rest(WAITING.dividedBy(40));
        }
        read += in.readAllBytes().length;
        assertThat(read).isGreaterThan((long) ITEMS * MESSAGE);
    }
}
