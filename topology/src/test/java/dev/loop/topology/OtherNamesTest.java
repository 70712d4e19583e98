package dev.loop.topology;

import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.erase;
import static dev.loop.topology.Commands.id;
import static dev.loop.topology.Commands.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.Tally;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names take as much memory as a partition has for them, and every item is kept. */
class OtherNamesTest {

    private static final int MOST = 3;
    /** The room for the other tag with existing plans and sources, and one place for items without them. */
    private static final int ROOM = 1_001;

    @TempDir
    Path directory;

    private FeedbackDriver driver;

    @BeforeEach
    void open() {
        driver = new FeedbackDriver(directory, new InMemorySchemaRegistry(), 1, MOST, 1 << 20);
        for (String tag : new String[] {"a", "b", "c"}) {
            driver.send(create(
                    id(tag),
                    FeedbackDriver.START,
                    c -> c.setTag(tag).setPlan("pro").setSource("web")));
        }
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldKeepTheItemUnderTheOtherTag_whenItsTagIsOneTooMany() {
        send("d", "d", "pro", "web");

        Feedback item = driver.item(id("d"));
        assertThat(item.getTag()).contains("(other)");
        assertThat(item.getPlan()).contains("pro");
        assertThat(item.getSource()).contains("web");
        assertThat(item.getMetadata()).isEqualTo(Map.of("loop.sentTag", "d"));
        assertThat(driver.deadLetters.isEmpty()).isTrue();
        send("e", "a", "pro", "web");
        assertThat(driver.item(id("e")).getTag()).as("one that there is").contains("a");
        assertThat(driver.outcome(driver.send(update(id("a"), FeedbackDriver.START, u -> u.setTag("(other)")))))
                .isEqualTo(CommandOutcome.APPLIED);
    }

    @Test
    void shouldKeepItsOwnTag_whenTheLastItemOfAnotherNameWasErased() {
        driver.send(erase(id("a"), FeedbackDriver.START));
        send("d", "d", "pro", "web");
        send("e", "a", "pro", "web");

        assertThat(driver.item(id("d")).getTag()).contains("d");
        assertThat(driver.item(id("e")).getTag()).as("its place is taken").contains("(other)");
    }

    @Test
    void shouldCountEveryItemInBoundedSeries_whenEachHasNamesOfItsOwn() {
        int items = 3 * ROOM;
        for (int i = 0; i < items; i++) {
            send("many " + i, "tag " + i, "plan " + i, "source " + i);
        }

        assertThat(driver.view().sizes().series()).isLessThanOrEqualTo(MOST + ROOM);
        assertThat(driver.deadLetters.isEmpty()).isTrue();
        Feedback last = driver.item(id("many " + (items - 1)));
        assertThat(last.getTag()).contains("(other)");
        assertThat(last.getPlan()).contains("(other)");
        assertThat(last.getSource()).contains("(other)");
        assertThat(last.getMetadata())
                .isEqualTo(Map.of(
                        "loop.sentTag", "tag " + (items - 1),
                        "loop.sentPlan", "plan " + (items - 1),
                        "loop.sentSource", "source " + (items - 1)));
        var counted = new Tally();
        driver.view()
                .count(
                        FeedbackFilter.all(Commands.PROJECT).withTags(Match.oneOf(List.of("(other)"))),
                        List.of(Dimension.TAG),
                        () -> {},
                        (span, group, tally) -> counted.add(tally));
        assertThat(counted.total()).isEqualTo(items);
    }

    private void send(String item, String tag, String plan, String source) {
        driver.send(create(
                id(item), FeedbackDriver.START, c -> c.setTag(tag).setPlan(plan).setSource(source)));
    }
}
