package dev.loop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loop.client.model.BatchResult;
import dev.loop.client.model.FeedbackItem;
import dev.loop.client.model.Json;
import dev.loop.client.model.NewFeedback;
import dev.loop.client.model.Page;
import dev.loop.client.model.Sentiment;
import dev.loop.client.model.SentimentTable;
import dev.loop.client.query.BatchQuery;
import dev.loop.client.query.ListQuery;
import dev.loop.client.query.SentimentQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent, and what is made of the answers. */
class AnswersTest {

    private record Reply(int status, String text) {}

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> positions = new CopyOnWriteArrayList<>();
    private Function<String, Reply> replies = target -> new Reply(200, "{}");
    private HttpServer server;
    private Loop loop;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        loop = Loop.builder()
                .apiKey("sk_test")
                .baseUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/")
                .readYourWrites()
                .build();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String target = exchange.getRequestURI().toString();
            asked.add(exchange.getRequestMethod() + " " + target + (body.length() > 1_000 ? "" : " " + body));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            positions.add(String.valueOf(exchange.getRequestHeaders().getFirst("Loop-Position")));
            Reply reply = replies.apply(
                    target.contains("batch") ? String.valueOf(body.lines().count()) : target);
            byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("Loop-Position", asked.size() % 2 + ":" + asked.size());
            exchange.sendResponseHeaders(reply.status(), text.length);
            exchange.getResponseBody().write(text);
        }
    }

    @Test
    void shouldFollowNext_whenPagesAreShortOrEmpty() {
        replies = target -> new Reply(
                200,
                target.endsWith("cursor=a")
                        ? "{\"data\":[],\"next\":\"b c\"}"
                        : target.endsWith("cursor=b%20c")
                                ? "{\"data\":[{\"id\":\"2\"},{\"id\":\"3\"}],\"asOf\":{\"position\":\"0:1\",\"complete\":true}}"
                                : "{\"data\":[{\"id\":\"1\"}],\"next\":\"a\",\"facets\":{\"total\":3,\"tag\":{\"values\":[],\"other\":0}}}");
        Listing<FeedbackItem> list = loop.feedback()
                .list(new ListQuery().tag("!x", "y").notPlan("free").limit(1));
        assertThat(asked).isEmpty();

        Iterator<FeedbackItem> items = list.iterator();
        assertThat(items.next().id()).isEqualTo("1");
        assertThat(asked).containsExactly("GET /v1/feedback?tag=%5C%21x&tag=y&plan=%21free&limit=1 ");
        assertThat(items.next().id()).isEqualTo("2");
        assertThat(items.next().id()).isEqualTo("3");
        assertThat(items.hasNext()).isFalse();
        assertThat(asked).hasSize(3);

        Page<FeedbackItem> page = list.firstPage();
        assertThat(page.facets().total()).isEqualTo(3);
        assertThat(page.facets().plan()).isNull();
        assertThat(list.pages()).hasSize(3);
    }

    @Test
    void shouldKeepWhatItDoesNotKnow_whenTheServerIsNewer() throws JsonProcessingException {
        String item = """
            {"id":"fb_1","user":{"id":"u","vip":true},"sentiment":"mixed","createdAt":"2026-06-19T14:02:11.123Z",
             "revision":7,"later":{"a":[1]}}\
            """;
        replies = target -> new Reply(
                200,
                target.contains("sentiment")
                        ? "{\"rows\":[{\"metadata.browser\":\"Firefox\",\"tag\":null,\"total\":3,\"negativeShare\":null,"
                                + "\"start\":\"2026-06-19T00:00:00+02:00\"}],\"groups\":1}"
                        : item);
        FeedbackItem read = loop.feedback().get("fb_1");
        assertThat(read.sentiment()).isNotEqualTo(Sentiment.NEGATIVE).hasToString("mixed");
        assertThat(read.more().get("later").at("/a/0").asInt()).isEqualTo(1);
        assertThat(read.user().more().get("vip").asBoolean()).isTrue();
        assertThat(read.createdAt()).isEqualTo(Instant.parse("2026-06-19T14:02:11.123Z"));
        JsonNode written = Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(read));
        assertThat(written).isEqualTo(Json.MAPPER.readTree(item));

        SentimentTable table = loop.sentiment().query(new SentimentQuery().groupBy("tag", "metadata.How, why?"));
        assertThat(asked.get(1)).contains("group_by=tag&group_by=metadata.How%5C%2C+why%3F");
        assertThat(table.rows().get(0).more().get("metadata.browser").asText()).isEqualTo("Firefox");
        assertThat(table.rows().get(0).start()).hasToString("2026-06-19T00:00+02:00");
        assertThat(table.rows().get(0).more()).hasSize(1);
        assertThat(table.more()).isEmpty();
    }

    @Test
    void shouldSendAllThatIsSet_whenAnItemIsCreated() throws JsonProcessingException {
        replies = target -> new Reply(201, "{\"id\":\"fb_1\"}");
        Instant time = Instant.parse("2026-06-19T14:02:11Z");
        loop.feedback()
                .create(NewFeedback.of("u_42", "Grüße")
                        .user("email", "a@b.example")
                        .userHash("00ff")
                        .rating(9, 10)
                        .sentiment(Sentiment.POSITIVE)
                        .source("zendesk")
                        .tag("exports")
                        .tags("a", "b")
                        .plan("scale")
                        .createdAt(time)
                        .age(Duration.ofMinutes(1))
                        .metadata("browser", "Firefox")
                        .consent(true)
                        .externalId("z:1"));
        assertThat(Json.MAPPER.readTree(asked.get(0).substring(asked.get(0).indexOf('{'))))
                .isEqualTo(Json.MAPPER.readTree("""
                    {"user":{"id":"u_42","email":"a@b.example"},"message":"Grüße","userHash":"00ff",
                     "rating":{"value":9,"of":10},"sentiment":"positive","source":"zendesk","tag":"exports",
                     "tags":["a","b"],"plan":"scale","createdAt":"2026-06-19T14:02:11Z","ageSeconds":60,
                     "metadata":{"browser":"Firefox"},"consent":true,"externalId":"z:1"}\
                    """));
    }

    @Test
    void shouldCutTheBatch_whenItIsLongerThanARequestMayBe() {
        replies = lines -> new Reply(
                202,
                "{\"lines\":" + lines + ",\"created\":" + lines
                        + ",\"results\":[{\"line\":2,\"status\":\"created\"}]}");
        NewFeedback item = NewFeedback.of("u", "m");
        BatchResult result = loop.with(options -> options.idempotencyKey("k"))
                .feedback()
                .batch(() -> IntStream.range(0, 100_001).mapToObj(i -> item).iterator(), new BatchQuery().backfill());
        assertThat(result.lines()).isEqualTo(100_001);
        assertThat(result.created()).isEqualTo(100_001);
        assertThat(result.results()).extracting(BatchResult.Line::line).containsExactly(2L, 50_002L, 100_002L);
        assertThat(keys).containsExactly("k", "k.2", "k.3");
        assertThat(asked.get(0)).startsWith("POST /v1/feedback/batch?backfill=true");

        asked.clear();
        String text = "x".repeat(1 << 20);
        loop.feedback()
                .batch(() -> IntStream.range(0, 40)
                        .mapToObj(i -> NewFeedback.of("u", text))
                        .iterator());
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldTellWhatWasDone_whenABatchBreaksOff() {
        replies = lines -> new Reply(
                lines.equals("50000") ? 202 : 413,
                lines.equals("50000")
                        ? "{\"lines\":50000,\"created\":50000,\"results\":[]}"
                        : "{\"type\":\"/docs/problems#too-large\",\"lines\":1,\"created\":1,"
                                + "\"results\":[{\"line\":1,\"status\":\"created\"}]}");
        var failure = catchThrowableOfType(
                ApiException.class,
                () -> loop.feedback()
                        .batch(() -> IntStream.range(0, 50_002)
                                .mapToObj(i -> NewFeedback.of("u", "m"))
                                .iterator()));
        assertThat(failure.batch().orElseThrow().created()).isEqualTo(50_001);
        assertThat(failure.batch().orElseThrow().results())
                .extracting(BatchResult.Line::line)
                .containsExactly(50_001L);
        assertThat(failure.idempotencyKey()).contains(keys.get(0));
    }

    @Test
    void shouldPassOnThePositionOfWrites_whenItReads() {
        replies = target -> new Reply(200, "{\"id\":\"fb_1\"}");
        loop.feedback().get("fb_1");
        loop.feedback().create(NewFeedback.of("u", "m"));
        Answer<FeedbackItem> second =
                loop.withResponse(client -> client.feedback().resolve("fb_1"));
        loop.feedback().get("fb_1");
        loop.with(options -> options.position("0:7")).feedback().get("fb_1");
        assertThat(second.position()).contains("1:3");
        assertThat(positions).containsExactly("null", "null", "null", "0:2,1:3", "0:7");
        assertThat(loop.position()).contains("0:2,1:3");
    }

    @Test
    void shouldNotTakeItForAnAnswer_whenTheJsonIsOfAnotherKind() {
        replies = target -> new Reply(200, "[1]");
        assertThatThrownBy(() -> loop.feedback().get("fb_1"))
                .isExactlyInstanceOf(LoopException.class)
                .hasMessageContaining("does not answer as Loop does");
        assertThat(asked).hasSize(1);
    }
}
