package dev.loop.api.release;

import dev.loop.analysis.word.SurgingTerm;
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
import dev.loop.question.LargeAnswers;
import dev.loop.question.Questions;
import dev.loop.question.Questions.SentimentSpans;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Release;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code GET /v1/releases/{version}/report}: what people said in the time after a release, against the time before it.
 *
 * <p>For each tag, the share of negative items with the tag in all items is compared by two tests: one of the raw
 * shares, and one within the strata of a dimension, so that a mere shift of weight from one plan to another does not
 * pass for a change. Verdicts follow the second test, and its q among all tags.
 */
public final class ReleaseReport implements Feature {

    /** The limit of items of a window whose words are looked at; a larger window is sampled. */
    public static final int MOST_ITEMS = 10_000;

    /** The limit of tags in a report, and of plans. */
    private static final int MOST_ROWS = 2_000;

    private static final String STRATIFY = "stratify";

    private static final List<String> PARAMETERS = Stream.concat(
                    Stream.of(Windows.WINDOW, Windows.BASELINE, STRATIFY, Freshness.PARTIAL),
                    FilterParameters.NAMES_WITHOUT_TIMES.stream())
            .toList();

    private static final List<String> STRATA = List.of(Dimension.PLAN.word(), Dimension.SOURCE.word());

    private final ThemeBook themes;
    private final ReleaseBook book;
    private final Freshness freshness;
    private final Clock clock;
    private final ReleaseTexts texts;
    private final LargeAnswers large = new LargeAnswers();

    /** @param mostItems {@link #MOST_ITEMS}, or fewer if memory is short */
    public ReleaseReport(ReleaseBook book, Freshness freshness, Clock clock, int mostItems, ThemeBook themes) {
        this.themes = themes;
        this.book = book;
        this.freshness = freshness;
        this.clock = clock;
        this.texts = new ReleaseTexts(mostItems);
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, Releases.PATH + "/report", Scope.FEEDBACK_READ, this::answer);
    }

    private void answer(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, PARAMETERS);
        FeedbackFilter filter =
                FilterParameters.withoutTimes(parameters, Access.caller(ctx).project(), themes);
        Dimension stratifiedBy = stratify(parameters);
        Windows.Lengths lengths = Windows.Lengths.of(parameters);
        boolean partial = parameters.flag(Freshness.PARTIAL);
        parameters.done();
        Format format = Format.wanted(ctx, Format.CSV, Format.NDJSON, Format.PARQUET, Format.HTML);
        Release release = Releases.named(book, ctx);
        Windows windows = lengths.around(release.getReleasedAt());
        Questions questions = freshness.questions(ctx, partial);

        SentimentSpans found = questions.spans(filter, Comparison.GROUPS, windows.bounds());
        try (LargeAnswers.Place place = large.place()) {
            if (found.spans().stream().mapToInt(span -> span.rows().size()).sum() > LargeAnswers.SMALL) {
                place.enter();
            }
            answer(ctx, release, windows, stratifiedBy, questions, filter, format, new Comparison(found));
        }
    }

    private void answer(
            Context ctx,
            Release release,
            Windows windows,
            Dimension stratifiedBy,
            Questions questions,
            FeedbackFilter filter,
            Format format,
            Comparison comparison)
            throws IOException {
        var warnings = new ArrayList<Warning>();
        missing(comparison.asOf()).ifPresent(warnings::add);
        warnings.addAll(Warnings.of(
                release, book.all(release.getProject()), windows, clock.instant(), comparison, stratifiedBy));
        List<Change> tags = first("tags", comparison.tags(stratifiedBy), warnings);
        if (TableAnswer.isTable(format).isPresent()) {
            table(ctx, format, comparison, tags, warnings, Set.copyOf(release.getTags()));
            return;
        }
        ReleaseTexts.Terms terms = texts.terms(questions, filter, windows, comparison);
        capped(terms).ifPresent(warnings::add);
        var report = new Report(
                release,
                windows,
                comparison,
                stratifiedBy,
                tags,
                first("plans", comparison.plans(stratifiedBy), warnings),
                warnings,
                terms.surging(),
                format == Format.HTML ? examples(questions, release.getProject(), terms.surging()) : Map.of(),
                texts.said(questions, filter, windows, comparison.asOf()));
        if (format == Format.HTML) {
            ReportPage.answer(ctx, report, filters(ctx));
        } else {
            Json.answer(ctx, 200, json -> ReportFields.write(json, report));
        }
    }

    private static void table(
            Context ctx,
            Format format,
            Comparison comparison,
            List<Change> tags,
            List<Warning> warnings,
            Set<String> affected)
            throws IOException {
        AsOfFields.header(ctx, comparison.asOf());
        if (!warnings.isEmpty()) {
            ctx.header(
                    "Loop-Warnings",
                    warnings.stream().map(Warning::kind).distinct().collect(Collectors.joining(",")));
        }
        var table = new Table<Change>(
                "report",
                ReportFields.TAG_COLUMNS,
                tag -> ReportFields.tagCells(tag, affected),
                (json, tag) -> ReportFields.tag(json, tag, affected));
        TableAnswer.write(ctx, format, table, Table.rows(tags));
    }

    private static Map<String, Feedback> examples(Questions questions, String project, List<SurgingTerm> terms) {
        var examples = new HashMap<String, Feedback>();
        terms.forEach(term ->
                term.examples().forEach(id -> questions.item(project, id).ifPresent(item -> examples.put(id, item))));
        return examples;
    }

    /** Returns the filters of the report, as the request had them. */
    private static Map<String, List<String>> filters(Context ctx) {
        var filters = new TreeMap<>(ctx.queryParamMap());
        filters.keySet()
                .removeAll(
                        List.of(Windows.WINDOW, Windows.BASELINE, STRATIFY, Freshness.PARTIAL, "format", "position"));
        return filters;
    }

    private static Dimension stratify(Parameters parameters) {
        Optional<String> word = parameters.text(STRATIFY);
        if (word.isPresent() && !STRATA.contains(word.get())) {
            parameters.notOneOf(STRATIFY, word.get(), STRATA);
        }
        return word.filter(STRATA::contains).flatMap(Dimension::ofWord).orElse(Dimension.PLAN);
    }

    /**
     * Returns a warning about missing partitions. Ids spread items over partitions evenly and by chance: the rest is a
     * sample, and its rates are fair.
     */
    private static Optional<Warning> missing(AsOf asOf) {
        return asOf.complete()
                ? Optional.empty()
                : Optional.of(new Warning(
                        "partitions-missing",
                        "Some partitions cannot be read now, and all figures leave them out: "
                                + asOf.missing().stream().map(String::valueOf).collect(Collectors.joining(", "))
                                + ". Ask again later for the whole report.",
                        json -> {
                            json.writeArrayFieldStart("partitions");
                            for (int partition : asOf.missing()) {
                                json.writeNumber(partition);
                            }
                            json.writeEndArray();
                        }));
    }

    /** Returns the worst changes first, so that those left out say least; the family behind q has all of them. */
    private static List<Change> first(String what, List<Change> all, List<Warning> warnings) {
        if (all.size() <= MOST_ROWS) {
            return all;
        }
        warnings.add(new Warning(
                what + "-capped",
                String.format(
                        Locale.ROOT,
                        "There are %,d %s, and the first %,d are here; a filter for some of them, or a shorter window,"
                                + " has fewer.",
                        all.size(),
                        what,
                        MOST_ROWS),
                json -> {
                    json.writeNumberField(what, all.size());
                    json.writeNumberField("shown", MOST_ROWS);
                }));
        return List.copyOf(all.subList(0, MOST_ROWS));
    }

    private Optional<Warning> capped(ReleaseTexts.Terms terms) {
        if (terms.sample().whole()) {
            return Optional.empty();
        }
        double share = terms.sample().share();
        return Optional.of(new Warning(
                "terms-capped",
                String.format(
                        Locale.ROOT,
                        "The terms come from a sample of %s %% of the items, spread evenly over both windows. A shorter window"
                                + " or a filter includes all items. All other figures count all items.",
                        BigDecimal.valueOf(share * 100)
                                .round(new MathContext(2))
                                .toPlainString()),
                json -> {
                    json.writeNumberField("items", texts.mostItems());
                    json.writeNumberField("share", share);
                    json.writeArrayFieldStart("sides");
                    json.writeString("before");
                    json.writeString("after");
                    json.writeEndArray();
                }));
    }
}
