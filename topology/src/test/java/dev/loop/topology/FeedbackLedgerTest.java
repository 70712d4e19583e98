package dev.loop.topology;

import static dev.loop.topology.Commands.command;
import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.erase;
import static dev.loop.topology.Commands.id;
import static dev.loop.topology.Commands.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.PersonWord;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.ItemPart;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the effect of each kind of command. */
class FeedbackLedgerTest {

    private static final String ID = id("one");
    private static final Instant SAID = Instant.parse("2024-02-29T23:59:59.999Z");

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
    void shouldKeepEverythingThatWasSaid_whenCreated() {
        FeedbackCommand command = create(
                ID,
                driver.now(),
                create -> create.setCreatedAt(SAID)
                        .setPlan("pro")
                        .setExternalId("t-1")
                        .setMetadata(Map.of("browser", "Firefox", "os", ""))
                        .setConsent(true));

        long offset = driver.send(command);

        Feedback expected = Feedback.newBuilder()
                .setId(ID)
                .setProject("default")
                .setUserId("u1")
                .setMessage("The export is slow")
                .setSentiment(Sentiment.NEGATIVE)
                .setSource("zendesk")
                .setTag("exports")
                .setPlan("pro")
                .setStatus(Status.OPEN)
                .setCreatedAt(SAID)
                .setReceivedAt(command.getAt())
                .setUpdatedAt(command.getAt())
                .setResolvedAt(null)
                .setExternalId("t-1")
                .setMetadata(Map.of("browser", "Firefox", "os", ""))
                .setConsent(true)
                .setRevision(1)
                .setCommandOffset(offset)
                .build();
        assertThat(driver.outcome(offset)).isEqualTo(CommandOutcome.APPLIED);
        assertThat(driver.item(ID)).isEqualTo(expected);
        TestRecord<String, Feedback> item = driver.items.readRecord();
        assertThat(item.key()).isEqualTo(ID);
        assertThat(item.value()).isEqualTo(expected);
        // The broker's time, not the time of which the item speaks: old records would be deleted.
        assertThat(item.getRecordTime()).isEqualTo(driver.now());
        TestRecord<String, FeedbackChange> change = driver.changes.readRecord();
        assertThat(change.key()).isEqualTo(ID);
        assertThat(change.getRecordTime()).isEqualTo(driver.now());
        assertThat(change.value())
                .isEqualTo(FeedbackChange.newBuilder()
                        .setEventId("evt_" + ID.substring(3) + "_1")
                        .setType(ChangeType.CREATED)
                        .setId(ID)
                        .setProject("default")
                        .setRevision(1)
                        .setAt(command.getAt())
                        .setActor("key_1")
                        .setReason("because")
                        .setBefore(null)
                        .setAfter(expected)
                        .build());
        assertNothingElse();
    }

    @Test
    void shouldChangeNothing_whenCreatedTwice() {
        driver.send(create(ID, driver.now()));
        Feedback first = driver.item(ID);
        drain();

        long again = driver.send(create(ID, driver.now(), create -> create.setMessage("another text")));

        assertThat(driver.outcome(again)).isEqualTo(CommandOutcome.UNCHANGED);
        assertThat(driver.item(ID)).isEqualTo(first);
        assertNothingElse();
    }

    @Test
    void shouldEmitBeforeAndAfter_whenUpdated() {
        driver.send(create(ID, driver.now()));
        Feedback before = driver.item(ID);
        drain();
        driver.advance(Duration.ofHours(1));

        long offset = driver.send(update(
                ID,
                driver.now(),
                update -> update.setTag("billing")
                        .setSentiment(Sentiment.POSITIVE)
                        .setPlan("scale")
                        .setIfRevision(1L)));

        Feedback after = Feedback.newBuilder(before)
                .setTag("billing")
                .setTaggedBy("person")
                .setSentiment(Sentiment.POSITIVE)
                .setPersonWord(ItemPart.PERSON_WORD.bytes(new PersonWord(driver.now(), null)))
                .setPlan("scale")
                .setUpdatedAt(driver.now())
                .setRevision(2)
                .setCommandOffset(offset)
                .build();
        assertThat(driver.item(ID)).isEqualTo(after);
        assertThat(driver.items.readValue()).isEqualTo(after);
        FeedbackChange change = driver.change();
        assertThat(change.getType()).isEqualTo(ChangeType.UPDATED);
        assertThat(change.getEventId()).isEqualTo("evt_" + ID.substring(3) + "_2");
        assertThat(change.getRevision()).isEqualTo(2);
        assertThat(change.getBefore()).contains(before);
        assertThat(change.getAfter()).contains(after);
        assertNothingElse();
    }

    /** A copy that follows has no other way to learn how far the commands were applied. */
    @Test
    void shouldTellTheChangelogHowFarItIs_whenTheLastCommandsChangedNothing() {
        driver.send(create(ID, driver.now()));
        driver.advanceWallClock(Duration.ofSeconds(1));
        driver.changelog.readValuesToList();
        for (int again = 0; again < 2; again++) {
            driver.send(create(ID, driver.now()));
            long last = driver.send(create(ID, driver.now()));
            driver.advanceWallClock(Duration.ofMillis(100));
            driver.advanceWallClock(Duration.ofSeconds(1));
            assertThat(driver.changelog.readValuesToList())
                    .singleElement()
                    .satisfies(reached -> assertThat(
                                    ByteBuffer.wrap(reached, 1, Long.BYTES).getLong())
                            .isEqualTo(last));
        }
    }

    @Test
    void shouldChangeNothing_whenAnUpdateSaysWhatIsSo() {
        driver.send(create(ID, driver.now()));
        drain();

        long offset = driver.send(
                update(ID, driver.now(), update -> update.setTag("exports").setStatus(Status.OPEN)));

        assertThat(driver.outcome(offset)).isEqualTo(CommandOutcome.UNCHANGED);
        assertThat(driver.item(ID).getRevision()).isEqualTo(1);
        assertNothingElse();
    }

    @Test
    void shouldTakeTagAndPlanAway_whenTheyAreEmpty() {
        driver.send(create(ID, driver.now(), create -> create.setPlan("pro")));

        driver.send(update(ID, driver.now(), update -> update.setTag("").setPlan("")));

        assertThat(driver.item(ID).getTag()).isEmpty();
        assertThat(driver.item(ID).getPlan()).isEmpty();
        assertThat(driver.item(ID).getSource()).contains("zendesk");
    }

    @Test
    void shouldRememberWhenItWasResolved_whenResolvedTouchedReopenedAndResolvedAgain() {
        driver.send(create(ID, driver.now()));
        Instant created = driver.now();
        driver.advance(Duration.ofMinutes(10));
        Instant resolved = driver.now();
        driver.send(update(ID, driver.now(), update -> update.setStatus(Status.RESOLVED)));
        assertThat(driver.item(ID).getResolvedAt()).contains(resolved);
        assertThat(resolutionMillis()).isEqualTo(600_000);

        driver.advance(Duration.ofMinutes(10));
        driver.send(update(ID, driver.now(), update -> update.setTag("billing").setStatus(Status.RESOLVED)));
        assertThat(driver.item(ID).getResolvedAt()).contains(resolved);
        assertThat(resolutionMillis()).isEqualTo(600_000);

        driver.send(update(ID, driver.now(), update -> update.setStatus(Status.OPEN)));
        assertThat(driver.item(ID).getResolvedAt()).isEmpty();
        assertThat(resolutionMillis()).isZero();

        driver.advance(Duration.ofMinutes(10));
        driver.send(update(ID, driver.now(), update -> update.setStatus(Status.RESOLVED)));
        assertThat(driver.item(ID).getResolvedAt()).contains(created.plus(Duration.ofMinutes(30)));
        assertThat(resolutionMillis()).isEqualTo(1_800_000);
    }

    @Test
    void shouldNotResolveBeforeItWasSaid_whenTheClocksDisagree() {
        Instant ahead = driver.now().plusSeconds(240);
        driver.send(create(ID, driver.now(), create -> create.setCreatedAt(ahead)));

        driver.send(update(ID, driver.now(), update -> update.setStatus(Status.RESOLVED)));

        assertThat(driver.item(ID).getResolvedAt()).contains(ahead);
        assertThat(resolutionMillis()).isZero();
    }

    @Test
    void shouldTakeTheTimeOfResolutionAsSaid_whenCreatedResolved() {
        Instant resolved = SAID.plusSeconds(90);
        driver.send(create(
                ID,
                driver.now(),
                create -> create.setCreatedAt(SAID).setStatus(Status.RESOLVED).setResolvedAt(resolved)));

        assertThat(driver.item(ID).getResolvedAt()).contains(resolved);
        assertThat(resolutionMillis()).isEqualTo(90_000);
    }

    @Test
    void shouldRefuseToChangeWhatHasMovedOn_whenTheRevisionIsAnother() {
        driver.send(create(ID, driver.now()));
        driver.send(update(ID, driver.now(), update -> update.setTag("billing")));
        Feedback before = driver.item(ID);
        drain();

        long update =
                driver.send(update(ID, driver.now(), u -> u.setTag("other").setIfRevision(1L)));
        long erasure = driver.send(erase(ID, driver.now(), 1));

        assertThat(driver.outcome(update)).isEqualTo(CommandOutcome.CONFLICT);
        assertThat(driver.outcome(erasure)).isEqualTo(CommandOutcome.CONFLICT);
        assertThat(driver.item(ID)).isEqualTo(before);
        assertNothingElse();
    }

    @Test
    void shouldFindNothing_whenTheItemIsNotThereOrOfAnotherProject() {
        long update = driver.send(update(ID, driver.now(), u -> u.setTag("billing")));
        long erasure = driver.send(erase(ID, driver.now()));
        assertThat(driver.outcome(update)).isEqualTo(CommandOutcome.NOT_FOUND);
        assertThat(driver.outcome(erasure)).isEqualTo(CommandOutcome.NOT_FOUND);
        assertThat(driver.view().known(ID)).isFalse();

        driver.send(create(ID, driver.now()));
        drain();
        FeedbackCommand foreign = FeedbackCommand.newBuilder(erase(ID, driver.now()))
                .setProject("other")
                .build();
        assertThat(driver.outcome(driver.send(foreign))).isEqualTo(CommandOutcome.NOT_FOUND);
        assertThat(driver.item(ID).getRevision()).isEqualTo(1);
        assertNothingElse();
    }

    @Test
    void shouldLeaveNothingOfWhatWasSaid_whenErased() {
        driver.send(create(ID, driver.now()));
        drain();

        long offset = driver.send(erase(ID, driver.now(), 1));

        assertThat(driver.outcome(offset)).isEqualTo(CommandOutcome.APPLIED);
        assertThat(driver.view().item(ID)).isEmpty();
        assertThat(driver.view().known(ID)).isTrue();
        assertThat(total()).isZero();
        TestRecord<String, Feedback> tombstone = driver.items.readRecord();
        assertThat(tombstone.key()).isEqualTo(ID);
        assertThat(tombstone.value()).isNull();
        FeedbackChange change = driver.change();
        assertThat(change.getType()).isEqualTo(ChangeType.ERASED);
        assertThat(change.getRevision()).isEqualTo(2);
        assertThat(change.getEventId()).isEqualTo("evt_" + ID.substring(3) + "_2");
        assertThat(change.getActor()).contains("key_1");
        assertThat(change.getReason()).contains("because");
        assertThat(change.getBefore()).isEmpty();
        assertThat(change.getAfter()).isEmpty();
        assertThat(lastOfChangelog()).hasSize(9);
        assertNothingElse();
    }

    @Test
    void shouldNotComeBack_whenErasedAndToldAgain() {
        driver.send(create(ID, driver.now()));
        driver.send(erase(ID, driver.now()));
        drain();

        assertThat(driver.outcome(driver.send(create(ID, driver.now())))).isEqualTo(CommandOutcome.UNCHANGED);
        assertThat(driver.outcome(driver.send(update(ID, driver.now(), u -> u.setTag("x")))))
                .isEqualTo(CommandOutcome.NOT_FOUND);
        assertThat(driver.outcome(driver.send(erase(ID, driver.now())))).isEqualTo(CommandOutcome.NOT_FOUND);
        assertThat(driver.view().item(ID)).isEmpty();
        assertThat(total()).isZero();
        assertNothingElse();
    }

    @Test
    void shouldSayWhatBecameOfEachCommand_whenAskedByOffset() throws InterruptedException {
        assertThat(driver.view().position()).isEqualTo(-1);
        assertThat(driver.view().outcome(0)).isEmpty();

        long created = driver.send(create(ID, driver.now()));
        long again = driver.send(create(ID, driver.now()));
        long refused = driver.send(new byte[] {1}, new byte[] {2});

        assertThat(driver.outcome(created)).isEqualTo(CommandOutcome.APPLIED);
        assertThat(driver.outcome(again)).isEqualTo(CommandOutcome.UNCHANGED);
        assertThat(driver.outcome(refused)).isEqualTo(CommandOutcome.REJECTED);
        assertThat(driver.view().outcome(refused + 1)).isEmpty();
        assertThat(driver.view().outcome(-1)).isEmpty();
        assertThat(driver.view().position()).isEqualTo(refused);
        assertThat(driver.view().await(refused, 0)).isTrue();
        assertThat(driver.view().await(refused + 1, 1_000_000)).isFalse();
    }

    private long total() {
        return tally().total();
    }

    private long resolutionMillis() {
        return tally().resolutionMillis();
    }

    private Tally tally() {
        Tally all = new Tally();
        driver.view().count(FeedbackFilter.all("default"), List.of(), () -> {}, (span, group, tally) -> all.add(tally));
        return all;
    }

    private byte[] lastOfChangelog() {
        List<byte[]> values = driver.changelog.readValuesToList();
        return values.get(values.size() - 1);
    }

    private void drain() {
        driver.items.readRecordsToList();
        driver.changes.readRecordsToList();
    }

    private void assertNothingElse() {
        assertThat(driver.items.isEmpty()).isTrue();
        assertThat(driver.changes.isEmpty()).isTrue();
        assertThat(driver.deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldTellTheVectorByProject_andForgetItWithTheItem() {
        ByteBuffer vector = ByteBuffer.wrap("m".repeat(MeaningVector.WIDTH).getBytes(StandardCharsets.UTF_8));
        driver.send(create(ID, driver.now()));
        assertThat(driver.vectors.isEmpty()).as("nobody has read it").isTrue();

        driver.send(command(
                ID,
                driver.now(),
                Judge.newBuilder()
                        .setIfRevision(new ReadRevision(1L))
                        .setSentiment(Sentiment.NEGATIVE)
                        .setVersion("m1")
                        .setVector(vector)
                        .build()));
        driver.send(update(ID, driver.now(), update -> update.setTag("billing")));
        driver.send(erase(ID, driver.now()));

        assertThat(driver.vectors.readKeyValuesToList())
                .extracting(
                        told -> told.key,
                        told -> Optional.ofNullable(told.value)
                                .flatMap(item -> item.getTag().map(tag -> tag + item.getVector())))
                .containsExactly(
                        tuple("default/" + ID, Optional.of("exports" + Optional.of(vector))),
                        tuple("default/" + ID, Optional.of("billing" + Optional.of(vector))),
                        tuple("default/" + ID, Optional.empty()));
    }
}
