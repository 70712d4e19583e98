package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random items, changes and erasures, and any question about them: JSON, CSV and a recount of the items that the list
 * gives say the same to the last digit as plain items in memory do.
 */
@ExtendWith(SharedLoop.class)
class AnySliceTest {

    private static final int ITEMS = 500;
    private static final int CHANGES = 120;
    private static final int QUESTIONS = 30;

    private static final List<String> TAGS = List.of("exports", "a,b", "!urgent", "\\odd", "größe", "=1+1");
    private static final List<String> PLANS = List.of("free", "pro", "scale");
    private static final List<String> USERS = List.of("ann", "bob", "eve", "zoë");
    private static final List<String> BROWSERS = List.of("Firefox", "Safari", "");
    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");
    private static final List<String> FACETS = List.of("tag", "plan", "source", "user", "metadata.browser");
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham");
    private static final long YEAR = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000;

    private final Map<String, PlainItem> items = new TreeMap<>();
    private List<String> sources = List.of();
    private Random random = new Random();

    @Test
    void shouldAnswerAsALookAtAllItemsDoes_whateverIsAsked(RunningLoop loop) {
        long seed = System.nanoTime();
        random = new Random(seed);
        // The sources keep out items that other tests put into the same instance.
        sources = List.of("web-" + seed, "mail-" + seed);
        LoopClient client = new LoopClient(loop.address(), RunningLoop.SECRET_KEY);
        try {
            String position = create(client);
            ask(client, position);
            change(client);
            ask(client, position);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("With seed " + seed + ": " + failure.getMessage(), failure);
        }
    }

    private String create(LoopClient client) {
        List<PlainItem> made = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            PlainItem item = new PlainItem(
                    "",
                    of(USERS),
                    of(SENTIMENTS),
                    false,
                    perhaps(TAGS),
                    perhaps(PLANS),
                    of(sources),
                    perhaps(BROWSERS),
                    instant(),
                    0);
            made.add(item);
            lines.add(item.line(sources.get(0) + i));
        }
        LoopClient.Answer answer = client.batch(lines).expect(202);
        for (JsonNode result : answer.json().path("results")) {
            PlainItem item = made.get(result.path("line").asInt() - 1)
                    .withId(result.path("id").asText());
            items.put(item.id(), item);
        }
        assertThat(items).hasSize(ITEMS);
        return answer.header("Loop-Position");
    }

    private void change(LoopClient client) {
        for (int i = 0; i < CHANGES; i++) {
            PlainItem item = of(List.copyOf(items.values()));
            String path = "/v1/feedback/" + item.id();
            switch (random.nextInt(5)) {
                case 0 -> {
                    client.delete(path).expect(204);
                    items.remove(item.id());
                }
                case 1 -> {
                    String status = random.nextInt(4) == 0 ? "open" : "resolved";
                    JsonNode after = client.patch(path, "{\"status\":\"" + status + "\"}")
                            .expect(200)
                            .json();
                    items.put(item.id(), item.withStatusOf(after));
                }
                case 2 -> {
                    String sentiment = of(SENTIMENTS);
                    client.patch(path, "{\"sentiment\":\"" + sentiment + "\"}").expect(200);
                    items.put(item.id(), item.felt(sentiment));
                }
                case 3 -> {
                    String plan = perhaps(PLANS);
                    client.patch(path, "{\"plan\":" + quoted(plan) + "}").expect(200);
                    items.put(item.id(), item.planned(plan));
                }
                default -> {
                    String tag = perhaps(TAGS);
                    client.patch(path, "{\"tag\":" + quoted(tag) + "}").expect(200);
                    items.put(item.id(), item.tagged(tag));
                }
            }
        }
    }

    private static String quoted(@Nullable String value) {
        return value == null ? "null" : "\"" + value.replace("\\", "\\\\") + "\"";
    }

    private void ask(LoopClient client, String position) {
        client.get("/v1/sentiment", "Loop-Position", position).expect(200);
        for (int i = 0; i < QUESTIONS; i++) {
            Question question = new Question();
            List<String> groupBy = groupBy();
            list(client, question);
            table(client, question, groupBy);
            compared(client, question, groupBy);
            timeline(client, question, groupBy);
        }
    }

    /** Filters as they are asked for, and as they are meant. */
    private final class Question {
        final StringBuilder query = new StringBuilder();
        private final Map<String, Set<String>> wanted = new HashMap<>();
        private final Set<String> negated = new HashSet<>();
        long from = Long.MIN_VALUE;
        long to = Long.MAX_VALUE;

        Question() {
            sources.forEach(source -> add("source", source));
            wanted.put("source", Set.copyOf(sources));
            filter("tag", TAGS, 2);
            filter("plan", PLANS, 3);
            filter("sentiment", SENTIMENTS, 3);
            filter("status", List.of("open", "resolved"), 4);
            filter("user", USERS, 5);
            filter("metadata.browser", BROWSERS, 5);
            if (random.nextBoolean()) {
                from = instant();
                add("from", Instant.ofEpochMilli(from).toString());
            }
            if (random.nextInt(3) == 0) {
                to = Math.max(instant(), from == Long.MIN_VALUE ? 0 : from + 1);
                add("to", Instant.ofEpochMilli(to).toString());
            }
        }

        private void filter(String name, List<String> values, int oneIn) {
            if (random.nextInt(oneIn) != 0) {
                return;
            }
            boolean not = random.nextBoolean();
            boolean closed = name.equals("sentiment") || name.equals("status");
            Set<String> chosen = new HashSet<>();
            // A filter must not exclude all words of a closed set.
            for (int i = closed && not ? 0 : random.nextInt(3); i >= 0; i--) {
                chosen.add(closed || random.nextInt(4) > 0 ? of(values) : "");
            }
            for (String value : chosen) {
                boolean escape = !closed && (value.startsWith("!") || value.startsWith("\\"));
                add(name, (not ? "!" : "") + (escape ? "\\" : "") + value);
            }
            wanted.put(name, chosen);
            if (not) {
                negated.add(name);
            }
        }

        private void add(String name, String value) {
            query.append('&').append(name).append('=').append(LoopClient.encode(value));
        }

        boolean takes(PlainItem item) {
            return takesAtAnyTime(item) && item.createdAt() >= from && item.createdAt() < to;
        }

        boolean takesAtAnyTime(PlainItem item) {
            return wanted.entrySet().stream().allMatch(filter -> {
                String value = Objects.requireNonNullElse(item.value(filter.getKey()), "");
                return filter.getValue().contains(value) != negated.contains(filter.getKey());
            });
        }

        List<PlainItem> items() {
            return items.values().stream().filter(this::takes).toList();
        }
    }

    private void list(LoopClient client, Question question) {
        List<String> listed = client.items(question.query.toString()).stream()
                .map(item -> item.path("id").asText())
                .toList();
        assertThat(listed)
                .as("%s", question.query)
                .isEqualTo(question.items().stream()
                        .sorted(Comparator.comparingLong(PlainItem::createdAt)
                                .reversed()
                                .thenComparing(PlainItem::id))
                        .map(PlainItem::id)
                        .toList());
    }

    private void table(LoopClient client, Question question, List<String> groupBy) {
        int limit = 1 + random.nextInt(8);
        String path = "/v1/sentiment?sort=-total&other=true&limit=" + limit + grouping(groupBy) + question.query;
        List<PlainItem> found = question.items();
        List<Map.Entry<List<String>, List<PlainItem>>> groups = sorted(groups(found, groupBy));

        JsonNode table = client.get(path).expect(200).json();
        List<NamedCsvRecord> csv = client.csv(path);

        assertThat(table.path("groups").asInt()).as(path).isEqualTo(groups.size());
        int shown = Math.min(limit, groups.size());
        assertThat(table.path("rows")).hasSize(shown);
        assertThat(csv).hasSize(shown + 1);
        for (int i = 0; i < shown; i++) {
            Map.Entry<List<String>, List<PlainItem>> group = groups.get(i);
            same(path, PlainTally.of(group.getValue()), table.path("rows").get(i), csv.get(i), "", "");
            for (int facet = 0; facet < groupBy.size(); facet++) {
                String name = groupBy.get(facet);
                String value = group.getKey().get(facet);
                JsonNode json = table.path("rows").get(i).path(name);
                assertThat(json.isNull() ? "" : json.asText()).as(path).isEqualTo(value);
                assertThat(csv.get(i).getField(name)).isEqualTo(value.startsWith("=") ? "'" + value : value);
            }
        }
        List<PlainItem> rest = groups.subList(shown, groups.size()).stream()
                .flatMap(group -> group.getValue().stream())
                .toList();
        same(path, PlainTally.of(rest), table.path("other"), csv.get(shown), "", "");
        same(path, PlainTally.of(found), table.path("total"), null, "", "");
    }

    private void compared(LoopClient client, Question question, List<String> groupBy) {
        if (question.from == Long.MIN_VALUE || question.to == Long.MAX_VALUE) {
            return;
        }
        String path = "/v1/sentiment?compare=previous&sort=total&limit=10000" + grouping(groupBy) + question.query;
        long earlier = question.from - (question.to - question.from);
        Map<List<String>, List<PlainItem>> now = groups(question.items(), groupBy);
        Map<List<String>, List<PlainItem>> before = groups(
                items.values().stream()
                        .filter(question::takesAtAnyTime)
                        .filter(item -> item.createdAt() >= earlier && item.createdAt() < question.from)
                        .toList(),
                groupBy);
        Set<List<String>> all = new HashSet<>(now.keySet());
        all.addAll(before.keySet());

        JsonNode table = client.get(path).expect(200).json();
        List<NamedCsvRecord> csv = client.csv(path);

        assertThat(table.path("rows")).as(path).hasSize(all.size());
        for (int i = 0; i < csv.size(); i++) {
            JsonNode row = table.path("rows").get(i);
            List<String> group = groupBy.stream()
                    .map(name -> row.path(name).isNull() ? "" : row.path(name).asText())
                    .toList();
            assertThat(all).as(path).contains(group);
            Map<String, String> is = PlainTally.of(now.getOrDefault(group, List.of()));
            Map<String, String> was = PlainTally.of(before.getOrDefault(group, List.of()));
            same(path, is, row, csv.get(i), "", "");
            same(path, was, row.path("previous"), csv.get(i), "previous", "");
            long change = Long.parseLong(is.get("total")) - Long.parseLong(was.get("total"));
            assertThat(row.at("/change/total").asLong()).isEqualTo(change);
            assertThat(csv.get(i).getField("changeTotal")).isEqualTo(Long.toString(change));
            assertThat(csv.get(i).getField("changeNegativeShare")).isEqualTo(text(row.at("/change/negativeShare")));
        }
    }

    private void timeline(LoopClient client, Question question, List<String> groupBy) {
        String zone = of(ZONES);
        String interval = of(List.of("day", "week", "month"));
        String path = "/v1/sentiment/timeline?interval=" + interval + "&timezone=" + zone + grouping(groupBy)
                + question.query;
        List<PlainItem> found = question.items();
        Map<List<String>, List<PlainItem>> expected = found.stream().collect(Collectors.groupingBy(item -> {
            List<String> key = new ArrayList<>(List.of(start(item.createdAt(), interval, zone)));
            key.addAll(key(item, groupBy));
            return key;
        }));

        JsonNode timeline = client.get(path).expect(200).json();
        List<NamedCsvRecord> csv = client.csv(path);

        assertThat(csv).hasSize(timeline.path("rows").size());
        int rows = 0;
        for (int i = 0; i < csv.size(); i++) {
            JsonNode row = timeline.path("rows").get(i);
            List<String> key = new ArrayList<>(List.of(row.path("start").asText()));
            groupBy.forEach(name ->
                    key.add(row.path(name).isNull() ? "" : row.path(name).asText()));
            List<PlainItem> said = expected.getOrDefault(key, List.of());
            assertThat(csv.get(i).getField("start")).isEqualTo(key.get(0));
            same(path, PlainTally.of(said), row, csv.get(i), "", "");
            rows += said.isEmpty() ? 0 : 1;
        }
        assertThat(rows).as(path).isEqualTo(expected.size());
        same(path, PlainTally.of(found), timeline.path("total"), null, "", "");
    }

    /**
     * Returns the start of a bucket independently of the program: midnight of the day, or of the Monday or first before
     * it.
     */
    private static String start(long at, String interval, String zone) {
        LocalDate day = Instant.ofEpochMilli(at).atZone(ZoneId.of(zone)).toLocalDate();
        LocalDate first = switch (interval) {
            case "day" -> day;
            case "week" -> day.minusDays(day.getDayOfWeek().getValue() - 1L);
            default -> LocalDate.of(day.getYear(), day.getMonth(), 1);
        };
        var midnight = first.atStartOfDay(ZoneId.of(zone));
        String offset = midnight.getOffset().getTotalSeconds() == 0
                ? "Z"
                : midnight.getOffset().getId();
        return first + "T" + (midnight.toLocalTime().getSecond() == 0 ? midnight.toLocalTime() + ":00" : "") + offset;
    }

    private static void same(
            String path,
            Map<String, String> figures,
            JsonNode json,
            @Nullable NamedCsvRecord csv,
            String prefix,
            String suffix) {
        figures.forEach((name, figure) -> {
            assertThat(text(json.path(name))).as("%s of %s", name, path).isEqualTo(figure);
            if (csv != null) {
                String column = prefix.isEmpty() ? name : prefix + capital(name) + suffix;
                assertThat(csv.getField(column)).as("%s of %s", column, path).isEqualTo(figure);
            }
        });
        long all = Long.parseLong(Objects.requireNonNull(figures.get("total")));
        JsonNode interval = json.path("negativeShareInterval");
        if (all > 0) {
            double[] bounds = PlainTally.interval(Long.parseLong(Objects.requireNonNull(figures.get("negative"))), all);
            assertThat(interval.get(0).asDouble()).isCloseTo(bounds[0], within(1e-12));
            assertThat(interval.get(1).asDouble()).isCloseTo(bounds[1], within(1e-12));
        }
        if (csv != null) {
            String column = prefix.isEmpty() ? "negativeShareHigh" : prefix + "NegativeShareHigh";
            assertThat(csv.getField(column)).isEqualTo(all > 0 ? interval.get(1).asText() : "");
        }
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String text(JsonNode json) {
        assertThat(json.isMissingNode()).isFalse();
        return json.isNull() ? "" : json.asText();
    }

    private static Map<List<String>, List<PlainItem>> groups(List<PlainItem> items, List<String> groupBy) {
        Map<List<String>, List<PlainItem>> groups = items.stream()
                .collect(Collectors.groupingBy(item -> key(item, groupBy), HashMap::new, Collectors.toList()));
        if (groupBy.isEmpty()) {
            groups.putIfAbsent(List.of(), List.of());
        }
        return groups;
    }

    private static List<String> key(PlainItem item, List<String> groupBy) {
        return groupBy.stream()
                .map(name -> Objects.requireNonNullElse(item.value(name), ""))
                .toList();
    }

    /** The most items first, then by name, those without one last. */
    private static List<Map.Entry<List<String>, List<PlainItem>>> sorted(Map<List<String>, List<PlainItem>> groups) {
        Function<List<String>, String> names = key ->
                key.stream().map(name -> name.isEmpty() ? "\uFFFF" : name).collect(Collectors.joining("\u0000"));
        return groups.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<List<String>, List<PlainItem>> group) ->
                                -group.getValue().size())
                        .thenComparing(group -> names.apply(group.getKey())))
                .toList();
    }

    private static String grouping(List<String> groupBy) {
        return groupBy.isEmpty() ? "" : "&group_by=" + String.join(",", groupBy);
    }

    private List<String> groupBy() {
        Set<String> chosen = new LinkedHashSet<>();
        // Mostly what cells know, sometimes what only items do.
        int known = random.nextInt(3) == 0 ? FACETS.size() : 3;
        for (int i = random.nextInt(4); i > 0; i--) {
            chosen.add(FACETS.get(random.nextInt(known)));
        }
        return List.copyOf(chosen);
    }

    /** Anywhere in a year, or at the edge of a minute, an hour or a day, or where another item is. */
    private long instant() {
        long at = YEAR + (long) (random.nextDouble() * 365 * DAY);
        return switch (random.nextInt(5)) {
            case 0 -> at / 60_000 * 60_000;
            case 1 -> at / DAY * DAY + random.nextInt(3) - 1;
            case 2 -> at / DAY * DAY - 3_600_000L * random.nextInt(14);
            case 3 -> items.isEmpty() ? at : of(List.copyOf(items.values())).createdAt() + random.nextInt(3) - 1;
            default -> at;
        };
    }

    private @Nullable String perhaps(List<String> values) {
        return random.nextInt(4) == 0 ? null : of(values);
    }

    private <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
