package dev.loop.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.avro.WordShare;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log of commands that is read again gives the same answers byte for byte: also where
 * two analysts have judged an item in different words.
 */
class JudgementReplayTest {

    private static final long SEED = System.nanoTime();
    private static final int ITEMS = 25;
    private static final List<String> WORDS = List.of(
            "the export",
            "crashes",
            "works great",
            "I love it",
            "never again",
            "Der Export hängt",
            "這是什麼",
            "😀",
            "not bad");

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final List<String> ids = new ArrayList<>();

    @Test
    void shouldAnswerTheSameBytes_whenTheLogIsReadAgain() {
        List<FeedbackCommand> log = log();

        Map<String, String> first = answers("first", log);
        // The second time, a slow analyst whose numbers differ says at the end what it has read at the beginning.
        List<FeedbackCommand> longer = new ArrayList<>(log);
        ids.forEach(id -> longer.add(judge(id, "m1")));
        Map<String, String> again = answers("again", longer);

        assertThat(first.values().stream().filter(body -> body.contains("\"by\":\"model\"")))
                .as("items that a model judged, seed %d", SEED)
                .hasSizeGreaterThan(ITEMS / 4);
        assertThat(first.keySet())
                .as("answers, seed %d", SEED)
                .allSatisfy(path -> assertThat(again.get(path)).isEqualTo(first.get(path)));
    }

    private Map<String, String> answers(String name, List<FeedbackCommand> log) {
        Map<String, String> answers = new LinkedHashMap<>();
        try (DrivenLedger ledger = new DrivenLedger(directory.resolve(name), ApiFixture.NOW);
                ApiFixture api = new ApiFixture(ledger)) {
            log.forEach(ledger::append);
            List<String> paths = new ArrayList<>(List.of("/v1/feedback?limit=100", "/v1/sentiment?group_by=source"));
            ids.forEach(id -> paths.addAll(List.of("/v1/feedback/" + id, "/v1/feedback/" + id + "/why")));
            // How far the log was read is another matter.
            paths.forEach(path -> answers.put(path, api.get(path).body().replaceAll("\"asOf\":\\{[^}]*}", "")));
        }
        return answers;
    }

    private List<FeedbackCommand> log() {
        List<FeedbackCommand> log = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            String id = FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, "item-" + i);
            ids.add(id);
            log.add(command(
                    id,
                    Create.newBuilder()
                            .setUserId("u" + random.nextInt(5))
                            .setMessage(message())
                            .setCreatedAt(ApiFixture.NOW.minusSeconds(i))
                            .build()));
            if (random.nextInt(4) == 0) {
                log.add(command(
                        id, Update.newBuilder().setSentiment(Sentiment.NEUTRAL).build()));
            }
            // At first one analyst, and then another one that had the partition before.
            log.add(judge(id, random.nextBoolean() ? "m1" : "llm:small@p1"));
            log.add(judge(id, "m1"));
        }
        return log;
    }

    private String message() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(6); i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    private FeedbackCommand judge(String id, String version) {
        float negative = random.nextFloat();
        byte[] vector = new byte[MeaningVector.WIDTH];
        random.nextBytes(vector);
        return command(
                id,
                Judge.newBuilder()
                        .setIfRevision(new ReadRevision(1L))
                        .setSentiment(negative > 0.5 ? Sentiment.NEGATIVE : Sentiment.POSITIVE)
                        .setSure(Math.max(negative, 1 - negative))
                        .setUnsure(random.nextBoolean())
                        .setLanguage("en")
                        .setVersion(version)
                        .setVector(ByteBuffer.wrap(vector))
                        .setExplanation(new Explanation(
                                negative, 0f, 1 - negative, "r1", List.of(new WordShare(0, 3, random.nextFloat()))))
                        .build());
    }

    private static FeedbackCommand command(String id, Object body) {
        return FeedbackCommand.newBuilder()
                .setId(id)
                .setProject("default")
                .setAt(ApiFixture.NOW)
                .setActor("analyst")
                .setBody(body)
                .build();
    }
}
