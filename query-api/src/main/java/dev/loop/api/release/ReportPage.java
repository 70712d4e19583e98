package dev.loop.api.release;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.loop.analysis.statistics.Wilson;
import dev.loop.analysis.word.SurgingTerm;
import dev.loop.api.release.PageWords.Shown;
import dev.loop.api.sentiment.TallyFields;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Tally;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the report as a page of its own, to be read, printed and shared. Styles and plots are in it; it loads nothing
 * and runs nothing, and tells the browser so by a policy that names its one style sheet by hash. Everything that people
 * wrote is escaped.
 *
 * <p>Figures are rounded for the eye; each is in a {@code data} element that has it in full, as in JSON.
 */
final class ReportPage {

    /** The characters of a message before it is folded. */
    private static final int SHOWN = 600;

    private static final int EXAMPLES = 2;

    /** The characters of an example. */
    private static final int QUOTED = 240;

    private static final String CSS = resource("report.css");
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(CSS)
            + "'; img-src data:; base-uri 'none'; form-action 'none'";
    private static final Template TEMPLATE =
            Mustache.compiler().emptyStringIsFalse(true).compile(resource("report.html"));

    /** A figure of both windows as a whole. */
    private record Figure(
            String name,
            @Nullable Shown before,
            @Nullable Shown after,
            @Nullable String range) {}

    private record Chip(String text, boolean first, boolean last) {}

    private record Notice(String kind, String message) {}

    private record Term(
            String term,
            String kind,
            long before,
            long usersBefore,
            long after,
            long usersAfter,
            List<String> examples) {}

    /**
     * An item that somebody said.
     *
     * @param whole null for a long message, which {@code start} and {@code rest} hold
     */
    private record Said(
            String sentiment,
            @Nullable String whole,
            String start,
            String rest,
            @Nullable String tag,
            @Nullable String plan,
            @Nullable String source,
            Shown at) {}

    /** @param filters filters of the question by name, to be shown */
    static void answer(Context ctx, Report report, Map<String, List<String>> filters) {
        ctx.header("Content-Security-Policy", POLICY + "; frame-ancestors 'none'");
        ctx.contentType("text/html; charset=utf-8").result(TEMPLATE.execute(model(report, filters)));
    }

    private static Map<String, Object> model(Report report, Map<String, List<String>> filters) {
        Release release = report.release();
        Windows windows = report.windows();
        var model = new HashMap<String, Object>();
        model.put("css", CSS);
        model.put("policy", POLICY);
        model.put("version", release.getVersion());
        model.put("title", release.getTitle().orElse(""));
        model.put("notes", release.getNotes().orElse(""));
        model.put("releasedAt", PageWords.time(release.getReleasedAt()));
        model.put("windowLength", PageWords.length(windows.window()));
        model.put("baselineLength", PageWords.length(windows.baseline()));
        model.put("chips", chips(filters));
        model.put("verdict", PageVerdict.of(report));
        model.put(
                "figures",
                figures(report.comparison().before(), report.comparison().after()));
        model.put("hasWarnings", !report.warnings().isEmpty());
        model.put(
                "warnings",
                report.warnings().stream()
                        .map(warning -> new Notice(words(warning.kind()), warning.message()))
                        .toList());
        model.put("stratum", report.stratifiedBy().word());
        model.put("strata", report.stratifiedBy().word() + "s");
        model.put("families", families(report));
        model.put("hasTerms", !report.terms().isEmpty());
        model.put(
                "terms", report.terms().stream().map(term -> term(term, report)).toList());
        model.put("hasSaid", !report.said().isEmpty());
        model.put("said", report.said().stream().map(ReportPage::said).toList());
        model.put("before", PageWords.time(windows.from()));
        model.put("after", PageWords.time(windows.at()));
        model.put("end", PageWords.time(windows.to()));
        model.put("position", report.comparison().asOf().position().toString());
        return model;
    }

    private static List<PageRows> families(Report report) {
        Set<String> affected = Set.copyOf(report.release().getTags());
        String within = report.stratifiedBy() == Dimension.PLAN ? "plans" : "sources";
        return List.of(
                PageRows.of(
                        "By tag",
                        "The share of all items that are negative and have the tag, compared within " + within + ".",
                        "Tag",
                        "Neither window has a negative item.",
                        report.tags(),
                        affected),
                PageRows.of(
                        "By plan",
                        "The share of each plan's items that are negative.",
                        "Plan",
                        "Neither window has items.",
                        report.plans(),
                        Set.of()));
    }

    private static List<Figure> figures(Tally before, Tally after) {
        return List.of(
                new Figure("Items", PageWords.whole(before.total()), PageWords.whole(after.total()), null),
                new Figure(
                        "Negative",
                        PageWords.percent(TallyFields.negativeShare(before)),
                        PageWords.percent(TallyFields.negativeShare(after)),
                        range(after)),
                new Figure(
                        "Mean time to resolve",
                        PageWords.seconds(TallyFields.meanSecondsToResolve(before)),
                        PageWords.seconds(TallyFields.meanSecondsToResolve(after)),
                        null));
    }

    private static @Nullable String range(Tally after) {
        if (after.isEmpty()) {
            return null;
        }
        Wilson interval = Wilson.of(after.negative(), after.total());
        return PageWords.percents(interval.low(), interval.high());
    }

    private static List<Chip> chips(Map<String, List<String>> filters) {
        var texts = new ArrayList<String>();
        filters.forEach((name, values) -> values.forEach(value -> texts.add(
                value.isEmpty()
                        ? "without " + name
                        : value.startsWith("!") ? "not " + name + " " + value.substring(1) : name + " " + value)));
        var chips = new ArrayList<Chip>();
        for (int i = 0; i < texts.size(); i++) {
            chips.add(new Chip(texts.get(i), i == 0, i == texts.size() - 1));
        }
        return chips;
    }

    private static Term term(SurgingTerm term, Report report) {
        return new Term(
                term.term(),
                term.isNew() ? "new" : "surging",
                term.users().hitsBefore(),
                term.users().before(),
                term.users().hitsAfter(),
                term.users().after(),
                term.examples().stream()
                        .map(report.examples()::get)
                        .filter(Objects::nonNull)
                        .map(item -> shortened(item.getMessage(), QUOTED))
                        .distinct()
                        .limit(EXAMPLES)
                        .toList());
    }

    private static Said said(Feedback item) {
        String message = item.getMessage().isBlank() ? "(without words)" : item.getMessage();
        boolean fits = message.codePointCount(0, message.length()) <= SHOWN;
        int cut = fits ? message.length() : message.offsetByCodePoints(0, SHOWN);
        return new Said(
                FeedbackJson.word(item.getSentiment()),
                fits ? message : null,
                message.substring(0, cut),
                message.substring(cut),
                item.getTag().orElse(null),
                item.getPlan().orElse(null),
                item.getSource().orElse(null),
                PageWords.time(item.getCreatedAt()));
    }

    private static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)) + " …";
    }

    /** Returns the words of a kind: {@code mix-shift} becomes {@code Mix shift}. */
    private static String words(String kind) {
        String words = kind.replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private ReportPage() {}
}
