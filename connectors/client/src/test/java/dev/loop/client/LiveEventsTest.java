package dev.loop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loop.client.EventParser.Frame;
import dev.loop.client.model.Event;
import dev.loop.client.query.StreamQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LiveEventsTest {

    /** One connection of a stream: what it sends, and whether it ends then or is silent. */
    private record Script(int status, String text, boolean ends) {}

    private static Script silent(String... frames) {
        return new Script(200, String.join("", frames), false);
    }

    private static Script ending(String... frames) {
        return new Script(200, String.join("", frames), true);
    }

    private static String frame(int number) {
        return "id: c" + number + "\nevent: feedback.created\ndata: {\"id\":\"evt_" + number
                + "\",\"type\":\"feedback.created\",\"createdAt\":\"2026-06-19T14:02:11Z\",\"data\":{\"id\":\"fb_"
                + number
                + "\"}}\n\n";
    }

    /** Plays a script for each connection, the last one for all that follow. */
    private static final class Streaming implements AutoCloseable {
        final List<String> asked = new CopyOnWriteArrayList<>();
        private final List<Script> scripts;
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Streaming(Script... scripts) {
            this.scripts = List.of(scripts);
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", this::answer);
            server.setExecutor(threads);
            server.start();
        }

        private synchronized Script next(HttpExchange exchange) {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Last-Event-ID"));
            return scripts.get(Math.min(asked.size(), scripts.size()) - 1);
        }

        private void answer(HttpExchange exchange) throws IOException {
            Script script = next(exchange);
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(script.status(), 0);
            OutputStream out = exchange.getResponseBody();
            out.write(script.text().getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (script.ends()) {
                exchange.close();
            }
        }

        Loop loop() {
            return Loop.builder()
                    .apiKey("sk_test")
                    .baseUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .options(options -> options.backoff(Duration.ofMillis(10), Duration.ofMillis(50)))
                    .build();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void shouldGoOnWhereItEnded_whenAConnectionEndsOrIsSilentOrRefused() {
        try (Streaming server = new Streaming(
                        ending("id: c0\nevent: open\ndata: {}\n\n", frame(1)),
                        silent(frame(2)),
                        new Script(503, "{}", true),
                        ending(frame(3).substring(0, 40)),
                        silent("id: c3\nevent: gap\ndata: {}\n\n", frame(4)));
                LiveEvents events =
                        server.loop().stream(new StreamQuery().tag("exports").silence(Duration.ofSeconds(2)))) {
            List<String> seen = new ArrayList<>();
            for (Event event : events) {
                seen.add(event.item().map(item -> item.id()).orElse(event.type()));
                if (event.type().equals("feedback.created") && event.id().equals("evt_4")) {
                    assertThat(event.cursor()).isEqualTo("c4");
                    break;
                }
            }
            assertThat(seen).containsExactly("open", "fb_1", "fb_2", "gap", "fb_4");
            String path = "/v1/stream?tag=exports ";
            assertThat(server.asked).containsExactly(path + "null", path + "c1", path + "c2", path + "c2", path + "c2");
        }
    }

    @Test
    void shouldFail_whenGoingOnCannotHelp() {
        try (Streaming server = new Streaming(ending(frame(1)), new Script(401, "{}", true));
                LiveEvents events = server.loop().stream(new StreamQuery())) {
            assertThat(events.next().cursor()).isEqualTo("c1");
            assertThatThrownBy(events::next).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void shouldFail_whenAsManyConnectionsAsAllowedBringNothing() {
        try (Streaming server = new Streaming(ending(""));
                LiveEvents events = server.loop().stream(new StreamQuery().reconnects(1))) {
            assertThatThrownBy(events::next).hasMessageContaining("ended 2 times");
            assertThat(server.asked).hasSize(2);
        }
    }

    @Test
    void shouldEnd_whenAnotherThreadClosesIt() throws Exception {
        try (Streaming server = new Streaming(silent(frame(8)))) {
            LiveEvents events = server.loop().stream(new StreamQuery().after("c7"));
            assertThat(events.next().cursor()).isEqualTo("c8");
            CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(events::hasNext);
            Awaitility.await().during(Duration.ofMillis(100)).until(() -> !more.isDone());
            events.close();
            assertThat(more.get(10, TimeUnit.SECONDS)).isFalse();
            assertThat(server.asked).containsExactly("/v1/stream c7");
        }
    }

    @Test
    void shouldReadTheSameEvents_whereverTheBytesAreSplit() {
        byte[] bytes = (": comment\r\nid: 1\r\nevent: a\r\ndata: ä🎉\r\ndata:  two\r\n\r\n"
                        + "data\r\rid: x\0y\revent:b\rdata:{\"x\":1}\r\r"
                        + "id\nretry: 10\nunknown: field\ndata: last\n\nid: 9\ndata: cut off")
                .getBytes(StandardCharsets.UTF_8);
        for (int size : List.of(1, 2, 3, 7, 1000)) {
            EventParser parser = new EventParser();
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < bytes.length; i += size) {
                frames.addAll(parser.read(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size))));
            }
            assertThat(frames)
                    .as("parts of " + size)
                    .containsExactly(
                            new Frame("1", "a", "ä🎉\n two"),
                            new Frame("1", "message", ""),
                            new Frame("1", "b", "{\"x\":1}"),
                            new Frame("", "message", "last"));
        }
    }

    @Test
    void shouldStop_whenAnEventHasNoEnd() {
        EventParser parser = new EventParser();
        byte[] part = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        parser.read(part);
                    }
                })
                .hasMessageContaining("4 MiB");
    }
}
