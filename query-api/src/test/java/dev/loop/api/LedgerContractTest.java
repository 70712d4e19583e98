package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same calls get the same answers on {@link InMemoryLoop}, which the other tests of the API use, and on the real
 * ledger and its stores. On both, the answer to a create with an ETag is the item as it is read back.
 */
class LedgerContractTest {

    private static final int CALLS = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whole lists: a page that is exactly full may have a cursor to an empty one, or none. */
    private static final List<String> READS = List.of(
            "/v1/feedback?limit=1000",
            "/v1/feedback?plan=scale&status=resolved&limit=1000",
            "/v1/sentiment?group_by=tag,plan&sort=-total",
            "/v1/sentiment/timeline?interval=day",
            "/v1/feedback?facets=tag,plan,source,sentiment,status&limit=1000",
            "/v1/accounts");

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldAnswerAlike_whenCallsAreRandom(long seed) {
        run(seed);
    }

    /** Makes other calls with each build. */
    @Test
    void shouldAnswerAlike_whenTheSeedIsNew() {
        run(System.nanoTime());
    }

    private void run(long seed) {
        try (var ledger = new DrivenLedger(directory.resolve("state"), ApiFixture.NOW);
                var real = new ApiFixture(ledger);
                var fake = new ApiFixture()) {
            new Both(fake, real, ledger, new Random(seed)).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("With seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** Makes each call on both. */
    private record Both(ApiFixture fake, ApiFixture real, DrivenLedger ledger, Random random) {

        void run() {
            for (int call = 0; call < CALLS; call++) {
                switch (random.nextInt(10)) {
                    case 0 -> account();
                    case 1, 2 -> change();
                    case 3 -> upsert();
                    case 4 -> command();
                    case 5 -> erase();
                    default -> create();
                }
                if (call % 50 == 0) {
                    READS.forEach(path -> call("GET", path, null));
                }
            }
            READS.forEach(path -> call("GET", path, null));
        }

        private void create() {
            ObjectNode item = item();
            Answer created = random.nextBoolean()
                    ? call("POST", "/v1/feedback", item.put("externalId", name()))
                    : call("POST", "/v1/feedback", item, "Idempotency-Key", name());
            if (created.status() < 300) {
                Answer read =
                        call("GET", "/v1/feedback/" + created.json().get("id").asText(), null);
                assertThat(created.body()).isEqualTo(read.body());
                assertThat(created.header("ETag")).isEqualTo(read.header("ETag"));
            }
        }

        private void upsert() {
            ObjectNode line = item().put("externalId", name());
            line.put(
                    "updatedAt",
                    ApiFixture.NOW.minusSeconds(random.nextInt(100)).toString());
            call(
                    "POST",
                    "/v1/feedback/batch?mode=upsert",
                    JSON.createArrayNode().add(line));
        }

        private void change() {
            ObjectNode change = JSON.createObjectNode();
            if (random.nextBoolean()) {
                change.put("status", of("open", "resolved"));
            }
            if (random.nextBoolean()) {
                change.put("tag", of("", "exports", "search"));
            }
            change.put("plan", of("", "free", "scale"));
            String[] headers = random.nextInt(3) > 0 ? new String[0] : new String[] {"If-Match", of("\"1\"", "\"2\"")};
            call("PATCH", "/v1/feedback/" + id(), change, headers);
        }

        private void erase() {
            call("DELETE", "/v1/feedback/" + id(), null);
        }

        private void account() {
            var account = JSON.createObjectNode().put("name", "Acme");
            if (random.nextInt(4) > 0) {
                account.put("plan", of("free", "scale"));
            }
            account.putArray("users").add(of("ann", "bob")).add(of("eve", "zoe"));
            call("PUT", "/v1/accounts/" + of("a", "b", "c"), account);
        }

        /** Sends a command past the API, as a producer may: with empty names, which are refused, and times to come. */
        private void command() {
            Create create = Create.newBuilder()
                    .setUserId(of("ann", "bob"))
                    .setMessage("m")
                    .setSentiment(Sentiment.POSITIVE)
                    .setTag(of("", "exports"))
                    .setPlan(of("", "scale"))
                    .setSource(of("", "zendesk"))
                    .setStatus(random.nextBoolean() ? Status.OPEN : Status.RESOLVED)
                    .setCreatedAt(ApiFixture.NOW.plusSeconds(random.nextInt(200) - 100))
                    .build();
            Update update = Update.newBuilder()
                    .setStatus(Status.RESOLVED)
                    .setTag(of("", "exports"))
                    .build();
            FeedbackCommand command = FeedbackCommand.newBuilder()
                    .setId(id())
                    .setProject("default")
                    .setAt(ApiFixture.NOW)
                    .setBody(random.nextBoolean() ? create : update)
                    .build();
            fake.loop.append(command);
            ledger.append(command);
            call("GET", "/v1/feedback/" + command.getId(), null);
        }

        private ObjectNode item() {
            ObjectNode item = JSON.createObjectNode().put("message", of("Export hangs", "", "größer"));
            item.putObject("user").put("id", of("ann", "bob", "eve"));
            item.put("sentiment", of("positive", "neutral", "negative"));
            // The clock of a caller may be ahead, within what is allowed.
            item.put(
                    "createdAt",
                    ApiFixture.NOW
                            .plus(Duration.ofMinutes(random.nextInt(2_000) - 1_996))
                            .toString());
            if (random.nextInt(3) == 0) {
                item.put("status", of("open", "resolved"));
            }
            maybe(item, "tag", "exports", "search");
            maybe(item, "plan", "free", "scale");
            maybe(item, "source", "zendesk", "web");
            return item;
        }

        private void maybe(ObjectNode item, String field, String... words) {
            if (random.nextBoolean()) {
                item.put(field, of(words));
            }
        }

        private String name() {
            return Integer.toString(random.nextInt(60));
        }

        private String id() {
            return FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, name());
        }

        private String of(String... words) {
            return words[random.nextInt(words.length)];
        }

        private Answer call(String method, String path, @Nullable JsonNode body, String... headers) {
            byte[] bytes = body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8);
            Answer one = fake.send(method, path, ApiFixture.SECRET, bytes, headers);
            Answer other = real.send(method, path, ApiFixture.SECRET, bytes, headers);
            String what = method + " " + path + " " + body;
            assertThat(other.status()).as(what).isEqualTo(one.status());
            if (one.status() < 400) {
                assertThat(other.body()).as(what).isEqualTo(one.body());
            }
            for (String header : List.of("ETag", "Loop-Position", "Location", "Idempotent-Replayed", "Link")) {
                assertThat(other.header(header)).as(header + " of " + what).isEqualTo(one.header(header));
            }
            return other;
        }
    }
}
