package dev.loop.api.feedback;

import dev.loop.api.http.Parameters;
import dev.loop.api.theme.ThemeBook;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.JudgedMatch;
import dev.loop.topology.question.Match;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the filter of a call, with the same parameters wherever items are listed or counted. */
public final class FilterParameters {

    /** The parameters of a call with spans of its own, which takes neither times nor a sentiment. */
    public static final List<String> NAMES_WITHOUT_TIMES =
            List.of("tag", "plan", "source", "user", Parameters.ANY_METADATA, "status", "unsure", "language", "theme");

    public static final List<String> NAMES = Stream.concat(
                    NAMES_WITHOUT_TIMES.stream(), Stream.of("sentiment", "from", "to", "timezone", "q"))
            .toList();

    private static final List<String> SENTIMENTS = List.of("positive", "neutral", "negative");
    private static final List<String> STATUSES = List.of("open", "resolved");
    private static final int LONGEST_TEXT = 500;

    public static FeedbackFilter of(Parameters parameters, String project, ThemeBook themes) {
        return of(parameters, project, themes, parameters.zone());
    }

    /** @param zone in which a date without a time begins */
    public static FeedbackFilter of(Parameters parameters, String project, ThemeBook themes, ZoneId zone) {
        Optional<Instant> from = parameters.time("from", zone);
        Optional<Instant> to = parameters.time("to", zone);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            parameters.refuse("to", "is not after from", "from is inclusive and to exclusive; swap or move them");
        }
        FeedbackFilter whenever = withoutTimes(parameters, project, themes);
        return new FeedbackFilter(
                project,
                whenever.tag(),
                whenever.plan(),
                whenever.source(),
                whenever.user(),
                whenever.metadata(),
                parameters.wordsOrAllBut("sentiment", FeedbackJson::sentiment, SENTIMENTS),
                whenever.statuses(),
                from,
                to,
                search(parameters),
                whenever.judged());
    }

    /** Returns a filter for any time, from {@link #NAMES_WITHOUT_TIMES}, {@code sentiment} and {@code q}. */
    public static FeedbackFilter withoutSpan(Parameters parameters, String project, ThemeBook themes) {
        return of(parameters, project, themes, ZoneOffset.UTC);
    }

    /** Returns a filter from {@link #NAMES_WITHOUT_TIMES} alone. */
    public static FeedbackFilter withoutTimes(Parameters parameters, String project, ThemeBook themes) {
        return new FeedbackFilter(
                project,
                parameters.match("tag"),
                parameters.match("plan"),
                parameters.match("source"),
                parameters.match("user"),
                parameters.metadata(),
                Set.of(),
                parameters.wordsOrAllBut("status", FeedbackJson::status, STATUSES),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new JudgedMatch(
                        parameters.yesOrNo("unsure"),
                        parameters.match("language"),
                        theme(parameters, project, themes)));
    }

    private static Match theme(Parameters parameters, String project, ThemeBook themes) {
        return themes.carried(
                project,
                parameters.match("theme"),
                id -> parameters.refuse(
                        "theme",
                        "is " + TextRules.quote(id) + ", which is no theme",
                        "use an id of GET /v1/themes, or an empty one for items without a theme"));
    }

    private static Optional<TextQuery> search(Parameters parameters) {
        Optional<String> text = parameters.text("q").filter(q -> !q.isBlank());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().length() > LONGEST_TEXT) {
            parameters.refuse("q", "is longer than " + LONGEST_TEXT + " characters", "search for less");
            return Optional.empty();
        }
        try {
            return Optional.of(TextQuery.parse(text.get().strip()));
        } catch (TextQueryException e) {
            parameters.refuse("q", e.problem(), e.remedy());
            return Optional.empty();
        }
    }

    private FilterParameters() {}
}
