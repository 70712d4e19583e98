package dev.loop.topology;

import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.id;
import static dev.loop.topology.Commands.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items go when their project's retention is over, from the counts and from the topics too. */
class RetentionTest {

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
    void shouldForgetItems_whenTheirTimeIsOver() {
        driver.retention("default", 30);
        driver.send(create(id("old"), driver.now(), c -> c.setCreatedAt(daysAgo(29))));
        driver.send(create(id("new"), driver.now(), c -> c.setCreatedAt(daysAgo(1))));
        driver.items.readRecordsToList();
        driver.changes.readRecordsToList();
        assertThat(total()).isEqualTo(2);
        long position = driver.view().position();

        driver.advanceWallClock(Duration.ofDays(2));

        assertThat(total()).isEqualTo(1);
        assertThat(driver.view().item(id("old"))).isEmpty();
        assertThat(driver.view().item(id("new"))).isPresent();
        assertThat(driver.view().known(id("old"))).isFalse();
        assertThat(driver.view().position()).isEqualTo(position);
        var tombstone = driver.items.readRecord();
        assertThat(tombstone.key()).isEqualTo(id("old"));
        assertThat(tombstone.value()).isNull();
        FeedbackChange change = driver.change();
        assertThat(change.getType()).isEqualTo(ChangeType.EXPIRED);
        assertThat(change.getId()).isEqualTo(id("old"));
        assertThat(change.getRevision()).isEqualTo(2);
        assertThat(change.getActor()).contains("retention");
        assertThat(change.getBefore()).isEmpty();
        assertThat(change.getAfter()).isEmpty();
        List<byte[]> log = driver.changelog.readValuesToList();
        assertThat(log.get(log.size() - 1)).isNull();

        driver.advanceWallClock(Duration.ofMinutes(5));
        assertThat(driver.changes.isEmpty()).isTrue();
        assertThat(driver.items.isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseItems_whenTheyAreOlderThanWhatIsKept() {
        driver.retention("default", 30);

        long refused = driver.send(
                create(id("old"), driver.now(), c -> c.setCreatedAt(daysAgo(30).minusMillis(1))));
        long taken = driver.send(create(id("edge"), driver.now(), c -> c.setCreatedAt(daysAgo(30))));

        assertThat(driver.outcome(refused)).isEqualTo(CommandOutcome.REJECTED);
        assertThat(driver.outcome(taken)).isEqualTo(CommandOutcome.APPLIED);
        assertThat(total()).isEqualTo(1);
    }

    @Test
    void shouldKeepEverything_whenTheProjectHasNoRetention() {
        driver.retention("default", null);
        driver.send(create(id("old"), driver.now(), c -> c.setCreatedAt(Instant.parse("2000-01-01T00:00:00Z"))));

        driver.advanceWallClock(Duration.ofDays(10_000));

        assertThat(total()).isEqualTo(1);
        assertThat(driver.deadLetters.isEmpty()).isTrue();
    }

    @Test
    void shouldTouchOnlyTheProject_whenAnotherKeepsItemsForLonger() {
        driver.retention("default", 30);
        driver.retention("defaulu", 3000);
        driver.send(create(id("a"), driver.now(), c -> c.setCreatedAt(daysAgo(20))));
        for (String project : List.of("defaulu", "defaul", "without")) {
            driver.send(FeedbackCommand.newBuilder(create(id(project), driver.now(), c -> c.setCreatedAt(daysAgo(400))))
                    .setProject(project)
                    .build());
        }

        driver.advanceWallClock(Duration.ofDays(20));

        assertThat(driver.view().item(id("a"))).isEmpty();
        assertThat(driver.view().item(id("defaulu"))).isPresent();
        assertThat(driver.view().item(id("defaul"))).isPresent();
        assertThat(driver.view().item(id("without"))).isPresent();
    }

    @Test
    void shouldFollowTheProject_whenItsRetentionChanges() {
        driver.retention("default", 30);
        driver.send(create(id("a"), driver.now(), c -> c.setCreatedAt(daysAgo(20))));
        driver.retention("default", 10);
        driver.advance(Duration.ofSeconds(2));

        long refused = driver.send(create(id("b"), driver.now(), c -> c.setCreatedAt(daysAgo(20))));
        driver.advanceWallClock(Duration.ofMinutes(1));

        assertThat(driver.outcome(refused)).isEqualTo(CommandOutcome.REJECTED);
        assertThat(total()).isZero();
    }

    @Test
    void shouldStillBeChanged_whenAnItemIsTooOldAndNotYetForgotten() {
        driver.retention("default", 30);
        driver.send(create(id("a"), driver.now(), c -> c.setCreatedAt(daysAgo(29))));
        driver.advance(Duration.ofDays(2));

        long offset = driver.send(update(id("a"), driver.now(), u -> u.setTag("billing")));

        assertThat(driver.outcome(offset)).isEqualTo(CommandOutcome.APPLIED);
    }

    /** Items that come for a day at hundreds a second also go within a day, once their time is over. */
    @Test
    void shouldKeepUp_whenManyItemsGrowTooOldAtOnce() {
        driver.retention("default", 30);
        int items = 3_000;
        for (int i = 0; i < items; i++) {
            Instant at = daysAgo(29).plusMillis(i);
            driver.send(create(id("many" + i), driver.now(), c -> c.setCreatedAt(at)));
        }
        assertThat(total()).isEqualTo(items);

        driver.advanceWallClock(Duration.ofDays(2));
        for (int second = 0; second < 40; second++) {
            driver.advanceWallClock(Duration.ofSeconds(1));
        }

        assertThat(total()).isZero();
        assertThat(driver.changes.readValuesToList())
                .filteredOn(change -> change.getType() == ChangeType.EXPIRED)
                .extracting(FeedbackChange::getId)
                .doesNotHaveDuplicates()
                .hasSize(items);
    }

    private Instant daysAgo(int days) {
        return driver.now().minus(Duration.ofDays(days));
    }

    private long total() {
        Tally all = new Tally();
        driver.view().count(FeedbackFilter.all("default"), List.of(), () -> {}, (span, group, tally) -> all.add(tally));
        return all.total();
    }
}
