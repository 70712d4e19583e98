package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loop.abuse.Wire.Answer;
import dev.loop.api.http.Scope;
import dev.loop.e2e.Pace;
import dev.loop.e2e.RunningLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A running Loop with targets: keys of every kind, a secret item, a webhook, a release. {@link #fill} puts their names
 * into the text of an attack.
 */
final class Scene {

    static final ObjectMapper JSON = new ObjectMapper();
    /** A text that only the owner's item has. */
    static final String SECRET_TEXT = "TheSecretOfTheOwner";
    /** The time is longer than any answer may take. */
    static final int PATIENCE_MILLIS = 12_000;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.+?)}}", Pattern.DOTALL);
    private static final Pattern REPEATED = Pattern.compile("(\\d+) x (.*)", Pattern.DOTALL);

    final RunningLoop loop;
    final Wire wire;
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    Scene(RunningLoop loop) {
        this.loop = loop;
        this.wire = new Wire(loop.address());
        keys.put("sk", RunningLoop.SECRET_KEY);
        keys.put("pk", RunningLoop.PUBLISHABLE_KEY);
        keys.put("unknown", "sk_that_nobody_ever_made0");
        values.put("host", wire.authority());
        values.put("sk", RunningLoop.SECRET_KEY);
        values.put("pk", RunningLoop.PUBLISHABLE_KEY);
        String item = "{\"user\":{\"id\":\"owner\"},\"message\":\"" + SECRET_TEXT + "\",\"sentiment\":\"neutral\","
                + "\"externalId\":\"zendesk:99\",\"metadata\":{\"account\":\"" + SECRET_TEXT + "\"}}";
        values.put("item", id(json("POST", "/v1/feedback", "sk", item)));
        json("PUT", "/v1/releases/1.0", "sk", "{\"releasedAt\":\"2026-06-01T00:00:00Z\"}");
        values.put(
                "webhook",
                id(json(
                        "POST",
                        "/v1/webhooks",
                        "sk",
                        "{\"url\":\"https://example.com/\",\"events\":[\"feedback.erased\"],\"enabled\":false}")));
        newKey("whole", Scope.EVERY);
        newPageKey("shop", "\"origins\":[\"https://shop.example.com\"],\"limits\":{\"keyDay\":1}");
        json("PUT", "/v1/accounts/vips", "sk", "{\"plan\":\"scale\",\"users\":[\"vip\"]}");
        json("POST", "/v1/user-secret/rotate", "sk", "{}");
        values.put("victimKeyId", id(newKey("victim", Scope.EVERY)));
        revoke(newKey("revoked", Scope.EVERY));
        for (Scope scope : Scope.values()) {
            values.put(
                    "keyId:" + scope.word(),
                    newKey(scope.word(), scope.word()).path("id").asText());
        }
    }

    private static String id(JsonNode made) {
        return made.path("id").asText();
    }

    /** Returns the data directory that Loop reports. */
    String data() {
        return loop.out().stream()
                .filter(line -> line.startsWith("The data is in"))
                .map(line -> line.substring("The data is in".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Makes a key that {@link #key} knows by this name. */
    JsonNode newKey(String name, String... scopes) {
        JsonNode made = json(
                "POST",
                "/v1/keys",
                "sk",
                JSON.createObjectNode()
                        .put("name", name)
                        .set("scopes", JSON.valueToTree(scopes))
                        .toString());
        keys.put(name, made.path("key").asText());
        return made;
    }

    private void newPageKey(String name, String rules) {
        String body = "{\"name\":\"" + name + "\",\"scopes\":[\"feedback:create\"]," + rules + "}";
        keys.put(name, json("POST", "/v1/keys", "sk", body).path("key").asText());
    }

    void revoke(JsonNode key) {
        assertThat(call("DELETE", "/v1/keys/" + id(key), "sk", "").status()).isEqualTo(204);
    }

    /** Returns the key of a name: {@code sk, pk, shop, unknown, revoked, whole} or the word of a scope. */
    String key(String name) {
        String key = keys.get(name);
        if (key == null) {
            throw new IllegalArgumentException("There is no key \"" + name + "\", only " + keys.keySet());
        }
        return key;
    }

    /** Makes a call with a key, or {@code none}; a body is JSON. */
    Answer call(String method, String path, String key, String body) {
        return call(method, path, key, body, Map.of());
    }

    Answer call(String method, String path, String key, String body, Map<String, String> more) {
        return asIs(method, fill(path), key, fill(body), more);
    }

    /** Makes a call as {@link #call}, with nothing filled in. */
    Answer asIs(String method, String path, String key, String body, Map<String, String> more) {
        var headers = new LinkedHashMap<String, String>();
        if (!key.equals("none")) {
            headers.put("Authorization", "Bearer " + key(key));
        }
        if (!body.isEmpty()) {
            headers.put("Content-Type", "application/json");
        }
        headers.putAll(more);
        return patiently(() ->
                wire.ask(method, fill(path), headers, fill(body).getBytes(StandardCharsets.UTF_8), PATIENCE_MILLIS));
    }

    /** Returns the answer of a call that must succeed. */
    JsonNode json(String method, String path, String key, String body) {
        Answer answer = call(method, path, key, body);
        assertThat(answer.status()).as("%s %s: %s", method, path, answer).isBetween(200, 299);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the cookie of a session that the key opened. */
    String signedInWith(String key) {
        Answer answer = signIn(key);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return cookie(answer);
    }

    Answer signIn(String key) {
        return call(
                "POST",
                "/session",
                "none",
                "{\"key\":\"" + key(key) + "\"}",
                Map.of("Origin", "http://" + wire.authority()));
    }

    static String cookie(Answer answer) {
        return answer.header("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    /** Makes a call as a page of the dashboard does. */
    Answer asBrowser(String method, String path, String cookie) {
        return call(method, path, "none", "", Map.of("Cookie", cookie, "Sec-Fetch-Site", "same-origin"));
    }

    /** Repeats a call that a limit refuses, since limits are not what is tested. */
    static Answer patiently(java.util.function.Supplier<Answer> call) {
        Answer answer = call.get();
        for (int i = 0; i < 20 && answer.status() == 429; i++) {
            int seconds = answer.header("Retry-After").map(Integer::parseInt).orElse(1);
            if (seconds > 10) {
                break;
            }
            Pace.RETRY_AFTER.restMillis(seconds * 1_000L);
            answer = call.get();
        }
        return answer;
    }

    /**
     * Replaces the names of targets: {@code {{item}}} is the id of the owner's item; {@code {{2000 x ab}}} is 2,000
     * times ab.
     */
    String fill(String text) {
        UnaryOperator<String> value = name -> {
            Matcher repeated = REPEATED.matcher(name);
            if (repeated.matches()) {
                return repeated.group(2).repeat(Integer.parseInt(repeated.group(1)));
            }
            String known = values.get(name);
            if (known == null) {
                throw new IllegalArgumentException("There is no {{" + name + "}}, only " + values.keySet());
            }
            return known;
        };
        return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value.apply(found.group(1))));
    }

    /** Checks both probes, as an orchestrator does. */
    void assertAliveWithin(int millis) {
        for (String probe : List.of("/health/live", "/health/ready")) {
            Answer answer = wire.ask("GET", probe, Map.of(), new byte[0], millis);
            assertThat(answer.status())
                    .as("%s within %s ms: %s", probe, millis, answer)
                    .isEqualTo(200);
        }
        assertThat(loop.alive()).isTrue();
    }

    /** Checks that a key of one scope gets nothing of another, whatever happened before. */
    void assertScopesHold() {
        Map<String, String> reads = Map.of(
                "/v1/feedback", "feedback:read",
                "/v1/accounts", "accounts:read",
                "/v1/releases", "releases:read",
                "/v1/webhooks", "webhooks:read",
                "/v1/webhooks/{{webhook}}/secret", "webhooks:secrets",
                "/v1/dead-letters", "dead-letters:read",
                "/registry/subjects", "schemas:read",
                "/v1/keys", "keys:read",
                "/v1/user-secret", "keys:secrets");
        reads.forEach((path, needed) -> {
            for (Scope scope : Scope.values()) {
                Answer answer = call("GET", path, scope.word(), "");
                boolean opens = scope.word().equals(needed);
                assertThat(answer.status())
                        .as("%s with %s: %s", path, scope.word(), answer)
                        .isEqualTo(opens ? 200 : 403);
                assertThat(opens || !answer.body().contains(SECRET_TEXT)).isTrue();
            }
        });
    }
}
