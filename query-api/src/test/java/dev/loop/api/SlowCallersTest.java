package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.connection.CallerTimeouts;
import dev.loop.e2e.Pace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers who send or read slowly, or not at all, beside others who do. */
class SlowCallersTest {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final CallerTimeouts BRIEF = new CallerTimeouts(SHORT, 4 << 10, SHORT, 32 << 10, SHORT, 400, 4, 8);
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    /** More than there are threads. */
    private static final int MANY = 330;

    private static final String KEY = "Authorization: Bearer " + ApiFixture.PUBLISHABLE + "\r\n";
    private static final String SECRET = "Authorization: Bearer " + ApiFixture.SECRET + "\r\n";

    private final ApiFixture api = new ApiFixture(ApiSettings.of("127.0.0.1", 0, draft -> draft.timeouts = BRIEF));
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        api.close();
    }

    private Socket open() throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress("127.0.0.1", api.server.uri().getPort()));
        socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
        return socket;
    }

    private Socket open(String sent) throws IOException {
        Socket socket = open();
        send(socket, sent);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String head(String path, String more, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + more
                + "Content-Length: " + length + "\r\n\r\n";
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void assertOthersAreAnswered() {
        for (String path : List.of("/health/live", "/health/ready", "/metrics", "/v1/feedback?limit=1")) {
            long begin = System.nanoTime();
            assertThat(api.get(path).status()).as(path).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(path).isLessThan(AT_ONCE);
        }
        long begin = System.nanoTime();
        assertThat(api.post("/v1/feedback", ApiFixture.item("u", "neutral", "")).status())
                .isEqualTo(201);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
    }

    @ParameterizedTest
    @CsvSource({
        "/session, Origin: http://127.0.0.1",
        "/v1/feedback, X-Any: none",
        "/v1/feedback/batch, X-Any: none",
        "/v1/feedback/batch, Expect: 100-continue"
    })
    void shouldAnswerOthersAtOnce_whenMoreBodiesThanThreadsHardlyCome(String path, String header) throws Exception {
        for (int i = 0; i < MANY; i++) {
            open(head(path, KEY + header + "\r\n", 100_000) + "{");
        }
        assertOthersAreAnswered();
    }

    @Test
    void shouldAnswer408_whenABodyDripsForTooLong() throws Exception {
        Socket dripping = open(head("/v1/feedback", KEY, 1_000));
        var drip = new Thread(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    send(dripping, " ");
                    Pace.SLOW_PEER.restMillis(100);
                }
            } catch (IOException answered) {
                // The server breaks the connection, as the test expects.
            }
        });
        drip.start();
        assertThat(answer(dripping)).startsWith("HTTP/1.1 408").contains("#body-too-slow", "\"remedy\"");
        drip.interrupt();
        drip.join();
    }

    @Test
    void shouldGiveTheSlowestAPlaceAway_whenALongBodyIsToBeRead() throws Exception {
        Duration patient = Duration.ofMinutes(1);
        try (var other = new ApiFixture(ApiSettings.of(
                "127.0.0.1",
                0,
                draft -> draft.timeouts = new CallerTimeouts(patient, 1, patient, 1, patient, 400, 1, 8)))) {
            Map<Socket, String> answers = new LinkedHashMap<>();
            await().until(() -> {
                Socket next = new Socket("127.0.0.1", other.server.uri().getPort());
                sockets.add(next);
                answers.put(next, "");
                send(next, head("/v1/feedback/batch", SECRET + "Connection: close\r\n", 50_002) + " ".repeat(50_000));
                for (Map.Entry<Socket, String> one : answers.entrySet()) {
                    if (one.getValue().isEmpty()
                            && one.getKey().getInputStream().available() > 0) {
                        one.setValue(answer(one.getKey()));
                    }
                }
                return answers.values().stream().anyMatch(answer -> answer.startsWith("HTTP/1.1 408"));
            });
            for (Map.Entry<Socket, String> one : answers.entrySet()) {
                if (one.getValue().isEmpty()) {
                    send(one.getKey(), "[]");
                    one.setValue(answer(one.getKey()));
                }
            }
            assertThat(answers.values())
                    .anySatisfy(slow -> assertThat(slow).contains("#body-too-slow"))
                    .anySatisfy(refused -> assertThat(refused)
                            .startsWith("HTTP/1.1 503")
                            .contains("#too-many-bodies", "Retry-After: 1"))
                    .anySatisfy(taken -> assertThat(taken).startsWith("HTTP/1.1 202"));
        }
    }

    @Test
    void shouldSayNoKeyAtOnce_whenTheBodyHasNotCome() throws Exception {
        Socket nobody = open(head("/v1/feedback", "Connection: close\r\n", 1_000) + "{");
        nobody.setSoTimeout((int) AT_ONCE.toMillis());
        assertThat(answer(nobody)).startsWith("HTTP/1.1 401");
    }

    @Test
    void shouldSayTooLargeInTime_whenTheRestOfTheBodyHardlyComes() throws Exception {
        Socket large = open(head("/session", "Origin: http://127.0.0.1\r\n", 9_000_000) + " ".repeat(40_000));
        assertThat(answer(large)).startsWith("HTTP/1.1 413");
    }

    @Test
    void shouldCloseAConnection_whenItsHeadersDripForTooLong() throws Exception {
        Socket dripping = open("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Drip: ");
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    try {
                        send(dripping, "x");
                        return false;
                    } catch (IOException closed) {
                        return true;
                    }
                });
    }

    @Test
    void shouldAnswerOthersAtOnce_whenThereAreMoreConnectionsThanMayBe() throws Exception {
        for (int i = 0; i < BRIEF.mostConnections() * 2; i++) {
            open();
        }
        assertOthersAreAnswered();
        assertThat(sockets.get(0).getInputStream().read()).as("the oldest").isNegative();
    }

    @Test
    void shouldAnswerOthersAtOnce_whenMoreReadersThanThreadsDoNotRead() throws Exception {
        String lines = IntStream.range(0, 100)
                .mapToObj(i -> ApiFixture.item("u" + i, "neutral", "\"tag\":\"" + "t".repeat(60) + "\"")
                        .replace("said", "said ".repeat(1_500)))
                .collect(Collectors.joining("\n"));
        assertThat(api.post("/v1/feedback/batch", lines, "Content-Type", "application/x-ndjson")
                        .status())
                .isEqualTo(202);
        for (int i = 0; i < MANY; i++) {
            open("GET /v1/feedback?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + ApiFixture.SECRET
                    + "\r\n\r\n");
        }
        assertOthersAreAnswered();
        Answer all = api.get("/v1/feedback?limit=100");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.json().get("data")).hasSize(100);
    }
}
