package dev.loop.connectors.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the attacks of receivers on senders, over real sockets, and the recorded attempts. */
@Timeout(60)
class HostileReceiversTest {

    private static final Duration DEADLINE = Duration.ofMillis(800);
    private static final Duration DIAL_DEADLINE = Duration.ofMillis(400);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final ClientSettings SETTINGS = ClientSettings.usual(AddressRules.allowing("127.0.0.0/8"), "test");

    /** Patient, so that a busy machine fails no test. */
    private static WebhookClient client;

    /** A client with short deadlines, for receivers that do not answer. */
    private static WebhookClient hasty;

    private static KeyStore selfSigned;

    @BeforeAll
    static void startClients() throws Exception {
        client = WebhookClient.start(SETTINGS, Clock.systemUTC());
        hasty = WebhookClient.start(SETTINGS.withDeadlines(DEADLINE, DIAL_DEADLINE), Clock.systemUTC());
        selfSigned = Certificates.selfSigned();
        // The first request loads classes, whose time must not count against a deadline.
        send(client, "http://127.0.0.1:1/");
    }

    @AfterAll
    static void closeClients() {
        client.close();
        hasty.close();
    }

    @Test
    void shouldTimeOut_whenHeadersDrip() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            for (char c : "HTTP/1.1 200 OK\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".toCharArray()) {
                connection.send(String.valueOf(c));
                connection.drip(Duration.ofMillis(100));
            }
        })) {
            WebhookAttempt attempt = send(hasty, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
            assertThat(attempt.getAmbiguous()).isTrue();
            assertThat(attempt.getStatus()).isEmpty();
            assertDuration(attempt, DEADLINE);
        }
    }

    @Test
    void shouldBeDelivered_whenTheBodyDripsAfterTheStatus() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            while (true) {
                connection.send("x");
                connection.drip(Duration.ofMillis(100));
            }
        })) {
            WebhookAttempt attempt = send(hasty, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(attempt.getStatus()).contains(200);
            assertThat(attempt.getResponseCut()).isTrue();
            assertThat(text(attempt)).matches("x{3,30}");
            assertDuration(attempt, DEADLINE);
        }
    }

    @Test
    void shouldReadNoMoreThanIsKept_whenTheBodyHasNoEnd() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                connection.send("1000\r\n" + "y".repeat(0x1000) + "\r\n");
            }
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(text(attempt)).isEqualTo("y".repeat(16 << 10));
            assertThat(attempt.getResponseCut()).isTrue();
            RawServer.Connection connection = server.connections().get(0);
            await().untilAsserted(() -> assertThat(connection.failure).isInstanceOf(IOException.class));
            assertThat(connection.bytesSent).as("what socket buffers take").isLessThan(32 << 20);
        }
    }

    @Test
    void shouldNotFollow_whenRedirected() throws Exception {
        try (RawServer elsewhere = RawServer.start(RawServer.Connection::awaitEnd);
                RawServer server = RawServer.start(connection -> {
                    connection.read();
                    connection.send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + elsewhere.port()
                            + "/latest/meta-data\r\nContent-Length: 0\r\n\r\n");
                    connection.awaitEnd();
                })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.HTTP_ERROR);
            assertThat(attempt.getStatus()).contains(302);
            assertThat(attempt.getResponseHeaders()).containsKey("location");
            assertThat(attempt.getError().orElseThrow()).contains("not followed");
            assertThat(elsewhere.connections()).isEmpty();
            assertThat(server.connections().get(0).requests).hasSize(1);
        }
    }

    @Test
    void shouldBeAmbiguous_whenResetAfterTheWholeRequest() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.reset();
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.CONNECTION_LOST);
            assertThat(attempt.getAmbiguous()).isTrue();
            assertThat(attempt.getError().orElseThrow()).contains("may have taken the event in");
        }
    }

    @Test
    void shouldNotBeAmbiguous_whenResetBeforeTheWholeRequest() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.socket.getInputStream().readNBytes(100);
            connection.reset();
        })) {
            // More than socket buffers take.
            String body = "\"" + "z".repeat(64 << 20) + "\"";
            WebhookAttempt attempt = client.send(Deliveries.endpoint(server.url()), Deliveries.dispatch(body))
                    .get(30, TimeUnit.SECONDS);

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.CONNECTION_LOST);
            assertThat(attempt.getAmbiguous()).isFalse();
        }
    }

    @Test
    void shouldBeDelivered_whenTheBodyIsGarbage() throws Exception {
        byte[] garbage = new byte[256];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = (byte) i;
        }
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("HTTP/1.1 200 d\u00e9j\u00e0 vu\r\nContent-Type: nonsense\r\nContent-Length: 256\r\n\r\n");
            connection.send(garbage);
            connection.awaitEnd();
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getError()).isEmpty();
            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(bytes(attempt)).isEqualTo(garbage);
            assertThat(attempt.getResponseCut()).isFalse();
        }
    }

    @Test
    void shouldBeAmbiguous_whenWhatComesIsNotHttp() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("SSH-2.0-OpenSSH_9.2p1\r\n\r\n");
            connection.awaitEnd();
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.CONNECTION_LOST);
            assertThat(attempt.getAmbiguous()).isTrue();
            assertThat(attempt.getError().orElseThrow()).contains("not HTTP").doesNotContain("400");
        }
    }

    @Test
    void shouldBeDelivered_whenInterimAnswersComeFirst() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);
            connection.awaitEnd();
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(attempt.getStatus()).contains(200);
            assertThat(text(attempt)).isEqualTo("ok");
        }
    }

    @Test
    void shouldTellTheOwner_whenTheCertificateIsSelfSigned() throws Exception {
        try (RawServer server = RawServer.startTls(Certificates.serving(selfSigned), RawServer.Connection::read);
                WebhookClient any = named("hooks.example.test", "127.0.0.1")) {
            WebhookAttempt attempt = send(any, server.url("https", "hooks.example.test"));

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.TLS_ERROR);
            assertThat(attempt.getAmbiguous()).isFalse();
            assertThat(attempt.getError().orElseThrow()).contains("certificate").contains("self-signed");
            assertThat(attempt.getAddress()).contains("127.0.0.1");
        }
    }

    @Test
    void shouldTellTheOwner_whenTheCertificateHasExpired() throws Exception {
        KeyStore expired = Certificates.expired();
        try (RawServer server = RawServer.startTls(Certificates.serving(expired), RawServer.Connection::read);
                WebhookClient trusting = WebhookClient.start(
                        SETTINGS.withNames(name -> List.of(InetAddress.getByName("127.0.0.1")))
                                .withTrust(Certificates.trusting(expired)),
                        Clock.systemUTC())) {
            WebhookAttempt attempt = send(trusting, server.url("https", "hooks.example.test"));

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.TLS_ERROR);
            assertThat(attempt.getError().orElseThrow()).contains("it has expired (NotAfter: ");
        }
    }

    @Test
    void shouldKeepHostAndServerName_whenTheCheckedAddressIsDialled() throws Exception {
        var serverNames = new CopyOnWriteArrayList<String>();
        try (RawServer server = RawServer.startTls(Certificates.serving(selfSigned), connection -> {
                    connection.read();
                    var session = (ExtendedSSLSession) ((SSLSocket) connection.socket).getSession();
                    session.getRequestedServerNames()
                            .forEach(name -> serverNames.add(new String(name.getEncoded(), StandardCharsets.UTF_8)));
                    connection.send(OK);
                    connection.awaitEnd();
                });
                WebhookClient trusting = WebhookClient.start(
                        SETTINGS.withNames(name -> List.of(InetAddress.getByName("127.0.0.1")))
                                .withTrust(Certificates.trusting(selfSigned)),
                        Clock.systemUTC())) {
            WebhookAttempt attempt = send(trusting, server.url("https", "hooks.example.test"));

            assertThat(attempt.getError()).isEmpty();
            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(serverNames).containsExactly("hooks.example.test");
            assertThat(server.connections().get(0).requests.get(0).header("Host"))
                    .isEqualTo("hooks.example.test:" + server.port());

            WebhookAttempt other = send(trusting, server.url("https", "other.example.test"));
            assertThat(other.getOutcome())
                    .as("a name that is not in the certificate")
                    .isEqualTo(AttemptOutcome.TLS_ERROR);
        }
    }

    @Test
    void shouldNotDecompress_whenAGzipBombComes() throws Exception {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 64; i++) {
                gzip.write(new byte[64 << 10]);
            }
        }
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n");
            connection.send(bomb.toByteArray());
            connection.awaitEnd();
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(server.connections().get(0).requests.get(0).header("Accept-Encoding"))
                    .isEqualTo("identity");
            assertThat(bytes(attempt)).isEqualTo(bomb.toByteArray());
        }
    }

    @Test
    void shouldTimeOut_whenAConnectionIsAcceptedAndNothingSaid() throws Exception {
        try (RawServer server = RawServer.start(RawServer.Connection::awaitEnd)) {
            WebhookAttempt plain = send(hasty, server.url());
            assertThat(plain.getOutcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
            assertThat(plain.getAmbiguous()).isTrue();
            assertDuration(plain, DEADLINE);

            WebhookAttempt tls = send(hasty, server.url("https", "127.0.0.1"));
            assertThat(tls.getOutcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
            assertThat(tls.getAmbiguous()).isFalse();
            assertThat(tls.getError().orElseThrow()).contains("TLS");
            assertDuration(tls, DIAL_DEADLINE);
            // The connection is not left behind.
            await().untilAsserted(() -> assertThat(server.connections()).allMatch(c -> c.socket.isClosed()));
        }
    }

    @Test
    void shouldTimeOut_whenTheHandshakeDrips() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            byte[] beginning = {22, 3, 3, 64, 0, 2, 0, 63, (byte) 252};
            connection.send(beginning);
            while (true) {
                connection.send("x");
                connection.drip(Duration.ofMillis(50));
            }
        })) {
            WebhookAttempt attempt = send(hasty, server.url("https", "127.0.0.1"));

            assertThat(attempt.getOutcome()).isIn(AttemptOutcome.TIMED_OUT, AttemptOutcome.TLS_ERROR);
            assertThat(attempt.getDurationMillis()).isLessThan(DEADLINE.toMillis());
            await().untilAsserted(() -> assertThat(server.connections()).allMatch(c -> c.socket.isClosed()));
        }
    }

    @Test
    void shouldTellHowLongToWait_whenThereAreTooManyRequests() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90));
        List<String> values = List.of("17", date, "soon");
        try (RawServer server = RawServer.start(connection -> {
            while (true) {
                connection.read();
                connection.send("HTTP/1.1 429 Too Many Requests\r\nRetry-After: "
                        + values.get(answered.getAndIncrement()) + "\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            WebhookAttempt seconds = send(client, server.url());
            assertThat(seconds.getStatus()).contains(429);
            assertThat(seconds.getOutcome()).isEqualTo(AttemptOutcome.HTTP_ERROR);
            assertThat(seconds.getRetryAfterMillis()).contains(17_000L);

            assertThat(send(client, server.url()).getRetryAfterMillis().orElseThrow())
                    .isCloseTo(90_000L, within(5_000L));
            assertThat(send(client, server.url()).getRetryAfterMillis()).isEmpty();
        }
    }

    @Test
    void shouldTellTheStatus_whenTheEndpointIsGone() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone");
            connection.awaitEnd();
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.HTTP_ERROR);
            assertThat(attempt.getStatus()).contains(410);
            assertThat(text(attempt)).isEqualTo("gone");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "168.63.129.16",
                "0.0.0.0",
                "::1",
                "fe80::1",
                "fd00:ec2::254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::808:808",
                "2002:a00:1::",
                "::ffff:10.0.0.1",
                "8.8.8.8,10.1.2.3"
            })
    void shouldNotDial_whenAnyAddressOfTheNameIsForbidden(String addresses) throws Exception {
        try (RawServer server = RawServer.start(RawServer.Connection::awaitEnd);
                WebhookClient named = named("hooks.example.test", addresses.split(","))) {
            WebhookAttempt attempt = send(named, server.url("http", "hooks.example.test"));

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.ADDRESS_FORBIDDEN);
            assertThat(attempt.getAmbiguous()).isFalse();
            assertThat(attempt.getError().orElseThrow()).contains("LOOP_ALLOW_PRIVATE_WEBHOOKS");
            assertThat(server.connections()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"})
    void shouldNotDial_whenTheUrlItselfSpellsAForbiddenAddress(String host) throws Exception {
        try (RawServer server = RawServer.start(RawServer.Connection::awaitEnd);
                WebhookClient strict = WebhookClient.start(
                        ClientSettings.usual(AddressRules.publicOnly(), "test").withDeadlines(DEADLINE, DIAL_DEADLINE),
                        Clock.systemUTC())) {
            WebhookAttempt attempt = send(strict, server.url("http", host));

            assertThat(attempt.getOutcome())
                    .isIn(
                            AttemptOutcome.ADDRESS_FORBIDDEN,
                            AttemptOutcome.NAME_NOT_RESOLVED,
                            AttemptOutcome.INVALID_REQUEST);
            assertThat(server.connections()).isEmpty();
        }
    }

    /** The name says something else each time it is asked, as an attacker's does. */
    @Test
    void shouldDialOnlyWhatWasChecked_whenTheNameIsBoundAnew() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (RawServer server = RawServer.start(connection -> {
                    while (true) {
                        connection.read();
                        connection.send(OK);
                    }
                });
                WebhookClient rebinding = WebhookClient.start(
                        SETTINGS.withNames(name -> List.of(
                                InetAddress.getByName(asked.getAndIncrement() % 2 == 0 ? "127.0.0.1" : "10.0.0.1"))),
                        Clock.systemUTC())) {
            String url = server.url("http", "hooks.example.test");

            WebhookAttempt first = send(rebinding, url);
            assertThat(first.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(first.getAddress()).contains("127.0.0.1");
            assertThat(asked).as("looked up once for one connection").hasValue(1);

            assertThat(send(rebinding, url).getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(server.connections()).as("the connection is used again").hasSize(1);
            assertThat(asked).hasValue(1);

            server.connections().get(0).socket.close();
            await().untilAsserted(() ->
                    assertThat(send(rebinding, url).getOutcome()).isEqualTo(AttemptOutcome.ADDRESS_FORBIDDEN));
        }
    }

    @Test
    void shouldSendToOthers_whenNamesAreSlow() throws Exception {
        var never = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
                    connection.read();
                    connection.send(OK);
                    connection.awaitEnd();
                });
                WebhookClient slow = WebhookClient.start(
                        SETTINGS.withDeadlines(Duration.ofSeconds(10), DIAL_DEADLINE)
                                .withNames(name -> {
                                    if (name.startsWith("slow")) {
                                        try {
                                            never.await();
                                        } catch (InterruptedException closed) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }
                                    return List.of(InetAddress.getByName("127.0.0.1"));
                                }),
                        Clock.systemUTC())) {
            for (int i = 0; i < 20; i++) {
                slow.send(Deliveries.endpoint("http://slow" + i + ".example.test/"), Deliveries.dispatch());
            }
            WebhookAttempt late = send(slow, "http://slow.example.test/");
            assertThat(late.getOutcome()).isEqualTo(AttemptOutcome.NAME_NOT_RESOLVED);
            assertDuration(late, DIAL_DEADLINE);
            assertThat(send(slow, server.url("http", "quick.example.test")).getOutcome())
                    .isEqualTo(AttemptOutcome.SUCCEEDED);
        }
    }

    @Test
    void shouldFail_whenNobodyListens() throws Exception {
        RawServer server = RawServer.start(RawServer.Connection::awaitEnd);
        server.close();

        WebhookAttempt attempt = send(client, server.url());

        assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.CONNECTION_FAILED);
        assertThat(attempt.getAddress()).contains("127.0.0.1");
        assertThat(attempt.getAmbiguous()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 204, 401, 407, 500, 503})
    void shouldTakeTheStatusAsItIs_whenOthersWouldActOnIt(int status) throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send("HTTP/1.1 " + status + " X\r\nWWW-Authenticate: Basic realm=x\r\nUpgrade: websocket\r\n"
                    + (status == 101 || status == 204 ? "" : "Content-Length: 0\r\n")
                    + (status == 101 ? "Connection: Upgrade\r\n\r\n" : "\r\n"));
            connection.awaitEnd();
        })) {
            WebhookAttempt attempt = send(client, server.url());

            assertThat(attempt.getOutcome())
                    .isEqualTo(status == 204 ? AttemptOutcome.SUCCEEDED : AttemptOutcome.HTTP_ERROR);
            assertThat(attempt.getStatus()).contains(status);
            assertThat(server.connections()).hasSize(1);
            assertThat(server.connections().get(0).requests).hasSize(1);
        }
    }

    @Test
    void shouldTimeOut_whenInterimAnswersHaveNoEnd() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            while (true) {
                connection.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
                connection.drip(Duration.ofMillis(20));
            }
        })) {
            WebhookAttempt attempt = send(hasty, server.url());

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
            assertThat(attempt.getAmbiguous()).isTrue();
        }
    }

    @Test
    void shouldNotSend_whenAnOwnHeaderWouldReplaceOurs() throws Exception {
        for (Map<String, String> headers : List.of(
                Map.of("loop-signature", "x"),
                Map.of("Webhook-Id", "x"),
                Map.of("Transfer-Encoding", "chunked"),
                Map.of("Host", "other"),
                Map.of("X-Split", "a\r\nX-More: b"))) {
            WebhookAttempt attempt = client.send(
                            Deliveries.endpoint("http://127.0.0.1:1/", headers), Deliveries.dispatch())
                    .get(10, TimeUnit.SECONDS);
            assertThat(attempt.getOutcome()).as(headers.toString()).isEqualTo(AttemptOutcome.INVALID_REQUEST);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ünïcode, /%C3%BCn%C3%AFcode",
        "/hooks?team=Zürich&k=%C3%A9, /hooks?team=Z%C3%BCrich&k=%C3%A9",
        "/x?t=Łódź, /x?t=%C5%81%C3%B3d%C5%BA",
        "/x?name=日本, /x?name=%E6%97%A5%E6%9C%AC",
        "/🔁, /%F0%9F%94%81",
        "/e\u0301, /e%CC%81"
    })
    void shouldPercentEncodeAsUtf8_whenTheUrlHasLettersBeyondAscii(String path, String sent) throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send(OK);
        })) {
            WebhookAttempt attempt = send(client, server.url().replace("/hooks", path));

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(server.connections().get(0).requests.get(0).head()).startsWith("POST " + sent + " HTTP/1.1\r\n");
        }
    }

    /** Receivers' libraries read them beside webhook-id and the like. */
    @Test
    void shouldLeaveOutHeadersOfTheStandardBefore_whenAnEndpointStillHasThem() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
            connection.read();
            connection.send(OK);
        })) {
            WebhookAttempt attempt = client.send(
                            Deliveries.endpoint(server.url(), Map.of("Svix-Id", "x", "X-Own", "y")),
                            Deliveries.dispatch())
                    .get(10, TimeUnit.SECONDS);

            assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.SUCCEEDED);
            assertThat(server.connections().get(0).requests.get(0).head())
                    .contains("X-Own: y")
                    .doesNotContainIgnoringCase("svix");
        }
    }

    private static WebhookClient named(String name, String... addresses) {
        return WebhookClient.start(
                SETTINGS.withNames(asked -> {
                    assertThat(asked).isEqualTo(name);
                    var all = new ArrayList<InetAddress>();
                    for (String address : addresses) {
                        all.add(InetAddress.getByName(address));
                    }
                    return all;
                }),
                Clock.systemUTC());
    }

    private static WebhookAttempt send(WebhookClient through, String url) {
        try {
            return through.send(Deliveries.endpoint(url), Deliveries.dispatch()).get(30, TimeUnit.SECONDS);
        } catch (Exception never) {
            throw new AssertionError("an attempt always has an end", never);
        }
    }

    private static void assertDuration(WebhookAttempt attempt, Duration expected) {
        assertThat(attempt.getDurationMillis()).isBetween(expected.toMillis() - 50, expected.toMillis() + 1_000);
    }

    private static byte[] bytes(WebhookAttempt attempt) {
        ByteBuffer body = attempt.getResponseBody().orElseThrow().duplicate();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }

    private static String text(WebhookAttempt attempt) {
        return new String(bytes(attempt), StandardCharsets.ISO_8859_1);
    }
}
