package dev.loop.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.RandomItems;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that follows another by its changelog: when it can be read, and what it says of itself. */
class FollowingCopyTest {

    @TempDir
    private Path directory;

    private final RandomItems items = new RandomItems(new Random(1));
    private StandaloneStore written;
    private StandaloneStore follower;
    private int logged;

    @BeforeEach
    void open() {
        written = new StandaloneStore(directory.resolve("written"), 1 << 20);
        written.store().beginWriting();
        follower = new StandaloneStore(directory.resolve("follower"), 1 << 20);
    }

    @AfterEach
    void close() {
        written.close();
        follower.close();
    }

    @Test
    void shouldBeRead_whenItHasAllThatWasCommittedAtFirst() {
        put(0);
        put(1);
        FeedbackStore copy = follower.store();
        assertThat(written.store().view().whole()).isTrue();
        assertThat(copy.view().whole()).isFalse();

        copy.view().wholeFrom(1);
        assertThat(copy.view().whole()).isFalse();
        follow(1);
        assertThat(copy.view().whole()).isFalse();
        // A later commit is no reason to wait longer.
        copy.view().wholeFrom(7);
        follow(1);

        assertThat(copy.view().whole()).isTrue();
        assertThat(copy.view().follows()).isTrue();
        assertThat(copy.view().position()).isEqualTo(1);
        assertThat(total(copy)).isEqualTo(2);
    }

    @Test
    void shouldBeReadAtOnce_whenNothingWasEverCommitted() {
        follower.store().view().wholeFrom(-1);
        assertThat(follower.store().view().whole()).isTrue();
    }

    @Test
    void shouldKnowHowFarCommandsWereApplied_whenTheyChangedNothing() throws Exception {
        put(0);
        written.store().passed(1, CommandOutcome.UNCHANGED);
        written.store().passed(2, CommandOutcome.NOT_FOUND);
        written.store().logPosition();
        written.store().logPosition();
        assertThat(written.changelog()).hasSize(2);
        follow(2);

        assertThat(follower.store().view().position()).isEqualTo(2);
        assertThat(follower.store().view().await(2, 0)).isTrue();
        assertThat(total(follower.store())).isOne();
    }

    @Test
    void shouldWakeWhoWaits_whenItComesSoFar() throws Exception {
        put(0);
        Thread later = new Thread(() -> follow(1));
        later.start();
        assertThat(follower.store().view().await(0, 10_000_000_000L)).isTrue();
        later.join();
    }

    @Test
    void shouldNotSayWhatBecameOfCommandsThatOthersApplied_whenItWritesAgain() {
        FeedbackStore copy = follower.store();
        copy.beginWriting();
        copy.passed(0, CommandOutcome.CONFLICT);
        copy.endWriting();
        assertThat(copy.view().follows()).isTrue();
        put(1);
        follow(1);
        copy.beginWriting();
        copy.passed(2, CommandOutcome.NOT_FOUND);

        assertThat(copy.view().outcome(1)).isEmpty();
        assertThat(copy.view().outcome(2)).contains(CommandOutcome.NOT_FOUND);
    }

    @Test
    void shouldNotBeWholeAnyMore_whenItIsOpenedAnew() {
        put(0);
        follow(1);
        follower.store().view().wholeFrom(0);
        FeedbackView.TextMoment moment = follower.store().view().awaitText(() -> {});
        assertThat(follower.store().view().knows(moment)).isTrue();
        assertThat(written.store().view().knows(moment)).isFalse();

        follower.closeStore();
        assertThat(follower.store().view().whole()).isFalse();
        follower.open();

        assertThat(follower.store().view().whole()).isFalse();
        assertThat(follower.store().view().knows(moment)).isFalse();
        follower.store().view().wholeFrom(0);
        assertThat(follower.store().view().whole()).isTrue();
    }

    private void put(long offset) {
        Feedback item = Feedback.newBuilder(
                        items.inSeries("default", 1, Instant.ofEpochSecond(1_700_000_000L + offset)))
                .setCommandOffset(offset)
                .build();
        written.store().put(item.getId().getBytes(StandardCharsets.UTF_8), null, item);
    }

    /** Follows further records. */
    private void follow(int records) {
        follower.restore(written.changelog().subList(logged, logged + records));
        logged += records;
    }

    private static long total(FeedbackStore store) {
        Tally all = new Tally();
        store.view().count(FeedbackFilter.all("default"), List.of(), () -> {}, (span, group, tally) -> all.add(tally));
        return all.total();
    }
}
