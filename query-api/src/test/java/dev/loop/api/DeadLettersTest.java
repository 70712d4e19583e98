package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final String COMMANDS = Topics.FEEDBACK_COMMANDS.name();

    private ApiFixture api;

    @BeforeEach
    void start() {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldShowTextAsTextAndBytesInBase64_whenListed() {
        api.deadLetters.add("malformed", COMMANDS, "<b>garbage</b>".getBytes(StandardCharsets.UTF_8));
        api.deadLetters.add("malformed", COMMANDS, new byte[] {0, (byte) 0xff, 3});
        api.deadLetters.add("malformed", COMMANDS, null);

        JsonNode data = api.get("/v1/dead-letters").json().get("data");
        assertThat(data).extracting(letter -> letter.get("id").asText()).containsExactly("0-2", "0-1", "0-0");
        assertThat(data.get(0).get("value").isNull()).isTrue();
        assertThat(data.at("/1/value").toString()).isEqualTo("{\"bytes\":3,\"base64\":\"AP8D\"}");
        assertThat(data.at("/2/value/text").asText()).isEqualTo("<b>garbage</b>");
        assertThat(data.at("/2/reason").asText()).isEqualTo("malformed");
        assertThat(data.at("/2/partition").asInt()).isOne();
        assertThat(data.at("/2/offset").asInt()).isEqualTo(7);
    }

    @Test
    void shouldGoOn_whenThereAreMoreThanAPage() {
        for (int i = 0; i < 5; i++) {
            api.deadLetters.add("malformed", COMMANDS, new byte[] {1});
        }
        JsonNode first = api.get("/v1/dead-letters?limit=3").json();
        JsonNode second = api.get(
                        "/v1/dead-letters?limit=3&cursor=" + first.get("next").asText())
                .json();
        assertThat(second.get("data"))
                .extracting(letter -> letter.get("id").asText())
                .containsExactly("0-1", "0-0");
        assertThat(second.has("next")).isFalse();
        assertThat(api.get("/v1/dead-letters?cursor=x").status()).isEqualTo(400);
        assertThat(api.get("/v1/dead-letters/0-0?format=csv").body()).contains("JSON alone");
        assertThat(api.get("/v1/dead-letters?format=json").status()).isEqualTo(200);
    }

    @Test
    void shouldShowSomeAlone_whenTheyAreAskedForByReason() {
        for (int i = 0; i < 3; i++) {
            api.deadLetters.add("malformed", COMMANDS, new byte[] {1});
            api.deadLetters.add("suspected-spam", COMMANDS, new byte[] {2});
            api.deadLetters.add("no-row", "feedback", new byte[] {3});
        }
        assertThat(ids("reason=suspected-spam")).containsExactly("0-7", "0-4", "0-1");
        assertThat(ids("reason=malformed&reason=no-row")).containsExactly("0-8", "0-6", "0-5", "0-3", "0-2", "0-0");
        assertThat(ids("reason=!suspected-spam")).isEqualTo(ids("reason=malformed&reason=no-row"));
        assertThat(ids("reason=none")).isEmpty();

        JsonNode first = api.get("/v1/dead-letters?reason=malformed&limit=2").json();
        assertThat(first.get("data")).hasSize(2);
        assertThat(ids("reason=malformed&cursor=" + first.get("next").asText())).containsExactly("0-0");
        assertThat(api.get("/v1/dead-letters?reason=suspected-spam&format=csv")
                        .body()
                        .lines())
                .hasSize(4);
        assertThat(api.get("/v1/dead-letters?reason=malformed&reason=!no-row").status())
                .isEqualTo(400);
    }

    private List<String> ids(String query) {
        return api.get("/v1/dead-letters?" + query).json().findValuesAsText("id");
    }

    @Test
    void shouldHoldEveryLetter_whenAskedForAFileWithoutALimit() {
        api.deadLetters.add("malformed", COMMANDS, new byte[] {1, 2, 3});
        for (int i = 0; i < 449; i++) {
            api.deadLetters.add("malformed", COMMANDS, "=1+1".getBytes(StandardCharsets.UTF_8));
        }

        Answer file = api.get("/v1/dead-letters", "Accept", "text/csv");
        List<String> lines = file.body().lines().toList();

        assertThat(file.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(file.header("Content-Disposition")).contains("dead-letters.csv");
        assertThat(file.header("Link")).isEmpty();
        assertThat(lines.get(0))
                .isEqualTo("id,at,reason,detail,topic,partition,offset,keyBytes,keyText,keyBase64,"
                        + "valueBytes,valueText,valueBase64,replayable,item,replayedAs");
        assertThat(lines).hasSize(451);
        assertThat(lines.get(1))
                .startsWith("0-449,")
                .contains(",malformed,why,feedback-commands,1,7,1,k,,4,'=1+1,,true,,");
        assertThat(lines.get(450)).startsWith("0-0,").contains(",3,,AQID,true,,");
        assertThat(api.get("/v1/dead-letters?format=ndjson&limit=2").body().lines())
                .hasSize(2);
    }

    @Test
    void shouldMakeOneItem_whenReplayedTwiceWithRepairedContent() {
        String id = api.deadLetters.add("malformed", COMMANDS, "{\"mesage\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(api.post("/v1/dead-letters/" + id + "/replay", "").status()).isEqualTo(422);

        String repaired = ApiFixture.item("u_1", "negative", "\"tag\":\"exports\"");
        Answer taken = api.post("/v1/dead-letters/" + id + "/replay", repaired);
        Answer again = api.post("/v1/dead-letters/" + id + "/replay", ApiFixture.item("u_2", "neutral", ""));

        assertThat(taken.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().get("id")).isEqualTo(taken.json().get("id"));
        assertThat(api.get("/v1/sentiment").json().at("/total/total").asInt()).isOne();
        assertThat(api.get("/v1/dead-letters/" + id).json().get("replayedAs"))
                .isEqualTo(taken.json().get("id"));
    }

    @Test
    void shouldTakeItInAsItWasMeant_whenTheCommandCanBeRead() {
        String id = api.deadLetters.add("wrong-key", COMMANDS, encoded("default", Sentiment.NEGATIVE));
        assertThat(api.get("/v1/dead-letters/" + id).json().at("/item/message").asText())
                .isEqualTo("said");
        Answer taken = api.post("/v1/dead-letters/" + id + "/replay", "");
        assertThat(taken.status()).isEqualTo(201);
        assertThat(taken.json().get("metadata").toString()).isEqualTo("{\"os\":\"mac\"}");
        assertThat(taken.json().get("createdAt").asText()).isEqualTo("2026-06-30T12:00:00Z");

        String unknown = api.deadLetters.add("invalid", COMMANDS, encoded("default", Sentiment.UNKNOWN));
        assertThat(api.post("/v1/dead-letters/" + unknown + "/replay", "")
                        .json()
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("sentiment");
    }

    @Test
    void shouldRefuse_whenItIsNotOfAnItemOrTheKeyMayNot() {
        String webhook = api.deadLetters.add("malformed", Topics.WEBHOOK_COMMANDS.name(), new byte[] {1});
        String bytes = api.deadLetters.add("malformed", COMMANDS, new byte[] {1});
        assertThat(api.post("/v1/dead-letters/" + webhook + "/replay", "")
                        .json()
                        .get("type")
                        .asText())
                .endsWith("#not-replayable");
        assertThat(api.post("/v1/dead-letters/" + bytes + "/replay", "").status())
                .isEqualTo(409);
        assertThat(api.post("/v1/dead-letters/0-99/replay", "").status()).isEqualTo(404);
        assertThat(api.send("GET", "/v1/dead-letters", ApiFixture.PUBLISHABLE, null)
                        .status())
                .isEqualTo(403);
        assertThat(api.send("POST", "/v1/dead-letters/" + bytes + "/replay", ApiFixture.READER, new byte[0])
                        .status())
                .isEqualTo(403);
    }

    @Test
    void shouldShowALetterToItsProjectOnly_whenItNamesOne() {
        String other = api.deadLetters.add("wrong-key", COMMANDS, encoded("other", Sentiment.NEGATIVE));
        String nobodys = api.deadLetters.add("malformed", COMMANDS, new byte[] {1});
        assertThat(api.get("/v1/dead-letters").json().get("data"))
                .extracting(letter -> letter.get("id").asText())
                .containsExactly(nobodys);
        assertThat(api.get("/v1/dead-letters/" + other).status()).isEqualTo(404);
        assertThat(api.send("GET", "/v1/dead-letters", ApiFixture.OTHER, null)
                        .json()
                        .get("data"))
                .extracting(letter -> letter.get("id").asText())
                .containsExactly(other);
    }

    private static byte[] encoded(String project, Sentiment sentiment) {
        Create create = Create.newBuilder()
                .setUserId("u_1")
                .setMessage("said")
                .setSentiment(sentiment)
                .setStatus(Status.OPEN)
                .setCreatedAt(Instant.parse("2026-06-30T12:00:00Z"))
                .setMetadata(Map.of("os", "mac"))
                .build();
        var command = new FeedbackCommand(FeedbackId.random(), project, ApiFixture.NOW, "outside", null, create);
        return ApiFixture.COMMANDS.serializer().serialize(COMMANDS, command);
    }
}
