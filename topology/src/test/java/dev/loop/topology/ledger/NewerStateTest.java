package dev.loop.topology.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.intake.StateTime;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewerStateTest {

    private static final Instant SAID = Instant.parse("2026-06-01T10:00:00Z");
    private static final Instant IMPORTED = Instant.parse("2026-07-01T00:00:00Z");
    private static final String ID = FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, "7");

    private long offset;

    private Decision decide(@Nullable Feedback item, Object body) {
        var command = new FeedbackCommand(ID, "default", IMPORTED.plusSeconds(offset), "key", "import of z", body);
        Stored stored = item == null ? Stored.ABSENT : new Stored.Present(item);
        return Decision.of(command, stored, offset++, Optional::empty, ProjectRules.SHIPPED);
    }

    private @Nullable Feedback apply(@Nullable Feedback item, Object body) {
        return decide(item, body) instanceof Decision.Keep keep ? keep.after() : item;
    }

    private static Create state(@Nullable Instant began, UnaryOperator<Create.Builder> change) {
        return change.apply(Create.newBuilder()
                        .setUserId("1")
                        .setMessage("Export is slow")
                        .setSentiment(Sentiment.NEGATIVE)
                        .setStatus(Status.OPEN)
                        .setCreatedAt(SAID)
                        .setExternalId("7")
                        .setUpdatedAt(began)
                        .setMetadata(began == null ? Map.of() : StateTime.in(Map.of(), began)))
                .build();
    }

    /** The newest state of a ticket stands in the end, in whatever order states come, and however often. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldEndInTheNewestState_whateverOrderStatesComeIn(long seed) {
        Random random = new Random(seed);
        List<Create> states = new ArrayList<>();
        for (int hour = 1; hour <= 8; hour++) {
            Instant began = SAID.plus(Duration.ofHours(hour));
            Sentiment sentiment = Sentiment.values()[random.nextInt(3)];
            Status status = random.nextBoolean() ? Status.OPEN : Status.RESOLVED;
            String tag = "tag" + random.nextInt(3);
            states.add(state(
                    began,
                    s -> s.setSentiment(sentiment).setStatus(status).setTag(tag).setPlan("p")));
        }
        Create newest = states.get(states.size() - 1);
        List<Create> sent = new ArrayList<>(states);
        sent.addAll(states.subList(0, 5));
        Collections.shuffle(sent, random);

        // The item may or may not have been imported plainly before.
        Feedback item = random.nextBoolean() ? null : apply(null, state(null, s -> s));
        long revision = item == null ? 0 : item.getRevision();
        for (Create each : sent) {
            Feedback after = apply(item, each);
            assertThat(after.getRevision()).isBetween(revision, revision + 1);
            revision = after.getRevision();
            item = after;
        }

        assertThat(item.getSentiment()).isEqualTo(newest.getSentiment().orElseThrow());
        assertThat(item.getStatus()).isEqualTo(newest.getStatus());
        assertThat(item.getTag()).isEqualTo(newest.getTag());
        assertThat(StateTime.of(item)).isEqualTo(newest.getUpdatedAt().orElseThrow());
        assertThat(item.getResolvedAt().isPresent()).isEqualTo(item.getStatus() == Status.RESOLVED);
    }

    @Test
    void shouldKeepWhatTheStateDoesNotSay_andWhatWasSaid() {
        Feedback item = apply(null, state(null, s -> s.setTag("exports").setStatus(Status.RESOLVED)));

        Feedback after = apply(
                item,
                state(
                        SAID.plusSeconds(60),
                        s -> s.setKeepStatus(true).setMessage("edited").setSentiment(Sentiment.POSITIVE)));

        assertThat(after.getStatus()).isEqualTo(Status.RESOLVED);
        assertThat(after.getTag()).contains("exports");
        assertThat(after.getMessage()).isEqualTo("Export is slow");
        assertThat(after.getSentiment()).isEqualTo(Sentiment.POSITIVE);
        assertThat(after.getUpdatedAt()).isEqualTo(IMPORTED.plusSeconds(1));
    }

    @Test
    void shouldNotUndoWhatAPersonDidLater_whenTheSourceIsOlder() {
        Feedback item = apply(null, state(SAID, s -> s));
        var resolve = Update.newBuilder().setStatus(Status.RESOLVED).build();
        Feedback resolved = apply(item, resolve);

        assertThat(decide(resolved, state(IMPORTED.minusSeconds(1), s -> s.setStatus(Status.OPEN))))
                .isEqualTo(new Decision.Nothing(CommandOutcome.UNCHANGED));
        assertThat(apply(resolved, state(IMPORTED.plusSeconds(9), s -> s.setStatus(Status.OPEN)))
                        .getStatus())
                .isEqualTo(Status.OPEN);
    }

    @Test
    void shouldChangeNothing_whenTheItemIsErasedOrTheStateHasNoTime() {
        var command = new FeedbackCommand(ID, "default", IMPORTED, "key", null, state(IMPORTED, s -> s));
        assertThat(Decision.of(command, Stored.ERASED, 1, Optional::empty, ProjectRules.SHIPPED))
                .isEqualTo(new Decision.Nothing(CommandOutcome.UNCHANGED));

        Feedback item = apply(null, state(SAID, s -> s));
        assertThat(decide(item, state(null, s -> s.setStatus(Status.RESOLVED))))
                .isEqualTo(new Decision.Nothing(CommandOutcome.UNCHANGED));
    }
}
