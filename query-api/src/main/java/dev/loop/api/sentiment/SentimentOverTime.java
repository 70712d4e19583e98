package dev.loop.api.sentiment;

import dev.loop.api.feedback.FilterParameters;
import dev.loop.api.http.AsOfFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.api.theme.ThemeBook;
import dev.loop.question.Questions;
import dev.loop.schemas.text.FieldError;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Interval;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/sentiment/timeline}: the counts of {@link SentimentCounts} per minute, hour, day, week or month. */
public final class SentimentOverTime implements Feature {

    private static final int MOST_ROWS = 100_000;
    private static final int MOST_GROUPS = 10_000;

    private static final List<String> PARAMETERS = Stream.concat(
                    FilterParameters.NAMES.stream(),
                    Stream.of(
                            GroupBy.NAME,
                            "interval",
                            "sort",
                            "limit",
                            SentimentCounts.OTHER,
                            Compare.NAME,
                            Freshness.PARTIAL))
            .toList();

    /** The format always writes seconds, which {@code toString} leaves out. */
    static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

    private final ThemeBook themes;
    private final Freshness freshness;
    private final Clock clock;

    public SentimentOverTime(Freshness freshness, Clock clock, ThemeBook themes) {
        this.themes = themes;
        this.freshness = freshness;
        this.clock = clock;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/sentiment/timeline", Scope.FEEDBACK_READ, this::answer);
    }

    /** A row of the answer. */
    private record TimedRow(ZonedDateTime start, GroupRow row) {}

    /**
     * The answer.
     *
     * @param other for each bucket what the limit cut off; null if nobody asked for it
     */
    private record Answer(
            List<Facet> groupBy,
            List<TimedRow> rows,
            @Nullable List<TimedRow> other,
            Timeline timeline) {}

    private void answer(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        ZoneId zone = parameters.zone();
        FeedbackFilter filter =
                FilterParameters.of(parameters, Access.caller(ctx).project(), themes, zone);
        List<Facet> groupBy = GroupBy.of(parameters);
        Interval interval = interval(parameters);
        Optional<Compare> compare = Compare.of(parameters, filter, clock.instant());
        Comparator<GroupRow> order =
                RowOrder.of(parameters, groupBy, parameters.text(Compare.NAME).isPresent());
        int limit = parameters.number("limit", 1, MOST_GROUPS, MOST_GROUPS);
        boolean other = parameters.flag(SentimentCounts.OTHER);
        boolean partial = parameters.flag(Freshness.PARTIAL);
        parameters.done();
        checkSpan(filter, interval);
        Optional<Format> format = TableAnswer.wanted(ctx);
        Questions questions = freshness.questions(ctx, partial);

        Timeline timeline = Timeline.of(questions, filter, groupBy, interval, zone, compare)
                .byRoot(groupBy, () -> themes.roots(filter.project()));
        Answer answer = cut(timeline, groupBy, order, limit, other);
        if (answer.rows().size() > MOST_ROWS) {
            throw tooMany(String.format(
                    Locale.ROOT,
                    "%,d rows, more than the limit of %,d",
                    answer.rows().size(),
                    MOST_ROWS));
        }
        if (format.isPresent()) {
            AsOfFields.header(ctx, answer.timeline().asOf());
            var table = new CountedRows("sentiment-timeline", groupBy, other, timeline.compared());
            TableAnswer.write(ctx, format.get(), table.timed(), Table.rows(counted(answer)));
        } else {
            json(ctx, answer, interval, zone, compare);
        }
    }

    private static Answer cut(
            Timeline timeline, List<Facet> groupBy, Comparator<GroupRow> order, int limit, boolean other) {
        Top top = Top.of(timeline.groups(), order, limit);
        List<TimedRow> rows = groupBy.isEmpty()
                ? everyBucket(timeline)
                : timed(timeline, top.rest().isEmpty() ? timeline.buckets() : timeline.only(top.rows()));
        if (!other) {
            return new Answer(groupBy, rows, null, timeline);
        }
        List<List<GroupRow>> sums = timeline.only(top.rest()).stream()
                .map(rest -> rest.isEmpty() ? rest : List.of(GroupRow.sum(rest, timeline.compared())))
                .toList();
        return new Answer(groupBy, rows, timed(timeline, sums), timeline);
    }

    private static List<TimedRow> timed(Timeline timeline, List<List<GroupRow>> buckets) {
        var rows = new ArrayList<TimedRow>();
        for (int i = 0; i < buckets.size(); i++) {
            ZonedDateTime start = timeline.starts().get(i);
            buckets.get(i).stream()
                    .sorted(RowOrder.byGroup(
                            buckets.get(i).isEmpty()
                                    ? 0
                                    : buckets.get(i).get(0).group().size()))
                    .forEach(row -> rows.add(new TimedRow(start, row)));
        }
        return rows;
    }

    private static List<TimedRow> everyBucket(Timeline timeline) {
        var rows = new ArrayList<TimedRow>();
        for (int i = 0; i < timeline.buckets().size(); i++) {
            rows.add(new TimedRow(
                    timeline.starts().get(i), GroupRow.sum(timeline.buckets().get(i), timeline.compared())));
        }
        return rows;
    }

    private static void json(Context ctx, Answer answer, Interval interval, ZoneId zone, Optional<Compare> compare) {
        List<TimedRow> other = answer.other();
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("interval", interval.word());
            json.writeStringField("timezone", zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
            json.writeArrayFieldStart("rows");
            for (TimedRow timed : answer.rows()) {
                json.writeStartObject();
                json.writeStringField("start", START.format(timed.start()));
                RowFields.group(json, answer.groupBy(), timed.row().group());
                RowFields.write(json, timed.row());
                json.writeEndObject();
            }
            json.writeEndArray();
            if (other != null) {
                json.writeArrayFieldStart(SentimentCounts.OTHER);
                for (TimedRow timed : other) {
                    json.writeStartObject();
                    json.writeStringField("start", START.format(timed.start()));
                    RowFields.write(json, timed.row());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeObjectFieldStart("total");
            RowFields.write(json, answer.timeline().total());
            json.writeEndObject();
            if (compare.isPresent()) {
                compare.get().write(json);
            }
            AsOfFields.write(json, answer.timeline().asOf());
            json.writeEndObject();
        });
    }

    private static List<CountedRow> counted(Answer answer) {
        List<CountedRow> rows = new ArrayList<>();
        answer.rows().forEach(timed -> rows.add(CountedRow.of(timed.row()).at(timed.start())));
        if (answer.other() != null) {
            answer.other()
                    .forEach(timed -> rows.add(
                            CountedRow.ofOther(answer.groupBy(), timed.row()).at(timed.start())));
        }
        return rows;
    }

    private static Interval interval(Parameters parameters) {
        String word = parameters.text("interval").orElse("day");
        return Interval.ofWord(word).orElseGet(() -> {
            parameters.notOneOf(
                    "interval",
                    word,
                    Arrays.stream(Interval.values()).map(Interval::word).toList());
            return Interval.DAY;
        });
    }

    /** Refuses too long a span before the work, if the question tells its length. */
    private void checkSpan(FeedbackFilter filter, Interval interval) {
        if (filter.from().isEmpty()) {
            return;
        }
        Instant to = filter.to().orElseGet(clock::instant);
        long buckets = Duration.between(filter.from().get(), to).dividedBy(length(interval));
        if (buckets > Buckets.MOST) {
            throw tooMany(String.format(Locale.ROOT, "%,d buckets, more than the limit of %,d", buckets, Buckets.MOST));
        }
    }

    static ProblemException tooMany(String found) {
        return ProblemException.of(
                Problem.INVALID_PARAMETER,
                List.of(new FieldError(
                        "interval",
                        "makes " + found + " are answered",
                        "use a longer interval, or a shorter time between from and to")));
    }

    private static Duration length(Interval interval) {
        return switch (interval) {
            case MINUTE -> Duration.ofMinutes(1);
            case HOUR -> Duration.ofHours(1);
            case DAY -> Duration.ofDays(1);
            case WEEK -> Duration.ofDays(7);
            case MONTH -> Duration.ofDays(30);
        };
    }
}
