package dev.loop.topology;

import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.SentimentWord;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.intake.analyser.OwnWords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project's own words of sentiment, where a program writes to the topic itself. */
class OwnWordsTest {

    @TempDir
    Path directory;

    @Test
    void shouldJudgeByTheWordsOfTheProject_fromThenOn_andKeepTheVersionWithTheItem() {
        try (FeedbackDriver driver = new FeedbackDriver(directory)) {
            SentimentWords words =
                    OwnWords.of(List.of(new SentimentWord("yeets", -3f)), driver.now(), Optional.of("key"));
            driver.send(create(
                    id("before"),
                    driver.now(),
                    c -> c.setMessage("It yeets my file").setSentiment(null)));
            driver.words(Commands.PROJECT, words);
            driver.advance(Duration.ofSeconds(2));

            driver.send(create(
                    id("after"),
                    driver.now(),
                    c -> c.setMessage("It yeets my file").setSentiment(null)));
            driver.send(create(
                    id("masked"),
                    driver.now(),
                    c -> c.setMessage("It yeets 4111 1111 1111 1111")
                            .setSentiment(Sentiment.POSITIVE)
                            .setJudgedBy(JudgedBy.RULES)
                            .setJudgedVersion("r1")));

            assertThat(driver.item(id("before")).getSentiment()).isEqualTo(Sentiment.NEUTRAL);
            assertThat(driver.item(id("before")).getJudgedVersion()).contains("r1");
            for (Feedback item : List.of(driver.item(id("after")), driver.item(id("masked")))) {
                assertThat(item.getSentiment()).isEqualTo(Sentiment.NEGATIVE);
                assertThat(item.getJudgedBy()).contains(JudgedBy.RULES);
                assertThat(item.getJudgedVersion()).contains("r1+" + words.getVersion());
            }
        }
    }
}
