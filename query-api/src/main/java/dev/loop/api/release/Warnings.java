package dev.loop.api.release;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.analysis.statistics.BeforeAfter;
import dev.loop.analysis.statistics.MixShift;
import dev.loop.api.http.Json;
import dev.loop.schemas.avro.Release;
import dev.loop.topology.question.Dimension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks for differences between the two windows of a report other than the release. */
final class Warnings {

    /**
     * The least shift that is warned of: a tenth of the items would have to change places to make the two mixes alike.
     */
    static final double SHIFTED = 0.1;

    /** The level at which a shift is not by chance. */
    private static final double NOT_BY_CHANCE = 0.001;

    /**
     * The least number of items that a silent source should have had: that none comes has by chance a probability of
     * e^-10.
     */
    private static final double EXPECTED_OF_A_SOURCE = 10;

    private static final int SHOWN = 5;

    /** The number of releases that are named; further ones are counted. */
    private static final int MOST_RELEASES = 10;

    private final Windows windows;
    private final Instant now;
    private final Comparison comparison;
    private final List<Warning> found = new ArrayList<>();

    private Warnings(Windows windows, Instant now, Comparison comparison) {
        this.windows = windows;
        this.now = now;
        this.comparison = comparison;
    }

    /** @param releases releases of the project, in any order, this one included */
    static List<Warning> of(
            Release release,
            List<Release> releases,
            Windows windows,
            Instant now,
            Comparison comparison,
            Dimension stratifiedBy) {
        var warnings = new Warnings(windows, now, comparison);
        warnings.running();
        warnings.empty("before", comparison.before().isEmpty());
        warnings.empty("after", comparison.after().isEmpty());
        warnings.shifts(stratifiedBy);
        warnings.leftOut(stratifiedBy);
        warnings.silentSources();
        warnings.otherReleases(release, releases);
        return List.copyOf(warnings.found);
    }

    private void running() {
        if (now.isBefore(windows.to())) {
            long left = Duration.between(now, windows.to()).toSeconds();
            add(
                    "window-running",
                    "The window ends at " + ReleaseFields.time(windows.to()) + "; later feedback is not in it yet.",
                    json -> {
                        json.writeStringField("to", ReleaseFields.time(windows.to()));
                        json.writeNumberField("secondsLeft", left);
                    });
        }
    }

    private void empty(String side, boolean empty) {
        if (empty) {
            add(
                    "empty-window",
                    "There are no items " + side + " the release to compare with.",
                    json -> json.writeStringField("side", side));
        }
    }

    private void shifts(Dimension stratifiedBy) {
        MixShift plans = shift(comparison.counts(Dimension.PLAN));
        MixShift sources = shift(comparison.counts(Dimension.SOURCE));
        boolean both = shifted(plans) && shifted(sources);
        if (shifted(plans)) {
            shift(Dimension.PLAN, plans, stratifiedBy, both);
        }
        if (shifted(sources)) {
            shift(Dimension.SOURCE, sources, stratifiedBy, both);
        }
    }

    private static MixShift shift(Map<@Nullable String, BeforeAfter> counts) {
        return MixShift.of(counts.values().stream()
                .map(count -> new MixShift.Part(count.before(), count.after()))
                .toList());
    }

    private static boolean shifted(MixShift shift) {
        return shift.totalVariation() >= SHIFTED && shift.p() < NOT_BY_CHANCE;
    }

    /** Returns what to do about a shift: only the strata that the report compares within are allowed for. */
    private static String remedy(Dimension dimension, Dimension stratifiedBy, boolean both) {
        if (dimension == stratifiedBy) {
            return "This alone changes the overall rates; use stratifiedZ, not z.";
        }
        return "This alone changes the rates within " + stratifiedBy.word()
                + "s too, and with them stratifiedZ and the verdicts; compare within " + dimension.word()
                + "s (stratify=" + dimension.word() + ")"
                + (both
                        ? ", and for one " + stratifiedBy.word() + " at a time (" + stratifiedBy.word()
                                + "=…), since both mixes changed."
                        : ".");
    }

    private void shift(Dimension dimension, MixShift shift, Dimension stratifiedBy, boolean both) {
        Map<@Nullable String, BeforeAfter> counts = comparison.counts(dimension);
        double before = comparison.before().total();
        double after = comparison.after().total();
        List<Map.Entry<@Nullable String, BeforeAfter>> most = counts.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<@Nullable String, BeforeAfter> part) ->
                                Math.abs(part.getValue().after() / after
                                        - part.getValue().before() / before))
                        .reversed())
                .limit(SHOWN)
                .toList();
        add(
                "mix-shift",
                String.format(
                        Locale.ROOT,
                        "The mix of %ss changed: %.0f %% of the items would have to move for the two mixes to match, most"
                                + " of all %s. %s",
                        dimension.word(),
                        shift.totalVariation() * 100,
                        named(most.get(0).getKey()),
                        remedy(dimension, stratifiedBy, both)),
                json -> {
                    json.writeStringField("dimension", dimension.word());
                    json.writeNumberField("totalVariation", shift.totalVariation());
                    json.writeNumberField("chiSquare", shift.chiSquare());
                    json.writeNumberField("degreesOfFreedom", shift.degreesOfFreedom());
                    json.writeNumberField("p", shift.p());
                    json.writeArrayFieldStart("most");
                    for (Map.Entry<@Nullable String, BeforeAfter> part : most) {
                        json.writeStartObject();
                        name(json, dimension.word(), part.getKey());
                        json.writeNumberField("before", part.getValue().before());
                        json.writeNumberField("after", part.getValue().after());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                });
    }

    private void leftOut(Dimension dimension) {
        if (comparison.before().isEmpty() || comparison.after().isEmpty()) {
            return;
        }
        List<Map.Entry<@Nullable String, BeforeAfter>> oneSided = comparison.counts(dimension).entrySet().stream()
                .filter(part -> part.getValue().before() == 0 || part.getValue().after() == 0)
                .toList();
        long items = oneSided.stream()
                .mapToLong(part -> part.getValue().before() + part.getValue().after())
                .sum();
        if (items == 0) {
            return;
        }
        add(
                "strata-left-out",
                "Some " + dimension.word() + "s have items on one side only, " + items
                        + " in all; stratified figures leave them out: "
                        + oneSided.stream()
                                .limit(SHOWN)
                                .map(part -> named(part.getKey()))
                                .collect(Collectors.joining(", "))
                        + (oneSided.size() > SHOWN ? ", …" : "") + ".",
                json -> {
                    json.writeStringField("dimension", dimension.word());
                    json.writeNumberField("strata", oneSided.size());
                    json.writeNumberField("items", items);
                });
    }

    private void silentSources() {
        double share =
                (double) windows.elapsed(now).toMillis() / windows.baseline().toMillis();
        comparison.counts(Dimension.SOURCE).forEach((source, count) -> {
            double expected = count.before() * share;
            if (count.after() == 0 && expected >= EXPECTED_OF_A_SOURCE) {
                add(
                        "source-silent",
                        String.format(
                                Locale.ROOT,
                                "No items have come from %s since the release, and %.0f were expected: is it"
                                        + " still connected?",
                                named(source),
                                expected),
                        json -> {
                            name(json, "source", source);
                            json.writeNumberField("before", count.before());
                            json.writeNumberField("expected", expected);
                        });
            }
        });
    }

    private void otherReleases(Release release, List<Release> releases) {
        List<Release> others = releases.stream()
                .filter(other -> !other.getVersion().equals(release.getVersion())
                        && !other.getReleasedAt().isBefore(windows.from())
                        && other.getReleasedAt().isBefore(windows.to()))
                .toList();
        if (others.size() > MOST_RELEASES) {
            add(
                    "other-release",
                    others.size() + " other releases fall into the two windows; any of them may have caused a change."
                            + " Shorter windows tell them apart.",
                    json -> json.writeNumberField("releases", others.size()));
            return;
        }
        for (Release other : others) {
            Instant at = other.getReleasedAt();
            String side = at.isBefore(windows.at()) ? "before" : "after";
            add(
                    "other-release",
                    "The release " + other.getVersion() + " of " + ReleaseFields.time(at) + " falls into the window "
                            + side + "; it may have caused a change.",
                    json -> {
                        json.writeStringField("version", other.getVersion());
                        json.writeStringField("releasedAt", ReleaseFields.time(at));
                        json.writeStringField("side", side);
                    });
        }
    }

    private void add(String kind, String message, Json.Body members) {
        found.add(new Warning(kind, message, members));
    }

    private static void name(JsonGenerator json, String field, @Nullable String name) throws IOException {
        if (name == null) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, name);
        }
    }

    private static String named(@Nullable String value) {
        return value == null ? "those without one" : value;
    }
}
