package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of webhooks that keeps everything and answers as it is told to. */
final class Inbox implements AutoCloseable {

    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(60);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Letter> letters = new CopyOnWriteArrayList<>();
    volatile int answer = 204;

    private Inbox(HttpServer server) {
        this.server = server;
    }

    static Inbox open() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
            var inbox = new Inbox(server);
            server.setExecutor(inbox.threads);
            server.createContext("/", inbox::take);
            server.start();
            return inbox;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hooks";
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            letters.add(new Letter(HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true), body));
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    List<Letter> letters() {
        return List.copyOf(letters);
    }

    /** The first that is meant. */
    Letter await(String what, Predicate<Letter> meant) {
        awaitCount(what, meant, 1);
        return letters.stream().filter(meant).findFirst().orElseThrow();
    }

    void awaitCount(String what, Predicate<Letter> meant, int count) {
        org.awaitility.Awaitility.await(what)
                .atMost(LONGEST_DELIVERY)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(letters.stream().filter(meant)).hasSizeGreaterThanOrEqualTo(count));
    }

    void forget() {
        letters.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** One request. */
    record Letter(HttpHeaders headers, byte[] body) {

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return LoopClient.JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns the id of the event's item. */
        String item() {
            return json().path("data").path("id").asText();
        }

        /** Checks the signature with the library of Standard Webhooks. */
        boolean isGoodStandard(String secret) {
            try {
                new Webhook(secret).verify(new String(body, StandardCharsets.UTF_8), headers);
                return true;
            } catch (WebhookVerificationException notGood) {
                return false;
            } catch (EmptyWebhookSecretException e) {
                throw new IllegalArgumentException(e);
            }
        }

        /** Checks the signature by the contract's own words: HMAC SHA-256 of the raw body with the secret, in hex. */
        boolean isSignedWith(String secret, String header) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(body)).equals(header(header));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
