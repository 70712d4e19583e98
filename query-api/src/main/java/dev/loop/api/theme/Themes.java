package dev.loop.api.theme;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.BodyFields;
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
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /v1/themes}: what people say again and again, found by the meaning of their messages. People name themes, pin
 * or ignore them, and merge them.
 */
public final class Themes implements Feature {

    private static final String PATH = "/v1/themes/{id}";
    private static final int MOST = 1_000;
    private static final int USUAL = 100;
    private static final int NAME_LENGTH = 100;

    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");

    private static final Table<CountedTheme> TABLE =
            new Table<>("themes", CountedTheme.COLUMNS, CountedTheme::cells, (json, theme) -> theme.write(json));

    private static final Comparator<Feedback> NEWEST_FIRST =
            Comparator.comparing(Feedback::getCreatedAt).reversed().thenComparing(Feedback::getId);

    private final ThemeBook book;
    private final Freshness freshness;
    private final Clock clock;
    private final int bodyLimit;

    public Themes(ThemeBook book, Freshness freshness, Clock clock, int bodyLimit) {
        this.book = book;
        this.freshness = freshness;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/themes", Scope.FEEDBACK_READ, this::list)
                .scoped(HandlerType.GET, PATH, Scope.FEEDBACK_READ, this::read)
                .scoped(HandlerType.PATCH, PATH, Scope.FEEDBACK_WRITE, this::change)
                .scoped(HandlerType.POST, PATH + "/merge", Scope.FEEDBACK_WRITE, this::merge);
    }

    private void list(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("sentiment", "from", "to", "language", "status", "limit"));
        CountedTheme.Span span = span(parameters);
        Optional<String> language = parameters.text("language");
        Set<ThemeStatus> statuses = parameters.words("status", ThemeStatus::of, ThemeStatus.WORDS);
        int limit = parameters.number("limit", 1, MOST, USUAL);
        parameters.done();
        Optional<Format> format = TableAnswer.wanted(ctx);

        List<CountedTheme> found = book.all(Access.caller(ctx).project()).stream()
                .filter(theme -> language.map(
                                wanted -> wanted.equals(theme.getLanguage().orElse("")))
                        .orElse(true))
                .filter(theme -> has(statuses, theme))
                .map(theme -> CountedTheme.of(theme, span, today()))
                .filter(theme -> theme.items() > 0)
                .sorted(CountedTheme.MOST_FIRST)
                .toList();
        List<CountedTheme> shown = found.subList(0, Math.min(limit, found.size()));
        if (format.isPresent()) {
            TableAnswer.write(ctx, format.get(), TABLE, Table.rows(shown));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (CountedTheme theme : shown) {
                theme.write(json);
            }
            json.writeEndArray();
            json.writeNumberField("themes", found.size());
            json.writeEndObject();
        });
    }

    private static CountedTheme.Span span(Parameters parameters) {
        Optional<Instant> from = parameters.time("from");
        Optional<Instant> to = parameters.time("to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            parameters.refuse("to", "is not after from", "from is inclusive and to exclusive; swap or move them");
        }
        for (String name : List.of("from", "to")) {
            Optional<Instant> bound = name.equals("from") ? from : to;
            if (bound.filter(time ->
                            !day(time).atStartOfDay(ZoneOffset.UTC).toInstant().equals(time))
                    .isPresent()) {
                parameters.refuse(
                        name,
                        "is within a day",
                        "themes are counted by day in UTC: send a date as in " + day(bound.get()));
            }
        }
        Set<Sentiment> sentiments = parameters.words("sentiment", FeedbackJson::sentiment, SENTIMENTS);
        return new CountedTheme.Span(from.map(Themes::day), to.map(Themes::day), sentiments);
    }

    private static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Returns whether a theme is among the wanted; ignored ones only if they are asked for. */
    private static boolean has(Set<ThemeStatus> wanted, Theme theme) {
        ThemeStatus status = ThemeStatus.of(CountedTheme.status(theme)).orElseThrow();
        return wanted.isEmpty() ? status != ThemeStatus.IGNORED : wanted.contains(status);
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        Theme theme = named(ctx);
        List<Feedback> examples = freshness.questions(ctx).items(theme.getProject(), theme.getExamples()).stream()
                .sorted(NEWEST_FIRST)
                .toList();
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            whole(theme).writeMembers(json);
            json.writeArrayFieldStart("examples");
            for (Feedback item : examples) {
                FeedbackJson.write(json, item);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void change(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Theme theme = named(ctx);
        var errors = new FieldErrors();
        BodyFields body =
                BodyFields.read(Bodies.json(ctx, bodyLimit), "a theme's change", List.of("name", "status"), errors);
        Optional<String> name = body.text("name");
        name.ifPresent(given -> TextRules.label(errors, "name", given, NAME_LENGTH));
        Optional<ThemeStatus> status = body.text("status").flatMap(word -> {
            Optional<ThemeStatus> known = ThemeStatus.of(word);
            if (known.isEmpty()) {
                errors.add(
                        "status", "is " + TextRules.quote(word), "use one of " + String.join(", ", ThemeStatus.WORDS));
            }
            return known;
        });
        if (!body.given("name") && !body.given("status") && errors.isEmpty()) {
            errors.add("", "changes nothing", "send name, status, or both");
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        ThemeCommand.Builder wish = wish(theme);
        if (body.given("name")) {
            wish.setName(name.orElse(""));
        }
        status.ifPresent(
                wanted -> wish.setPinned(wanted == ThemeStatus.PINNED).setIgnored(wanted == ThemeStatus.IGNORED));
        answer(ctx, book.wish(wish.build()));
    }

    private void merge(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        Theme theme = named(ctx);
        var errors = new FieldErrors();
        Optional<String> id = BodyFields.read(Bodies.json(ctx, bodyLimit), "a merge", List.of("into"), errors)
                .text("into");
        Optional<Theme> into = id.flatMap(other -> book.find(theme.getProject(), other));
        if (errors.isEmpty()) {
            refuseMerge(theme, id, into).ifPresent(why -> errors.add("into", why, "send the id of another theme"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        answer(
                ctx,
                book.wish(wish(theme).setMergeInto(into.orElseThrow().getId()).build()));
    }

    private static Optional<String> refuseMerge(Theme theme, Optional<String> id, Optional<Theme> into) {
        if (id.isEmpty()) {
            return Optional.of("is missing");
        }
        if (into.isEmpty()) {
            return Optional.of("is " + TextRules.quote(id.get()) + ", which is no theme of the project");
        }
        if (into.get().getId().equals(theme.getId())) {
            return Optional.of("is the theme itself");
        }
        return into.get().getLanguage().equals(theme.getLanguage())
                ? Optional.empty()
                : Optional.of("is a theme of another language");
    }

    private Theme named(Context ctx) {
        String id = ctx.pathParam("id");
        return book.find(Access.caller(ctx).project(), id)
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no theme " + TextRules.quote(id)
                        + "; a theme goes when its items are erased, or to make room."));
    }

    private ThemeCommand.Builder wish(Theme theme) {
        return ThemeCommand.newBuilder()
                .setProject(theme.getProject())
                .setTheme(theme.getId())
                .setAt(clock.instant());
    }

    private void answer(Context ctx, Theme theme) {
        Json.answer(ctx, 200, json -> whole(theme).write(json));
    }

    private CountedTheme whole(Theme theme) {
        return CountedTheme.of(theme, new CountedTheme.Span(Optional.empty(), Optional.empty(), Set.of()), today());
    }

    private LocalDate today() {
        return day(clock.instant());
    }
}
