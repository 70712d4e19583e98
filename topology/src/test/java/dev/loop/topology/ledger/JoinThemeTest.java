package dev.loop.topology.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.ReadVector;
import dev.loop.schemas.event.FeedbackEvents;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.RandomItems;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.store.Stored;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoinThemeTest {

    static {
        TrustedRecords.install();
    }

    private static final Instant TOLD = Instant.parse("2026-06-02T10:00:00Z");
    private static final ByteBuffer VECTOR =
            ByteBuffer.wrap(new byte[MeaningVector.WIDTH]).put(0, (byte) 127);
    private static final Decision UNCHANGED = new Decision.Nothing(CommandOutcome.UNCHANGED);

    private final Feedback item = Feedback.newBuilder(new RandomItems(new Random(3)).any())
            .setProject("default")
            .setVector(VECTOR)
            .setTheme(null)
            .setChangedAt(null)
            .build();

    @Test
    void shouldHaveItsTheme_whenItJoinsMovesAndLeaves() {
        Feedback in = keep(item, join("th_7"));

        assertThat(in)
                .isEqualTo(Feedback.newBuilder(item)
                        .setTheme("th_7")
                        .setChangedAt(item.getUpdatedAt())
                        .setUpdatedAt(TOLD)
                        .setRevision(item.getRevision() + 1)
                        .setCommandOffset(9)
                        .build());
        Feedback moved = keep(in, join("th_12"));
        assertThat(moved.getTheme()).contains("th_12");
        assertThat(moved.getChangedAt()).contains(item.getUpdatedAt());
        assertThat(keep(moved, join(null)).getTheme()).isEmpty();
    }

    @Test
    void shouldTellNobody_whenAnItemJoins() {
        assertThat(FeedbackEvents.of(ChangeType.UPDATED, "evt_1_2", item.getId(), 0, item, keep(item, join("th_7"))))
                .isEmpty();
    }

    @Test
    void shouldChangeNothing_whenItIsToldAgain() {
        assertThat(decide(new Stored.Present(keep(item, join("th_7"))), join("th_7")))
                .isEqualTo(UNCHANGED);
        assertThat(decide(new Stored.Present(item), join(null))).isEqualTo(UNCHANGED);
    }

    @Test
    void shouldChangeNothing_whenItIsOfAnotherVector() {
        Decision late = new Decision.Nothing(CommandOutcome.CONFLICT);
        JoinTheme join = new JoinTheme(new ReadVector(MeaningVector.hash(VECTOR) + 1), "th_7");

        assertThat(decide(new Stored.Present(item), join)).isEqualTo(late);
        Feedback unread = Feedback.newBuilder(item).setVector(null).build();
        assertThat(decide(new Stored.Present(unread), join("th_7"))).isEqualTo(late);
    }

    @Test
    void shouldChangeNothing_whenTheItemIsNotThere() {
        Decision unknown = new Decision.Nothing(CommandOutcome.NOT_FOUND);

        assertThat(decide(new Stored.Absent(), join("th_7"))).isEqualTo(unknown);
        assertThat(decide(new Stored.Erased(), join("th_7"))).isEqualTo(unknown);
        Feedback foreign = Feedback.newBuilder(item).setProject("other").build();
        assertThat(decide(new Stored.Present(foreign), join("th_7"))).isEqualTo(unknown);
    }

    @Test
    void shouldBeRefused_whenItNamesNoTheme() {
        assertThat(FeedbackRules.check(command(join("th_0")), TOLD.toEpochMilli()))
                .extracting(error -> error.field() + " " + error.problem())
                .containsExactly("theme is \"th_0\"");
        assertThat(FeedbackRules.check(command(join(null)), TOLD.toEpochMilli()))
                .isEmpty();
    }

    private static JoinTheme join(@Nullable String theme) {
        return new JoinTheme(new ReadVector(MeaningVector.hash(VECTOR)), theme);
    }

    private FeedbackCommand command(JoinTheme join) {
        return FeedbackCommand.newBuilder()
                .setId("fb_" + "a".repeat(26))
                .setProject("default")
                .setAt(TOLD)
                .setBody(join)
                .build();
    }

    private Decision decide(Stored stored, JoinTheme join) {
        return Decision.of(command(join), stored, 9, Optional::empty, ProjectRules.SHIPPED);
    }

    private Feedback keep(Feedback before, JoinTheme join) {
        return ((Decision.Keep) decide(new Stored.Present(before), join)).after();
    }
}
