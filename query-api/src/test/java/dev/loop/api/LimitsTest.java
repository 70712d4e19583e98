package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.ApiFixture.Answer;
import dev.loop.api.limit.LimitSettings;
import dev.loop.connectors.webhook.address.AddressRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {

    private static final String ITEM = ApiFixture.item("u", "neutral", "");

    private final List<ApiFixture> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(ApiFixture::close);
    }

    @Test
    void shouldRefuseTheEleventh_whenAnAddressCallsTooOftenInAMinute() {
        ApiFixture api = behindProxy();

        Answer first = create(api, "203.0.113.7");
        assertThat(first.header("RateLimit-Policy"))
                .isEqualTo("\"address-minute\";q=10;w=60, \"address-hour\";q=60;w=3600");
        assertThat(first.header("RateLimit")).isEqualTo("\"address-minute\";r=9;t=60");
        for (int i = 1; i < 10; i++) {
            assertThat(create(api, "203.0.113.7").status()).isEqualTo(201);
        }
        Answer refused = create(api, "203.0.113.7");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        assertThat(refused.header("RateLimit")).isEqualTo("\"address-minute\";r=0;t=60");
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(refused.header("Access-Control-Expose-Headers")).contains("Retry-After", "RateLimit");
        assertThat(refused.json().get("type").asText()).endsWith("#rate-limited");

        assertThat(create(api, "203.0.113.8").status()).isEqualTo(201);
        // A secret key is not limited by address.
        assertThat(api.post("/v1/feedback", ITEM, "X-Forwarded-For", "203.0.113.7")
                        .status())
                .isEqualTo(201);
        api.clock.advance(Duration.ofMinutes(1));
        assertThat(create(api, "203.0.113.7").status()).isEqualTo(201);
    }

    @Test
    void shouldRefuseTheSixtyFirst_whenAnAddressCallsTooOftenInAnHour() {
        ApiFixture api = behindProxy();
        for (int i = 0; i < 60; i++) {
            assertThat(create(api, "203.0.113.7").status()).isEqualTo(201);
            if (i % 10 == 9) {
                api.clock.advance(Duration.ofMinutes(1));
            }
        }

        Answer refused = create(api, "203.0.113.7");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo(String.valueOf(54 * 60));
    }

    @Test
    void shouldCountOneSubscriber_whenManyAddressesAreOfOneNetwork() {
        ApiFixture api = behindProxy();
        for (int i = 0; i < 10; i++) {
            assertThat(create(api, "2001:db8:1:2::" + i).status()).isEqualTo(201);
        }
        assertThat(create(api, "2001:db8:1:2:ffff::1").status()).isEqualTo(429);
        assertThat(create(api, "2001:db8:1:3::1").status()).isEqualTo(201);
    }

    @Test
    void shouldReadWhatTrustedProxiesWrote_whenACallerWritesTheHeaderItself() {
        ApiFixture api = behindProxy();
        for (int i = 0; i < 10; i++) {
            // The caller pretends to be another one each time; the proxy, which is trusted, adds who called.
            assertThat(create(api, "198.51.100." + i + ", 203.0.113.7, 127.0.0.1")
                            .status())
                    .isEqualTo(201);
        }
        assertThat(create(api, "198.51.100.99, 203.0.113.7").status()).isEqualTo(429);
        assertThat(create(api, "nonsense, 203.0.113.7").status()).isEqualTo(429);
    }

    @Test
    void shouldNotReadTheHeader_whenNoProxyIsTrusted() {
        ApiFixture api = start(limits(List.of(), true, Optional.empty()));
        for (int i = 0; i < 10; i++) {
            assertThat(create(api, "198.51.100." + i).status()).isEqualTo(201);
        }
        assertThat(create(api, "198.51.100.99").status()).isEqualTo(429);
    }

    @Test
    void shouldNotCountThisMachine_whenNotAskedTo() {
        ApiFixture api = start(LimitSettings.USUAL);
        for (int i = 0; i < 15; i++) {
            api.clock.advance(Duration.ofSeconds(1));
            assertThat(create(api, "198.51.100.1").status()).isEqualTo(201);
        }
    }

    @Test
    void shouldRefuse_whenAKeyIsUsedTooOftenInASecond() {
        ApiFixture api = start(new LimitSettings(0, 0, 3, 0, 0, 0, 1024, List.of(), false, Optional.empty()));
        for (int i = 0; i < 3; i++) {
            assertThat(create(api, "").status()).isEqualTo(201);
        }
        Answer refused = create(api, "");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(api.post("/v1/feedback", ITEM).status()).isEqualTo(201);
        api.clock.advance(Duration.ofSeconds(1));
        assertThat(create(api, "").status()).isEqualTo(201);
    }

    @Test
    void shouldRefuseUntilMidnight_whenAKeyHasCreatedItsItemsOfTheDay(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("created-today");
        ApiFixture api = start(perDay(3, file));
        for (int i = 0; i < 2; i++) {
            assertThat(create(api, "").status()).isEqualTo(201);
        }
        // Refused calls are not counted.
        assertThat(api.send("POST", "/v1/feedback", ApiFixture.PUBLISHABLE, "{}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(422);

        // Nothing is closed: as after a kill.
        ApiFixture next = start(perDay(3, file));
        assertThat(create(next, "").status()).isEqualTo(201);
        Answer refused = create(next, "");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo(String.valueOf(12 * 3600));
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"day\";q=3;w=86400");
        assertThat(Files.readString(file)).startsWith("2026-07-01 0000000003 key_public");

        next.clock.advance(Duration.ofHours(12));
        assertThat(create(next, "").status()).isEqualTo(201);
        assertThat(Files.readString(file)).startsWith("2026-07-02 0000000001 key_public");
    }

    @Test
    void shouldStartAnew_whenTheFileOfTheDayIsDamaged(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("created-today");
        Files.write(file, new byte[] {(byte) 0xff, 0, 10, 13, 'x'});
        assertThat(create(start(perDay(3, file)), "").status()).isEqualTo(201);
        assertThat(Files.readString(file)).startsWith("2026-07-01 0000000001 key_public");
    }

    @Test
    void shouldSlowGuessesDown_whenAnAddressHasUsedManyUnknownKeys() {
        ApiFixture api = behindProxy();
        String known = "203.0.113.7";
        assertThat(api.get("/v1/keys", "X-Forwarded-For", known).status()).isEqualTo(200);
        for (int i = 0; i < 60; i++) {
            assertThat(guess(api, known, "sk_wrong").status()).isEqualTo(401);
        }

        Answer refused = guess(api, known, "sk_wrong");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        // A caller does not learn whether a guess is right, and callers from before are not affected.
        assertThat(guess(api, known, ApiFixture.OTHER).status()).isEqualTo(429);
        assertThat(guess(api, known, ApiFixture.SECRET).status()).isEqualTo(200);
        assertThat(guess(api, "203.0.113.8", ApiFixture.OTHER).status()).isEqualTo(200);
        api.clock.advance(Duration.ofMinutes(1));
        assertThat(guess(api, known, ApiFixture.OTHER).status()).isEqualTo(200);
    }

    @Test
    void shouldRefuse_whenAnAddressTriesToSignInTooOften() {
        ApiFixture api = behindProxy();
        String[] from = {"X-Forwarded-For", "203.0.113.7", "Origin", "http://127.0.0.1:" + api.server.port()};
        byte[] body = "{\"key\":\"sk_wrong\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 9; i++) {
            assertThat(api.send("POST", "/session", "", body, from).status()).isEqualTo(401);
        }
        assertThat(api.send("GET", "/sign-in?token=x", "", null, from).status()).isEqualTo(303);
        assertThat(api.send("POST", "/session", "", body, from).status()).isEqualTo(429);
        assertThat(api.send("GET", "/sign-in?token=x", "", null, from).status()).isEqualTo(429);
    }

    private static Answer guess(ApiFixture api, String address, String key) {
        return api.send("GET", "/v1/keys", key, null, "X-Forwarded-For", address);
    }

    private static Answer create(ApiFixture api, String address) {
        String[] headers = {"Origin", "https://shop.example", "X-Forwarded-For", address};
        return api.send(
                "POST",
                "/v1/feedback",
                ApiFixture.PUBLISHABLE,
                ITEM.getBytes(StandardCharsets.UTF_8),
                address.isEmpty() ? Arrays.copyOf(headers, 2) : headers);
    }

    private ApiFixture behindProxy() {
        return start(limits(List.of(AddressRange.parse("127.0.0.0/8")), false, Optional.empty()));
    }

    private static LimitSettings perDay(int most, Path file) {
        return new LimitSettings(0, 0, 0, most, 0, 0, 1024, List.of(), false, Optional.of(file));
    }

    private static LimitSettings limits(List<AddressRange> proxies, boolean loopback, Optional<Path> file) {
        LimitSettings usual = LimitSettings.USUAL;
        return new LimitSettings(
                usual.addressPerMinute(),
                usual.addressPerHour(),
                usual.keyPerSecond(),
                usual.keyPerDay(),
                usual.signInsPerMinute(),
                usual.wrongKeysPerMinute(),
                usual.publishableBytes(),
                proxies,
                loopback,
                file);
    }

    private ApiFixture start(LimitSettings limits) {
        var api = new ApiFixture(ApiSettings.of("127.0.0.1", 0, draft -> draft.limits = limits));
        started.add(api);
        return api;
    }
}
