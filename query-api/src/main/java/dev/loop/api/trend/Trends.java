package dev.loop.api.trend;

import dev.loop.analysis.trend.TagChoice;
import dev.loop.analysis.trend.TagHistory;
import dev.loop.analysis.trend.TrendBook;
import dev.loop.api.feedback.FilterParameters;
import dev.loop.api.http.AsOfFields;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Freshness;
import dev.loop.api.http.Json;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.api.theme.ThemeBook;
import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.event.TrendEvents;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/trends}: the present hour and the last 24 hours of each tag against the same times of the weeks
 * before, and the known spikes.
 */
public final class Trends implements Feature {

    private static final String SINCE = "since";
    private static final String STATE = "state";
    private static final List<String> STATES = List.of("open", "closed");
    private static final List<String> PARAMETERS =
            List.of("tag", "plan", "source", SINCE, STATE, "limit", Freshness.PARTIAL);
    private static final Duration USUAL_SINCE = Duration.ofDays(28);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    private final ThemeBook themes;
    private final TrendBook book;
    private final Freshness freshness;
    private final Clock clock;
    private final SharedAnswers<Asked, Now> shared =
            new SharedAnswers<>(Runtime.getRuntime().availableProcessors(), TagHistory.LONGEST);

    public Trends(TrendBook book, Freshness freshness, Clock clock, ThemeBook themes) {
        this.themes = themes;
        this.book = book;
        this.freshness = freshness;
        this.clock = clock;
    }

    /** The key of a shared answer. */
    private record Asked(FeedbackFilter filter, boolean partial, Optional<Position> position) {}

    /**
     * The kept part of a history.
     *
     * @param tags the most unusual first, {@link #MOST} at most
     * @param to when the present hour ends
     */
    private record Now(List<TagNow> tags, Instant to, TagChoice choice, AsOf asOf) {

        static Now of(TagHistory history) {
            List<TagNow> tags = history.byTag().entrySet().stream()
                    .map(tag -> TagNow.of(tag.getKey(), tag.getValue()))
                    .sorted(TagNow.MOST_UNUSUAL_FIRST)
                    .limit(MOST)
                    .toList();
            return new Now(
                    List.copyOf(tags),
                    history.at(history.lastHour() + 1),
                    history.choice().withoutTags(),
                    history.asOf());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/trends", Scope.FEEDBACK_READ, this::answer);
    }

    private void answer(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        String project = Access.caller(ctx).project();
        FeedbackFilter filter =
                FilterParameters.withoutTimes(parameters, project, themes).withSentiments(Set.of(Sentiment.NEGATIVE));
        Instant now = clock.instant();
        Instant since = parameters.time(SINCE).orElse(now.minus(USUAL_SINCE));
        Optional<String> state = parameters.text(STATE);
        if (state.isPresent() && !STATES.contains(state.get())) {
            parameters.notOneOf(STATE, state.get(), STATES);
        }
        int limit = parameters.number("limit", 1, MOST, USUAL);
        boolean partial = parameters.flag(Freshness.PARTIAL);
        parameters.done();
        Optional<Format> format = TableAnswer.wanted(ctx);
        Questions questions = freshness.questions(ctx, partial);

        var asked = new Asked(filter, partial, freshness.asked(ctx).map(Freshness.Asked::position));
        Now history = shared.get(asked, () -> Now.of(TagHistory.ofNow(questions, filter, now, MOST)));
        List<TagNow> tags =
                history.tags().subList(0, Math.min(limit, history.tags().size()));
        List<Trend> incidents = book.all(project).stream()
                .filter(trend -> filter.tag().accepts(trend.getTag().orElse(null)))
                .filter(trend -> !trend.getClosedAt().orElse(now).isBefore(since))
                .filter(trend ->
                        state.map(s -> s.equals(TrendEvents.state(trend))).orElse(true))
                .toList();
        if (format.isPresent()) {
            AsOfFields.header(ctx, history.asOf());
            var table = new Table<TagNow>(
                    "trends",
                    TagNow.COLUMNS,
                    TagNow::cells,
                    (json, tag) -> tag.write(json, openOf(incidents, tag.tag())));
            TableAnswer.write(ctx, format.get(), table, Table.rows(tags));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeStringField("hourFrom", time(history.to().minus(HOUR)));
            json.writeStringField("dayFrom", time(history.to().minus(DAY)));
            json.writeStringField("to", time(history.to()));
            json.writeArrayFieldStart("tags");
            for (TagNow tag : tags) {
                tag.write(json, openOf(incidents, tag.tag()));
            }
            json.writeEndArray();
            json.writeNumberField("groups", history.choice().known());
            if (history.choice().rest() > 0) {
                json.writeObjectFieldStart("other");
                json.writeNumberField("groups", history.choice().rest());
                json.writeNumberField("dayItems", history.choice().restItems());
                json.writeEndObject();
            }
            json.writeArrayFieldStart("incidents");
            for (Trend trend : incidents) {
                TrendEvents.write(json, trend);
            }
            json.writeEndArray();
            AsOfFields.write(json, history.asOf());
            json.writeEndObject();
        });
    }

    private static @Nullable String openOf(List<Trend> incidents, @Nullable String tag) {
        return incidents.stream()
                .filter(trend -> trend.getClosedAt().isEmpty()
                        && Objects.equals(trend.getTag().orElse(null), tag))
                .map(Trend::getId)
                .findFirst()
                .orElse(null);
    }

    private static String time(Instant at) {
        return Rfc3339.format(at.toEpochMilli());
    }
}
