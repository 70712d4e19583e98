package dev.loop.topology.theme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.topology.theme.ThemeKeys.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the themes of one project, on the stores alone. */
class ProjectThemesTest {

    private final List<String> told = new ArrayList<>();
    private final Map<String, Long> joined = new TreeMap<>();
    private KeyValueStore<Bytes, byte[]> themes =
            Stores.inMemoryKeyValueStore("themes").get();
    private KeyValueStore<Bytes, byte[]> members =
            Stores.inMemoryKeyValueStore("theme-members").get();
    private final Topical topical = new Topical(7);
    private ProjectThemes project = open();

    private ProjectThemes open() {
        return new ProjectThemes(themes, members, "default", new ProjectThemes.Outlet() {
            @Override
            public void merged(String project, ThemeState from, long into) {
                told.add("merged " + from.cluster.id + " into " + into);
            }

            @Override
            public void gone(String project, long theme) {
                told.add("gone " + theme);
            }

            @Override
            public void grew(String project, ThemeState theme) {
                told.add("grew " + theme.cluster.id + " to " + theme.cluster.size() + " of " + theme.people);
            }

            @Override
            public void joined(String project, String item, byte[] vector, long theme) {
                joined.put(item, theme);
            }
        });
    }

    private void say(Feedback item, boolean isNews) {
        byte[] vector = item.getVector().orElseThrow().array();
        project.take(item.getId(), Optional.of(Member.of(item, vector)), isNews);
    }

    private void say(Feedback item) {
        say(item, true);
    }

    /** Says items of the first topics in turn. */
    private void say(int items, int topics) {
        for (int number = 0; number < items; number++) {
            say(topical.item(number, number % topics));
        }
    }

    private List<Theme> shown() {
        open().tell();
        List<Theme> shown = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows =
                themes.range(ThemeKeys.first(Kind.THEME), ThemeKeys.end(Kind.THEME))) {
            rows.forEachRemaining(row -> {
                ThemeState theme = ThemeCodec.theme(ThemeKeys.themeOf(row.key), row.value);
                if (theme.toBeShown()) {
                    shown.add(ThemeRecords.of("default", theme));
                }
            });
        }
        return shown;
    }

    private Map<String, String> rows() {
        Map<String, String> all = new TreeMap<>();
        for (KeyValueStore<Bytes, byte[]> store : List.of(themes, members)) {
            try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
                rows.forEachRemaining(
                        row -> all.put(row.key.toString(), Base64.getEncoder().encodeToString(row.value)));
            }
        }
        return all;
    }

    private String everything() {
        StringBuilder all = new StringBuilder();
        for (KeyValueStore<Bytes, byte[]> store : List.of(themes, members)) {
            try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
                rows.forEachRemaining(row -> all.append(new String(row.key.get(), StandardCharsets.ISO_8859_1))
                        .append(new String(row.value, StandardCharsets.ISO_8859_1))
                        .append('\n'));
            }
        }
        return all.toString();
    }

    @Test
    void shouldFindTheTopics_whenEnoughWasSaidForAMean() {
        say(Mean.FOUNDERS - 1, 4);
        assertThat(shown()).isEmpty();

        say(topical.item(299, 3));

        assertThat(shown()).hasSize(4).allSatisfy(theme -> {
            assertThat(theme.getItems()).isEqualTo(75);
            assertThat(theme.getPeople()).isEqualTo(75);
            assertThat(theme.getNegative()).isEqualTo(75);
            assertThat(theme.getExamples()).hasSize(40);
            assertThat(theme.getDays())
                    .singleElement()
                    .satisfies(day -> assertThat(day.getItems()).isEqualTo(75));
        });
        assertThat(shown().get(0).getWords().get(0)).isIn("luggage lost", "lost luggage");
        assertThat(shown().get(3).getCentral().orElseThrow()).startsWith("export hangs with spreadsheets");
    }

    @Test
    void shouldForgetTheMessageInTheMiddle_whenItIsErasedAfterTheSampleHasMovedOn() {
        say(Mean.FOUNDERS, 4);
        Theme theme = shown().stream()
                .filter(one -> !one.getExamples().contains(one.getCentralItem().orElseThrow()))
                .findFirst()
                .orElseThrow();
        String item = theme.getCentralItem().orElseThrow();

        project.take(item, Optional.empty(), false);

        assertThat(everything()).doesNotContain(item);
        assertThat(shown())
                .filteredOn(now -> now.getId().equals(theme.getId()))
                .singleElement()
                .satisfies(now -> assertThat(now.getItems()).isEqualTo(74));
    }

    @Test
    void shouldKeepItemsApart_whenTheyAreOfTwoLanguages() {
        for (int number = 0; number < 2 * Mean.FOUNDERS; number++) {
            Feedback item = topical.item(number, number / 2 % 3);
            say(Feedback.newBuilder(item)
                    .setLanguage(number % 2 == 0 ? "en" : "de")
                    .build());
        }

        assertThat(shown())
                .hasSize(6)
                .extracting(theme -> theme.getLanguage().orElseThrow() + " " + theme.getItems())
                .containsOnly("en 100", "de 100");
    }

    @Test
    void shouldPutAnItemNowhere_whenItSaysNothingInParticular() {
        say(Mean.FOUNDERS, 3);
        Map<String, String> before = rows();

        say(Topical.item("fb_empty", "u", "@united worst ever!!! http://t.co/lost", topical.vector(0)));

        Map<String, String> after = rows();
        after.remove(ThemeKeys.named(Kind.MEMBER, "default", "fb_empty").toString());
        assertThat(after).isEqualTo(before);
    }

    /** A process that is stopped reads the stores again; it must not decide otherwise than one that went on. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldHaveTheSameBytes_whenStoppedAnywhere(long seed) {
        Map<String, String> once = play(seed, false);
        Map<String, String> stopped = play(seed, true);

        assertThat(stopped).as("seed %d", seed).isEqualTo(once);
    }

    private Map<String, String> play(long seed, boolean stops) {
        themes = Stores.inMemoryKeyValueStore("themes").get();
        members = Stores.inMemoryKeyValueStore("theme-members").get();
        project = open();
        Topical messages = new Topical(seed);
        Random random = new Random(seed);
        Random stopping = new Random(seed);
        for (int number = 0; number < 700; number++) {
            double dice = random.nextDouble();
            if (dice < 0.1) {
                project.take("fb_" + random.nextInt(number + 1), Optional.empty(), true);
            } else if (dice < 0.15) {
                say(Topical.item("fb_" + number, "u", "a word" + number, messages.alone()));
            } else {
                say(messages.item(number, random.nextInt(6)));
            }
            if (stops && stopping.nextInt(20) == 0) {
                project = open();
            }
        }
        return rows();
    }

    @Test
    void shouldLeaveNothing_whenAnItemIsErased() {
        say(Mean.FOUNDERS, 4);
        say(Topical.item("fb_1", "u1", "luggage lost at the airport number1", topical.vector(0)));
        for (int time = 0; time < 3; time++) {
            say(Topical.item("fb_x" + time, "Zenobia", "Zanzibar luggage lost by Zarathustra", topical.vector(0)));
        }
        say(Topical.item("fb_0", "Zenobia", "Zanzibar was in the mean", topical.vector(0)));
        assertThat(everything()).contains("Zenobia", "Zanzibar");

        for (int time = 0; time < 3; time++) {
            project.take("fb_x" + time, Optional.empty(), true);
        }
        project.take("fb_0", Optional.empty(), true);

        assertThat(everything().toLowerCase(Locale.ROOT)).doesNotContain("zenobia", "zanzibar", "zarathustra");
        // The first message of that item was in the mean, and so was the second.
        assertThat(mean().founders()).isEqualTo(Mean.FOUNDERS - 1);
        assertThat(sumOfMembers()).isEqualTo(sumOfThemes());
        assertThat(shown()).extracting(Theme::getItems).containsExactly(75L, 74L, 75L, 75L);
    }

    private Mean mean() {
        return ThemeCodec.mean(themes.get(ThemeKeys.named(Kind.MEAN, "default", "en")));
    }

    private int[] sumOfThemes() {
        int[] sum = new int[Direction.WIDTH];
        try (KeyValueIterator<Bytes, byte[]> rows =
                themes.range(ThemeKeys.first(Kind.THEME), ThemeKeys.end(Kind.THEME))) {
            rows.forEachRemaining(row -> {
                int[] one = ThemeCodec.theme(1, row.value).cluster.sum;
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += one[i];
                }
            });
        }
        return sum;
    }

    private int[] sumOfMembers() {
        int[] sum = new int[Direction.WIDTH];
        try (KeyValueIterator<Bytes, byte[]> rows =
                members.range(ThemeKeys.first(Kind.MEMBER), ThemeKeys.end(Kind.MEMBER))) {
            rows.forEachRemaining(
                    row -> Direction.add(sum, Member.read(row.value).vector(), 1));
        }
        return sum;
    }

    @Test
    void shouldBeginAgain_whenMostOfTheMeanWasErased() {
        say(Mean.FOUNDERS, 4);
        for (int number = 0; number < 201; number++) {
            project.take("fb_" + number, Optional.empty(), true);
        }
        assertThat(mean().settled()).isFalse();

        for (int number = 300; number < 501; number++) {
            say(topical.item(number, number % 4));
        }

        assertThat(mean().settled()).isTrue();
        assertThat(shown().stream().mapToLong(Theme::getItems).sum()).isEqualTo(300);
    }

    @Test
    void shouldCountAnew_whenAnItemIsJudgedOtherwise() {
        say(Mean.FOUNDERS, 3);
        Feedback item = Topical.item("fb_new", "u0", "luggage lost again", topical.vector(0));
        say(item);

        say(Feedback.newBuilder(item)
                .setSentiment(Sentiment.NEUTRAL)
                .setUserId("u300")
                .build());

        Theme theme = shown().get(0);
        assertThat(theme.getNegative()).isEqualTo(100);
        assertThat(theme.getNeutral()).isEqualTo(1);
        assertThat(theme.getPeople()).isEqualTo(101);
    }

    @Test
    void shouldTellOnce_whenAThemeGrows() {
        say(Mean.FOUNDERS, 6);
        int number = 300;
        for (int topic = 0; topic < 6; topic++) {
            project.take("fb_" + topic, Optional.empty(), true);
        }
        assertThat(told).isEmpty();

        // The 49 that are left were there before the themes: nobody is told before something new comes, and of old
        // news.
        say(topical.item(number++, 0), false);
        say(topical.item(number++, 0), false);
        assertThat(told).isEmpty();
        for (int more = 0; more < 60; more++) {
            say(topical.item(number++, 0));
        }

        assertThat(told).containsExactly("grew 1 to 52 of 52");
    }

    @Test
    void shouldNotTell_whenAThemeGrowsByFewPeople() {
        say(Mean.FOUNDERS, 4);
        for (int more = 0; more < 60; more++) {
            say(Topical.item("fb_a" + more, "u" + more % 19, "a shop sells shoes", topical.vector(5)));
        }
        assertThat(told).isEmpty();

        say(Topical.item("fb_last", "u20", "a shop sells shoes", topical.vector(5)));

        assertThat(told).containsExactly("grew 5 to 61 of 20");
    }

    /** Nobody outside knows a theme of two items: no record would tell where they went. */
    @Test
    void shouldTellItsItems_whenAThemeThatIsNotShownIsMerged() {
        say(Mean.FOUNDERS, 3);
        say(Topical.item("fb_a", "u", "shoes", topical.vector(5)));
        say(Topical.item("fb_b", "u", "shoes", topical.vector(5)));
        project.tell();
        assertThat(joined).containsEntry("fb_a", 4L).containsEntry("fb_b", 4L).containsEntry("fb_0", 1L);

        project.obey(wish("th_4", "th_1"), 4, Optional.of(1L), 17);

        assertThat(told).isEmpty();
        assertThat(joined).containsEntry("fb_a", 1L).containsEntry("fb_b", 1L);
    }

    @Test
    void shouldAddUp_whenPeopleMergeThemes() {
        say(Mean.FOUNDERS, 3);
        say(Topical.item("fb_more", "u0", "waiting on hold", topical.vector(1)));
        project.tell();

        project.obey(wish("th_2", "th_1"), 2, Optional.of(1L), 17);

        assertThat(told).containsExactly("grew 2 to 101 of 101", "merged 2 into 1");
        assertThat(shown()).hasSize(2);
        assertThat(shown().get(0).getItems()).isEqualTo(201);
        assertThat(shown().get(0).getPeople()).isEqualTo(200);
        // An item of the theme that went is subtracted where it is now.
        project = open();
        project.take("fb_1", Optional.empty(), true);
        assertThat(shown().get(0).getItems()).isEqualTo(200);
        assertThat(shown().get(0).getPeople()).isEqualTo(199);
    }

    @Test
    void shouldKeepWhatPeopleSaid_whenSmallThemesMakeRoom() {
        say(Mean.FOUNDERS, 3);
        say(Topical.item("fb_pin", "u", "curious incident", topical.alone()));
        ThemeCommand pin = ThemeCommand.newBuilder(wish("th_4", null))
                .setPinned(true)
                .setName("Incident")
                .build();
        project.obey(pin, 4, Optional.empty(), 3);

        for (int number = 301; number < 1010; number++) {
            say(Topical.item("fb_" + number, "u", "word" + number, topical.alone()));
        }

        List<Theme> shown = shown();
        assertThat(shown)
                .filteredOn(theme -> theme.getId().equals("th_4"))
                .singleElement()
                .satisfies(theme -> {
                    assertThat(theme.getGivenName()).contains("Incident");
                    assertThat(theme.getCommandOffset()).isEqualTo(3);
                });
        assertThat(shown).extracting(Theme::getId).contains("th_1", "th_2", "th_3");
        assertThat(themes.approximateNumEntries()).isLessThan(ProjectThemes.MOST + ProjectThemes.SWEEP + 10);
        try (KeyValueIterator<Bytes, byte[]> people =
                members.range(ThemeKeys.first(Kind.PERSON), ThemeKeys.end(Kind.PERSON))) {
            int rows = 0;
            for (; people.hasNext(); people.next()) {
                rows++;
            }
            assertThat(rows).isLessThan(300 + ProjectThemes.MOST + ProjectThemes.SWEEP);
        }
    }

    private static ThemeCommand wish(String theme, String into) {
        return ThemeCommand.newBuilder()
                .setProject("default")
                .setTheme(theme)
                .setAt(Topical.START)
                .setMergeInto(into)
                .build();
    }

    @Test
    void shouldKnowADayApart_onlyForAYear() {
        say(Mean.FOUNDERS, 3);
        Feedback late = Feedback.newBuilder(Topical.item("fb_late", "u", "luggage lost", topical.vector(0)))
                .setCreatedAt(Topical.START.plus(Duration.ofDays(500)))
                .build();

        say(late);
        assertThat(shown().get(0).getItems()).isEqualTo(101);
        assertThat(shown().get(0).getDays()).hasSize(1);
        assertThat(shown().get(0).getFirstDay()).isEqualTo(LocalDate.parse("2026-06-01"));

        project.take("fb_0", Optional.empty(), true);
        assertThat(shown().get(0).getItems()).isEqualTo(100);
        assertThat(shown().get(0).getDays()).hasSize(1);
        assertThat(shown().get(0).getLastDay()).isEqualTo(LocalDate.parse("2027-10-14"));
    }
}
