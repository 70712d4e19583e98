package dev.loop.api.sentiment;

import dev.loop.api.feedback.FilterParameters;
import dev.loop.api.http.AsOf;
import dev.loop.api.http.Csv;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.question.Questions;
import dev.loop.api.question.Questions.SentimentTimeline;
import dev.loop.api.question.Questions.TimelineRow;
import dev.loop.api.question.Questions.TooManyBucketsException;
import dev.loop.schemas.intake.FieldError;
import dev.loop.schemas.intake.TextRules;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Interval;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/sentiment/timeline}: the counts of {@link SentimentCounts} per minute, hour, day, week or month. */
public final class SentimentOverTime implements Feature {

    /** More than a chart can show, and about what a spreadsheet user will look at. */
    static final int MOST_BUCKETS = 10_000;

    private static final int MOST_ROWS = 100_000;

    private static final List<String> PARAMETERS = Stream.concat(
                    FilterParameters.NAMES.stream(), Stream.of(GroupBy.NAME, "interval", "timezone"))
            .toList();

    /** With the seconds always there, which {@code toString} leaves out. */
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

    private final Questions questions;
    private final Freshness freshness;
    private final Clock clock;

    public SentimentOverTime(Questions questions, Freshness freshness, Clock clock) {
        this.questions = questions;
        this.freshness = freshness;
        this.clock = clock;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/sentiment/timeline", Scope.FEEDBACK_READ, this::answer);
    }

    private void answer(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        FeedbackFilter filter =
                FilterParameters.of(parameters, Access.caller(ctx).project());
        List<Dimension> groupBy = GroupBy.of(parameters);
        Interval interval = interval(parameters);
        ZoneId zone = zone(parameters);
        parameters.done();
        checkSpan(filter, interval);
        boolean csv = Csv.wanted(ctx);
        freshness.await(ctx);

        SentimentTimeline timeline = timeline(filter, groupBy, interval, zone);
        checkRows(timeline, groupBy);
        if (csv) {
            csv(ctx, timeline, groupBy);
        } else {
            json(ctx, timeline, groupBy, interval, zone);
        }
    }

    /** Without from, only the items tell how many buckets it takes. */
    private SentimentTimeline timeline(FeedbackFilter filter, List<Dimension> groupBy, Interval interval, ZoneId zone) {
        try {
            return questions.timeline(filter, groupBy, interval, zone);
        } catch (TooManyBucketsException more) {
            throw tooMany(String.format(Locale.ROOT, "more than %,d", MOST_BUCKETS));
        }
    }

    private static void json(
            Context ctx, SentimentTimeline timeline, List<Dimension> groupBy, Interval interval, ZoneId zone) {
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("interval", interval.word());
            json.writeStringField("timezone", zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
            json.writeArrayFieldStart("rows");
            for (TimelineRow row : timeline.rows()) {
                json.writeStartObject();
                json.writeStringField("start", START.format(row.start()));
                SentimentCounts.group(json, groupBy, row.group());
                TallyFields.write(json, row.tally());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("total");
            TallyFields.write(json, timeline.total());
            json.writeEndObject();
            AsOf.write(json, timeline.asOf());
            json.writeEndObject();
        });
    }

    private static void csv(Context ctx, SentimentTimeline timeline, List<Dimension> groupBy) throws IOException {
        List<String> columns = Stream.of(
                        Stream.of("start"), groupBy.stream().map(Dimension::word), TallyFields.COLUMNS.stream())
                .flatMap(names -> names)
                .toList();
        AsOf.header(ctx, timeline.asOf());
        Csv.answer(ctx, "sentiment-timeline", columns, out -> {
            for (TimelineRow row : timeline.rows()) {
                var cells = new ArrayList<@Nullable Object>();
                cells.add(START.format(row.start()));
                cells.addAll(row.group());
                cells.addAll(TallyFields.cells(row.tally()));
                out.row(cells);
            }
        });
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

    private static ZoneId zone(Parameters parameters) {
        return parameters
                .text("timezone")
                .map(name -> {
                    try {
                        // An unescaped + of an offset arrives as a space.
                        return ZoneId.of(name.replace(' ', '+')).normalized();
                    } catch (DateTimeException unknown) {
                        parameters.refuse(
                                "timezone",
                                "is " + TextRules.quote(name) + ", which is not a zone",
                                "use a name of the IANA database as in Europe/Berlin, or an offset as in +02:00");
                        return ZoneOffset.UTC;
                    }
                })
                .orElse(ZoneOffset.UTC);
    }

    /** Before the work, where the question says how much it is. */
    private void checkSpan(FeedbackFilter filter, Interval interval) {
        if (filter.from().isEmpty()) {
            return;
        }
        Instant to = filter.to().orElseGet(clock::instant);
        long buckets = Duration.between(filter.from().get(), to).dividedBy(length(interval));
        if (buckets > MOST_BUCKETS) {
            throw tooMany(String.format(Locale.ROOT, "%,d", buckets));
        }
    }

    private static void checkRows(SentimentTimeline timeline, List<Dimension> groupBy) {
        int rows = timeline.rows().size();
        if (rows > (groupBy.isEmpty() ? MOST_BUCKETS : MOST_ROWS)) {
            throw tooMany(String.format(Locale.ROOT, "%,d", rows));
        }
    }

    private static ProblemException tooMany(String rows) {
        return ProblemException.of(
                Problem.INVALID_PARAMETER,
                List.of(new FieldError(
                        "interval",
                        String.format(Locale.ROOT, "makes %s rows, and at most %,d are answered", rows, MOST_BUCKETS),
                        "use a longer interval, or from and to that lie nearer together")));
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
