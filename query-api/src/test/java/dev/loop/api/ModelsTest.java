package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.ApiFixture.Answer;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelBin;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.ModelGroup;
import dev.loop.schemas.avro.ModelMeasures;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.MeaningVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models over the API, on the real ledger. */
class ModelsTest {

    private static final String PRIOR = SentimentModel.prior().version();
    private static final String OWN = "m24-00c0ffee";

    @TempDir
    private Path directory;

    private DrivenLedger ledger;
    private ApiFixture api;

    @BeforeEach
    void start() {
        ledger = new DrivenLedger(directory.resolve("state"), ApiFixture.NOW);
        api = new ApiFixture(ledger);
    }

    @AfterEach
    void stop() {
        api.close();
        ledger.close();
    }

    @Test
    void shouldListThePriorAlone_whenNothingIsLearnt() {
        JsonNode list = api.get("/v1/models").json();

        assertThat(list.get("active").asText()).isEqualTo(PRIOR);
        assertThat(list.get("data")).hasToString("[{\"version\":\"" + PRIOR + "\",\"active\":true,\"shipped\":true}]");
        assertThat(api.get("/v1/models/m1-00000000").status()).isEqualTo(404);
    }

    @Test
    void shouldTellWhatAModelLearntFrom_andHowRightItIs() {
        put(negative());

        JsonNode model = api.get("/v1/models/" + OWN).json();

        assertThat(model.get("labels"))
                .hasToString("{\"corrected\":6,\"confirmed\":14,\"unprompted\":0,\"byAuthor\":4}");
        assertThat(model.at("/measured/right").asInt()).isEqualTo(19);
        assertThat(model.at("/measured/rightBefore").asInt()).isEqualTo(15);
        assertThat(model.get("groups"))
                .hasToString(
                        "[{\"by\":\"tag\",\"value\":null,\"items\":24,\"right\":19,\"rightInterval\":[0.5952954674681133,0.9075517464714814],\"rightBefore\":15}]");
        assertThat(model.at("/reliability/0/right").asInt()).isEqualTo(9);
        assertThat(api.send("GET", "/v1/models", ApiFixture.OTHER, null).json().get("data"))
                .as("another project's are its own")
                .hasSize(1);
    }

    @Test
    void shouldSwitchToAModel_andBack_andTellWhoDidSo() {
        put(negative());

        JsonNode on = api.post("/v1/models/" + OWN + "/activate", "{\"reason\":\"righter\"}")
                .json();
        assertThat(on.get("active").asBoolean()).isTrue();
        api.post("/v1/models/" + OWN + "/activate", "{}");
        assertThat(api.get("/v1/models").json().get("active").asText()).isEqualTo(OWN);
        api.post("/v1/models/" + PRIOR + "/activate", "");

        JsonNode list = api.get("/v1/models").json();
        assertThat(list.get("active").asText()).isEqualTo(PRIOR);
        assertThat(list.get("switches")).as("a switch to what judges is none").hasSize(2);
        assertThat(list.at("/switches/0/version").asText()).isEqualTo(PRIOR);
        assertThat(list.at("/switches/1/actor").asText()).isEqualTo("secret");
        assertThat(list.at("/switches/1/reason").asText()).isEqualTo("righter");
        assertThat(api.post("/v1/models/" + OWN + "/activate", "{\"why\":1}").status())
                .isEqualTo(422);
        assertThat(api.post("/v1/models/m1-00000000/activate", "{}").status()).isEqualTo(404);
    }

    @Test
    void shouldTellWhatAModelWouldChange_andLeaveAloneWhatSomebodySaid() {
        put(negative());
        String fine = judged("It works", Sentiment.POSITIVE);
        judged("It does not work", Sentiment.NEGATIVE);
        String unread = id(api.post("/v1/feedback", item("Nobody has read this")));
        api.post("/v1/feedback", ApiFixture.item("u_1", "positive", "\"tag\":\"exports\""));

        JsonNode preview =
                api.post("/v1/models/" + OWN + "/preview", "{\"items\":100}").json();

        assertThat(preview.get("items").asInt()).isEqualTo(2);
        assertThat(preview.get("changed").asInt()).isEqualTo(1);
        assertThat(preview.get("unread").asInt()).as(unread).isEqualTo(1);
        assertThat(preview.get("saidBySomebody").asInt()).isEqualTo(1);
        assertThat(preview.get("changes")).hasToString("[{\"from\":\"positive\",\"to\":\"negative\",\"items\":1}]");
        assertThat(preview.at("/examples/0/id").asText()).isEqualTo(fine);
        assertThat(preview.at("/examples/0/sure").asDouble()).isGreaterThan(0.9);
        assertThat(api.get("/v1/feedback/" + fine).json().get("sentiment").asText())
                .isEqualTo("positive");
        assertThat(api.post("/v1/models/" + OWN + "/preview", "{\"items\":0}").status())
                .isEqualTo(422);
    }

    @Test
    void shouldTellWhatAModelsWordIsWorth_whenAskedWhy() {
        put(negative());
        String id = judged("It does not work", Sentiment.NEGATIVE);

        JsonNode why = api.get("/v1/feedback/" + id + "/why").json();

        assertThat(why.get("learnedFrom")).hasToString("{\"reviewed\":24,\"prior\":\"" + PRIOR + "\"}");
        assertThat(why.get("rightWhenThisSure")).hasToString("{\"share\":0.9,\"of\":10}");
    }

    @Test
    void shouldAskForAModel_whateverTheNumberOfLabels() {
        assertThat(api.post("/v1/models", "").status()).isEqualTo(202);
        assertThat(api.models.get("default/request")).isPresent();
    }

    private void put(SentimentModel weights) {
        var bytes = new ByteArrayOutputStream();
        try {
            weights.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        List<ModelBin> bins = List.of(new ModelBin(0.9f, 1f, 10, 9));
        Model model = new Model(
                OWN,
                ApiFixture.NOW,
                PRIOR,
                "r1",
                List.of(),
                6,
                14,
                0,
                4,
                false,
                List.of("en"),
                ByteBuffer.wrap(bytes.toByteArray()),
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(0),
                new ModelMeasures(24, 19, 15, 2, 18, List.of(new ModelGroup("tag", null, 24, 19, 15)), bins, bins));
        api.models.put("default/model/" + OWN, new ModelEntry("default", model), Duration.ZERO);
    }

    /** Returns a model to which everything is negative. */
    private static SentimentModel negative() {
        float[][] weights = new float[3][SentimentModel.FEATURES];
        weights[0][SentimentModel.FEATURES - 1] = 5;
        return new SentimentModel(OWN, weights);
    }

    /** Returns an item that this model is to have judged so. */
    private String judged(String message, Sentiment sentiment) {
        String id = id(api.post("/v1/feedback", item(message)));
        ledger.append(FeedbackCommand.newBuilder()
                .setId(id)
                .setProject("default")
                .setAt(ApiFixture.NOW)
                .setActor("analyst")
                .setBody(Judge.newBuilder()
                        .setIfRevision(new ReadRevision(1L))
                        .setSentiment(sentiment)
                        .setSure(0.93f)
                        .setLanguage("en")
                        .setVersion(OWN)
                        .setVector(MeaningVector.bytes(direction()))
                        .build())
                .build());
        return id;
    }

    private static double[] direction() {
        double[] direction = new double[MeaningVector.WIDTH];
        direction[0] = 1;
        return direction;
    }

    private static String item(String message) {
        return "{\"user\":{\"id\":\"u_1\"},\"message\":\"" + message + "\"}";
    }

    private static String id(Answer answer) {
        return answer.json().get("id").asText();
    }
}
