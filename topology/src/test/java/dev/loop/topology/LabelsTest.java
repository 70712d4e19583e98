package dev.loop.topology;

import static dev.loop.topology.Commands.command;
import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.erase;
import static dev.loop.topology.Commands.id;
import static dev.loop.topology.Commands.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.MachineWord;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The labels that the ledger tells, on the real topology. */
class LabelsTest {

    private static final String ID = id("one");
    private static final String KEY = "default/" + ID;
    private static final ByteBuffer VECTOR = ByteBuffer.wrap(vector());

    @TempDir
    Path directory;

    private FeedbackDriver driver;

    @BeforeEach
    void open() {
        driver = new FeedbackDriver(directory);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldTellWhatAPersonSaid_andWhatTheModelHadSaid() {
        judged(Sentiment.NEUTRAL);
        Instant at = driver.now();

        driver.send(update(ID, at, update -> update.setSentiment(Sentiment.NEGATIVE)));

        Label label = only();
        assertThat(label.getSentiment()).isEqualTo(Sentiment.NEGATIVE);
        assertThat(label.getSaidBy()).isEqualTo(LabelledBy.PERSON);
        assertThat(label.getSaidAt()).isEqualTo(at);
        assertThat(label.getMachine()).contains(new MachineWord(Sentiment.NEUTRAL, false, 0.7f, "m1"));
        assertThat(label.getTag()).contains("exports");
        assertThat(label.getSource()).contains("zendesk");
        assertThat(label.getLanguage()).contains("en");
        assertThat(label.getVector()).contains(VECTOR);
        assertThat(label.getRules()).hasSize(10);
        assertThat(label.getRulesVersion()).isEqualTo("r1");
    }

    @Test
    void shouldTellThatAPersonLookedAndLeftIt_whenTheyPatchTheSameSentiment() {
        judged(Sentiment.NEUTRAL);

        driver.send(update(ID, driver.now(), update -> update.setSentiment(Sentiment.NEUTRAL)));
        Label label = only();

        assertThat(label.getSentiment()).isEqualTo(Sentiment.NEUTRAL);
        assertThat(label.getMachine().map(MachineWord::getSentiment)).contains(Sentiment.NEUTRAL);
        driver.send(update(ID, driver.now(), update -> update.setSentiment(Sentiment.NEUTRAL)));
        driver.send(update(ID, driver.now(), update -> update.setStatus(Status.RESOLVED)));
        assertThat(driver.labels.isEmpty()).as("nothing is new").isTrue();

        driver.advance(Duration.ofHours(1));
        driver.send(update(ID, driver.now(), update -> update.setSentiment(Sentiment.POSITIVE)));
        Label other = only();
        assertThat(other.getSaidAt()).isEqualTo(driver.now());
        assertThat(other.getMachine().map(MachineWord::getSentiment))
                .as("what the machine had said, after another thought")
                .contains(Sentiment.NEUTRAL);
    }

    @Test
    void shouldTellWhatTheAuthorSaid_onceItsMessageIsRead() {
        driver.send(create(ID, driver.now()));
        assertThat(driver.labels.isEmpty()).isTrue();

        judge(Sentiment.NEUTRAL);

        Label label = only();
        assertThat(label.getSentiment()).isEqualTo(Sentiment.NEGATIVE);
        assertThat(label.getSaidBy()).isEqualTo(LabelledBy.AUTHOR);
        assertThat(label.getMachine()).isEmpty();
        driver.send(update(ID, driver.now(), update -> update.setSentiment(Sentiment.NEGATIVE)));
        assertThat(only().getSaidBy()).as("somebody has looked at it").isEqualTo(LabelledBy.PERSON);
    }

    @Test
    void shouldTellItAnew_whenTagOrPlanIsAnother() {
        judged(Sentiment.NEUTRAL);
        driver.send(update(ID, driver.now(), update -> update.setSentiment(Sentiment.NEGATIVE)));
        Instant at = only().getSaidAt();

        driver.send(update(ID, driver.now(), update -> update.setTag("billing")));
        assertThat(only().getTag()).contains("billing");
        driver.send(update(ID, driver.now(), update -> update.setPlan("scale")));

        Label label = only();
        assertThat(label.getTag()).contains("billing");
        assertThat(label.getPlan()).contains("scale");
        assertThat(label.getSaidAt()).isEqualTo(at);
        assertThat(label.getMachine().map(MachineWord::getVersion)).contains("m1");
    }

    @Test
    void shouldForgetIt_whenTheItemIsErased() {
        judged(Sentiment.NEUTRAL);
        driver.send(update(ID, driver.now(), update -> update.setSentiment(Sentiment.NEGATIVE)));
        only();

        driver.send(erase(ID, driver.now()));

        assertThat(driver.labels.readKeyValuesToList()).containsExactly(new KeyValue<>(KEY, null));
        assertThat(driver.items.readKeyValuesToList())
                .last()
                .extracting(told -> told.value)
                .isNull();
    }

    @Test
    void shouldBeTheAuthors_whenTheSourceSaysAnotherSentimentLater() {
        judged(Sentiment.NEUTRAL);
        driver.send(update(ID, driver.now(), update -> update.setSentiment(Sentiment.NEGATIVE)));
        only();

        Instant later = driver.now().plusSeconds(60);
        driver.send(create(
                ID,
                driver.now(),
                create -> create.setSentiment(Sentiment.POSITIVE).setUpdatedAt(later)));

        assertThat(only().getSaidBy()).isEqualTo(LabelledBy.AUTHOR);
    }

    private void judged(Sentiment sentiment) {
        driver.send(create(ID, driver.now(), create -> create.setSentiment(null)));
        judge(sentiment);
        assertThat(driver.labels.isEmpty()).as("nobody has said anything").isTrue();
    }

    private void judge(Sentiment sentiment) {
        driver.send(command(
                ID,
                driver.now(),
                Judge.newBuilder()
                        .setIfRevision(new ReadRevision(1L))
                        .setSentiment(sentiment)
                        .setSure(0.7f)
                        .setLanguage("en")
                        .setVersion("m1")
                        .setVector(VECTOR)
                        .build()));
    }

    private Label only() {
        var told = driver.labels.readKeyValuesToList();
        assertThat(told).hasSize(1).extracting(label -> label.key).containsExactly(KEY);
        return Optional.ofNullable(told.get(0).value).orElseThrow();
    }

    private static byte[] vector() {
        byte[] vector = new byte[MeaningVector.WIDTH];
        Arrays.fill(vector, (byte) 20);
        return vector;
    }
}
