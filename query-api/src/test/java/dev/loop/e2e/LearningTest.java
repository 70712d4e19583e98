package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.key.KeyFactory;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.learn.Trainer;
import dev.loop.connectors.log.KafkaControlTable;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What people say of sentiments becomes a model, that judges once it is switched on, and leaves it when an item is erased.
 * A trainer of its own runs beside the program; an analyst's judgements are played.
 */
@ExtendWith(SharedLoop.class)
class LearningTest {

    private static final String PROJECT = "learning";
    private static final String KEY = "sk_of_a_learning_project";
    private static final int ITEMS = 22;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Random RANDOM = new Random(20_261_201L);

    private final RunningLoop loop;

    LearningTest(RunningLoop loop) {
        this.loop = loop;
    }

    @Test
    void shouldLearnFromWhatPeopleSay_andForgetWhatIsErased() throws InterruptedException {
        LoopClient client = new LoopClient(loop.address(), KEY);
        try (Outsider outsider = new Outsider(loop);
                SchemaRegistryClient registry = outsider.registry();
                KafkaControlTable<ModelEntry> table =
                        new KafkaControlTable<>(loop.kafka(), Topics.MODELS, WireSerdes.of(Topics.MODELS, registry))) {
            var keys = List.of(KeyFactory.stored(KEY, "secret", Instant.now()));
            Project project = new Project(
                    PROJECT,
                    "Learning",
                    null,
                    keys,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    List.of(),
                    null,
                    List.of(),
                    null,
                    null);
            outsider.send(Topics.PROJECTS, null, PROJECT, outsider.encode(Topics.PROJECTS, project));
            await().atMost(PATIENCE).until(() -> client.get("/v1/models").status() == 200);
            assertThat(table.awaitReady(PATIENCE)).isTrue();
            List<String> ids = labelled(client, outsider);
            ModelBook book = new ModelBook(table, SentimentModel.prior());
            try (Trainer trainer = Trainer.start(loop.kafka(), book, registry, Clock.systemUTC())) {
                String learnt = awaitModel(client, ITEMS, "");
                assertThat(trainer.healthy()).isTrue();
                JsonNode model = client.get("/v1/models/" + learnt).expect(200).json();
                assertThat(model.at("/labels/confirmed").asInt()).isEqualTo(ITEMS / 2);
                assertThat(model.at("/labels/corrected").asInt()).isEqualTo(ITEMS / 2);
                client.post("/v1/models/" + learnt + "/activate", "{}").expect(200);

                client.delete("/v1/feedback/" + ids.get(0)).expect(204);

                String left = awaitModel(client, ITEMS - 1, learnt);
                assertThat(client.get("/v1/models").json().get("active").asText())
                        .as("it stands for the one that had learnt from the item")
                        .isEqualTo(left);
                client.get("/v1/models/" + learnt).expect(404);
                assertThat(labels(outsider))
                        .hasSize(ITEMS - 1)
                        .allSatisfy(label -> assertThat(label.getId()).isNotEqualTo(ids.get(0)));
            }
        }
    }

    /** Has items judged by a played analyst, and says of half of them that it is right and of half that it is not. */
    private static List<String> labelled(LoopClient client, Outsider outsider) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            String id = client.post(
                            "/v1/feedback",
                            "{\"user\":{\"id\":\"u1\"},\"message\":\"Item number " + i + "\",\"tag\":\"exports\"}")
                    .expect(201)
                    .json()
                    .get("id")
                    .asText();
            ids.add(id);
            FeedbackCommand judged = FeedbackCommand.newBuilder()
                    .setId(id)
                    .setProject(PROJECT)
                    .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                    .setBody(Judge.newBuilder()
                            .setIfRevision(new ReadRevision(1L))
                            .setSentiment(Sentiment.POSITIVE)
                            .setSure(0.7f)
                            .setLanguage("en")
                            .setVersion("open-2")
                            .setVector(MeaningVector.bytes(
                                    RANDOM.doubles(MeaningVector.WIDTH, -1, 1).toArray()))
                            .build())
                    .build();
            outsider.send(Topics.FEEDBACK_COMMANDS, null, id, outsider.encode(Topics.FEEDBACK_COMMANDS, judged));
        }
        for (int i = 0; i < ITEMS; i++) {
            String path = "/v1/feedback/" + ids.get(i);
            await().atMost(PATIENCE)
                    .until(() ->
                            client.get(path).json().at("/judgement/by").asText().equals("model"));
            Sentiment said = i % 2 == 0 ? Sentiment.POSITIVE : Sentiment.NEGATIVE;
            client.patch(path, "{\"sentiment\":\"" + said.name().toLowerCase(Locale.ROOT) + "\"}")
                    .expect(200);
        }
        return ids;
    }

    private static String awaitModel(LoopClient client, int labels, String other) {
        await().atMost(PATIENCE)
                .until(() -> newest(client).startsWith("m" + labels + "-")
                        && client.get("/v1/models").json().get("data").size() == 2
                        && !newest(client).equals(other));
        return newest(client);
    }

    private static String newest(LoopClient client) {
        return client.get("/v1/models").json().at("/data/0/version").asText();
    }

    /** Returns the labels of the project as its topic has them in the end. */
    private static List<Label> labels(Outsider outsider) {
        Map<String, Label> last = new HashMap<>();
        outsider.decoded(Topics.LABELS).stream()
                .filter(read -> read.key().startsWith(PROJECT + "/"))
                .forEach(read -> last.put(read.key(), read.value()));
        return last.values().stream().filter(Objects::nonNull).toList();
    }
}
