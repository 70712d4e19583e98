package dev.loop.topology;

import static dev.loop.topology.Commands.command;
import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.id;
import static dev.loop.topology.Commands.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.ReadVector;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.TagReplaces;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.topology.question.CommandOutcome;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tags that rules give in the ledger, on the real topology. */
class RuleTagsTest {

    private static final String ID = id("one");
    private static final String VERSION = "0f3a91b2c4d5";
    private static final String RUN = "slow@" + VERSION + " run_abc";

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
    void shouldTagInTheCreation_whenARuleTakesANewItem() {
        rule(rule -> rule.setQuery("slow"));

        driver.send(create(ID, driver.now(), create -> create.setTag(null)));

        assertTag("speed", "slow@" + VERSION);
        FeedbackChange change = driver.change();
        assertThat(change.getRevision()).isEqualTo(1);
        assertThat(change.getAfter()).contains(driver.item(ID));
    }

    @Test
    void shouldLeaveTheSendersTag_unlessTheRuleReplacesIt() {
        rule(rule -> rule.setQuery("slow"));
        driver.send(create(ID, driver.now()));
        assertTag("exports", null);

        rule(rule -> rule.setQuery("slow").setReplaces(TagReplaces.LISTED).setReplaced(List.of("exports")));
        driver.send(create(id("two"), driver.now()));
        assertThat(driver.item(id("two")).getTag()).contains("speed");
        assertThat(driver.item(id("two")).getTaggedBy()).contains("slow@" + VERSION + " was: exports");
    }

    @Test
    void shouldTagWhenItsMeaningComes_andNotInsistLater() {
        rule(rule -> rule.setLikeText("slow").setLikeVector(vector()).setAtLeast(0.9));
        driver.send(create(ID, driver.now(), create -> create.setTag(null)));
        assertTag(null, null);

        judge("m1", vector());
        assertTag("speed", "slow@" + VERSION);

        driver.send(update(ID, driver.now(), update -> update.setTag("")));
        judge("m2", null);
        assertTag(null, "person");
    }

    @Test
    void shouldLetAPersonsTagStand_whateverTheRuleReplaces() {
        rule(rule ->
                rule.setLikeText("slow").setLikeVector(vector()).setAtLeast(0.9).setReplaces(TagReplaces.ANY));
        driver.send(create(ID, driver.now()));
        driver.send(update(ID, driver.now(), update -> update.setTag("billing")));

        judge("m1", vector());

        assertTag("billing", "person");
    }

    @Test
    void shouldChangeTheItemOnce_whenAReplayIsSentTwice() {
        driver.send(create(ID, driver.now()));

        long first = replay("speed", RUN + " was: exports", 1);
        long second = replay("speed", RUN + " was: exports", 1);

        assertThat(driver.outcome(first)).isEqualTo(CommandOutcome.APPLIED);
        assertThat(driver.outcome(second)).isEqualTo(CommandOutcome.CONFLICT);
        assertTag("speed", RUN + " was: exports");
        replay("exports", RUN + " undone", 2);
        assertTag("exports", RUN + " undone");
        assertThat(driver.item(ID).getRevision()).isEqualTo(3);
    }

    @Test
    void shouldKeepTheRulesTag_whenTheSourceRepeatsItsOwn() {
        driver.send(create(ID, driver.now()));
        replay("speed", RUN + " was: exports", 1);

        newer(create -> create.setTag("exports"));
        assertTag("speed", RUN + " was: exports");
        newer(create -> create.setTag(null));
        assertTag("speed", RUN + " was: exports");
        newer(create -> create.setTag("billing"));
        assertTag("billing", null);
    }

    @Test
    void shouldLoseNeitherItemNorJudgement_whenThereIsNoRoomForTheTag() {
        driver.close();
        driver = new FeedbackDriver(directory, new InMemorySchemaRegistry(), 1, 1, 1 << 20);
        driver.send(create(ID, driver.now()));
        rule(rule ->
                rule.setLikeText("slow").setLikeVector(vector()).setAtLeast(0.9).setReplaces(TagReplaces.ANY));

        judge("m1", vector());
        long replayed = replay("speed", RUN + " was: exports", 2);

        assertTag("exports", null);
        assertThat(driver.item(ID).getVector()).contains(vector());
        assertThat(driver.outcome(replayed)).isEqualTo(CommandOutcome.CONFLICT);
        assertThat(driver.deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldTagWhenAnItemJoinsTheThemeOfARule_andNotBefore() {
        rule(rule -> rule.setTheme("th_7"));
        driver.send(create(ID, driver.now(), create -> create.setTag(null)));
        judge("m1", vector());
        join("th_8");
        assertTag(null, null);

        join("th_7");

        assertTag("speed", "slow@" + VERSION);
        assertThat(driver.item(ID).getTheme()).contains("th_7");
    }

    private void join(String theme) {
        driver.send(command(ID, driver.now(), new JoinTheme(new ReadVector(MeaningVector.hash(vector())), theme)));
    }

    private void assertTag(@Nullable String tag, @Nullable String by) {
        Feedback item = driver.item(ID);
        assertThat(item.getTag().orElse(null)).isEqualTo(tag);
        assertThat(item.getTaggedBy().orElse(null)).isEqualTo(by);
    }

    private long replay(String tag, String by, long ifRevision) {
        return driver.send(update(
                ID, driver.now(), update -> update.setTag(tag).setTaggedBy(by).setIfRevision(ifRevision)));
    }

    private void newer(UnaryOperator<Create.Builder> change) {
        driver.advance(Duration.ofMinutes(1));
        Instant now = driver.now();
        driver.send(create(ID, now, create -> change.apply(create.setUpdatedAt(now))));
    }

    private void judge(String version, @Nullable ByteBuffer vector) {
        driver.send(command(
                ID,
                driver.now(),
                Judge.newBuilder()
                        .setIfRevision(new ReadRevision(driver.item(ID).getRevision()))
                        .setSentiment(Sentiment.NEGATIVE)
                        .setVersion(version)
                        .setVector(vector)
                        .build()));
    }

    private void rule(UnaryOperator<TagRule.Builder> change) {
        driver.rule(change.apply(TagRule.newBuilder()
                        .setProject(Commands.PROJECT)
                        .setName("slow")
                        .setVersion(VERSION)
                        .setTag("speed")
                        .setReplaces(TagReplaces.UNTAGGED)
                        .setOn(true)
                        .setCreatedAt(driver.now())
                        .setUpdatedAt(driver.now()))
                .build());
    }

    private static ByteBuffer vector() {
        byte[] bytes = new byte[MeaningVector.WIDTH];
        Arrays.fill(bytes, (byte) 20);
        return ByteBuffer.wrap(bytes);
    }
}
