package dev.loop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.item.FeedbackId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoFeedbackTest {

    private static final Instant END = Instant.parse("2026-03-31T12:34:56.789Z");

    private final DemoFeedback usual = feedback(DemoOptions.usual("default", END));

    private static DemoFeedback feedback(DemoOptions options) {
        return new DemoFeedback(options);
    }

    private static List<FeedbackCommand> list(DemoFeedback feedback) {
        List<FeedbackCommand> items = new ArrayList<>();
        feedback.items().forEachRemaining(items::add);
        return items;
    }

    private static Create create(FeedbackCommand command) {
        return (Create) command.getBody();
    }

    @Test
    void shouldMakeTheSame_whenTheOptionsAreTheSame() {
        DemoFeedback again = feedback(DemoOptions.usual("default", END));

        assertThat(list(again)).isEqualTo(list(usual)).isEqualTo(list(again)).hasSize(5_000);
        assertThat(again.accounts()).containsExactlyElementsOf(usual.accounts().toList());
        assertThat(again.releases()).isEqualTo(usual.releases());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldMakeAsManyAsAskedForInOrderOfTime_whateverTheShape(long seed) {
        DemoOptions options = new DemoOptions("p", seed, END, 20_011, (int) (seed * 4), 50, 200, 9, 13);

        List<FeedbackCommand> items = list(feedback(options));

        assertThat(items).hasSize(20_011);
        assertThat(items).isSortedAccordingTo((a, b) -> a.getAt().compareTo(b.getAt()));
        assertThat(items.get(0).getAt()).isAfterOrEqualTo(END.minus(Duration.ofDays(options.days())));
        assertThat(items.get(items.size() - 1).getAt()).isBefore(END);
        assertThat(items.stream().map(FeedbackCommand::getId).distinct()).hasSize(20_011);
        assertThat(items.stream().map(item -> create(item).getTag().orElse("")).distinct())
                .hasSize(201);
        assertThat(items.stream().map(item -> create(item).getPlan()).distinct())
                .hasSizeLessThanOrEqualTo(9);
        assertThat(items.stream().map(item -> create(item).getSource()).distinct())
                .hasSize(13);
        assertThat(items).allSatisfy(item -> {
            assertThat(item.getProject()).isEqualTo("p");
            assertThat(FeedbackRules.check(item, END.toEpochMilli())).isEmpty();
            assertThat(create(item).getCreatedAt()).isEqualTo(item.getAt());
            assertThat(create(item).getResolvedAt().isPresent())
                    .isEqualTo(create(item).getStatus() == Status.RESOLVED);
            assertThat(create(item).getResolvedAt().orElse(item.getAt())).isBetween(item.getAt(), END);
        });
    }

    @Test
    void shouldNumberItemsByExternalIds_whenTheyArePlayed() {
        Iterator<FeedbackCommand> items = usual.items();

        assertThat(create(items.next()).getExternalId()).contains("demo-000001");
        assertThat(items.next().getId())
                .isEqualTo(FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, "demo-000002"));
    }

    @Test
    void shouldTakeThePlanOfTheAuthorsAccount_whenAnItemIsMade() {
        Map<String, String> plans = new HashMap<>();
        for (Account account : usual.accounts().toList()) {
            for (String user : account.getUsers()) {
                assertThat(plans.put(user, account.getPlan().orElseThrow())).isNull();
            }
        }

        assertThat(plans).hasSize(900);
        assertThat(new HashSet<>(plans.values())).containsExactlyInAnyOrder("free", "pro", "scale", "enterprise");
        assertThat(list(usual))
                .allMatch(item -> create(item)
                        .getPlan()
                        .orElseThrow()
                        .equals(plans.get(create(item).getUserId())));
    }

    @Test
    void shouldShowTheBrokenRelease_whenExportsOfLargerPlansAreCounted() {
        // Given
        Instant broken = usual.releases().get(1).releasedAt();
        Predicate<Create> larger =
                item -> Set.of("scale", "enterprise").contains(item.getPlan().orElse(""));

        // When
        long before = negativeExports(larger, broken.minus(Duration.ofDays(4)), broken);
        long after = negativeExports(larger, broken, broken.plus(Duration.ofDays(4)));
        long repaired = negativeExports(larger, broken.plus(Duration.ofDays(6)), broken.plus(Duration.ofDays(10)));
        long smallerBefore = negativeExports(larger.negate(), broken.minus(Duration.ofDays(8)), broken);
        long smallerAfter = negativeExports(larger.negate(), broken, broken.plus(Duration.ofDays(8)));

        // Then
        assertThat(after).isGreaterThan(20).isGreaterThan(4 * before).isGreaterThan(4 * repaired);
        assertThat(smallerAfter).isLessThan(3 * Math.max(5, smallerBefore));
    }

    private long negativeExports(Predicate<Create> of, Instant from, Instant to) {
        return list(usual).stream()
                .map(DemoFeedbackTest::create)
                .filter(of)
                .filter(item -> item.getTag().orElse("").equals("exports")
                        && item.getSentiment().orElseThrow() == Sentiment.NEGATIVE
                        && !item.getCreatedAt().isBefore(from)
                        && item.getCreatedAt().isBefore(to))
                .count();
    }

    @Test
    void shouldLookLikeLife_whenItemsAreCounted() {
        List<Create> items = list(usual).stream().map(DemoFeedbackTest::create).toList();

        // Features are unlike, weekends are quiet, nobody is up at three in the morning.
        assertThat(count(items, item -> item.getTag().orElse("").equals("dashboards")))
                .isGreaterThan(2 * count(items, item -> item.getTag().orElse("").equals("api")));
        long sundays = count(items, item -> day(item) == DayOfWeek.SUNDAY);
        assertThat(count(items, item -> day(item) == DayOfWeek.TUESDAY)).isGreaterThan(2 * sundays);
        assertThat(count(items, item -> hour(item) == 10)).isGreaterThan(4 * count(items, item -> hour(item) == 3));
        // Each sentiment and both states are common, and people do not repeat each other much.
        for (Sentiment sentiment : List.of(Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE)) {
            assertThat(count(items, item -> item.getSentiment().orElseThrow() == sentiment))
                    .isGreaterThan(1_000);
        }
        assertThat(count(items, item -> item.getStatus() == Status.RESOLVED)).isBetween(1_500L, 3_500L);
        assertThat(items.stream().map(Create::getMessage).distinct().count()).isGreaterThan(4_000);
    }

    private static long count(List<Create> items, Predicate<Create> which) {
        return items.stream().filter(which).count();
    }

    private static DayOfWeek day(Create item) {
        return item.getCreatedAt().atZone(ZoneOffset.UTC).getDayOfWeek();
    }

    private static int hour(Create item) {
        return item.getCreatedAt().atZone(ZoneOffset.UTC).getHour();
    }

    @Test
    void shouldPlayAccountsFirst_whenAPlayerHasSinks() {
        List<Object> played = new ArrayList<>();
        List<DemoPlayer.Progress> progress = new ArrayList<>();

        long items =
                new DemoPlayer(usual).play(new DemoPlayer.Sinks(played::add, played::add, played::add), progress::add);

        assertThat(items).isEqualTo(5_000);
        List<Object> expected = new ArrayList<>(usual.accounts().toList());
        expected.addAll(usual.releases());
        expected.addAll(list(usual));
        assertThat(played).isEqualTo(expected);
        assertThat(progress).hasSize(20).last().isEqualTo(new DemoPlayer.Progress(5_000, 5_000));
    }

    /** The figure is for the reader; machines differ. */
    @Test
    void shouldBeFastEnoughToMeasureWith_whenItemsAreMany() {
        DemoOptions options = new DemoOptions("default", 1, END, 500_000, 30, 100_000, 200, 4, 6);
        DemoFeedback feedback = feedback(options);
        for (int round = 0; round < 2; round++) {
            long started = System.nanoTime();
            long made = 0;
            for (Iterator<FeedbackCommand> items = feedback.items(); items.hasNext(); items.next()) {
                made++;
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            System.out.printf("demo: %,.0f items a second%n", made / seconds);
            assertThat(made).isEqualTo(500_000);
        }
    }
}
